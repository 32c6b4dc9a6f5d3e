package nl.mgz.gateway.cli;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import nl.mgz.gateway.audit.OperatorTrail;
import nl.mgz.gateway.audit.seal.Erasure;
import nl.mgz.gateway.audit.seal.TrailExport;
import nl.mgz.gateway.identity.crypto.PrivateFiles;
import org.springframework.jdbc.core.JdbcTemplate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "audit",
        description = "Works on the audit trail in the database that the configuration names.",
        mixinStandardHelpOptions = true,
        subcommands = {AuditCommand.Export.class, AuditCommand.Key.class, AuditCommand.Erase.class})
final class AuditCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: export, key or erase");
    }

    @Command(
            name = "export",
            description = {
                "Writes the whole trail with its proof to a new file that only you can read, for ./mgz verify-audit.",
                "The export itself is put on record. Patients are in it by internal id, people who acted by name."
            },
            mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init")
    static final class Export implements Callable<Integer> {

        @Parameters(paramLabel = "FILE", description = "Where it goes; a file that is there is left alone.")
        private Path file;

        @Mixin
        private OperatorDatabase where;

        @Override
        public Integer call() {
            return where.with(database -> {
                try {
                    PrivateFiles.create(file);
                } catch (IOException e) {
                    throw new IOException(
                            "No export was made in " + file + ": it is there already, or its folder is not writable",
                            e);
                }
                new OperatorTrail(database, Clock.systemUTC()).recorded("audit-export", Map.of(), () -> {});
                try (Connection connection = database.getConnection();
                        Writer out = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.WRITE)) {
                    Progress[] progress = new Progress[1];
                    long events =
                            TrailExport.write(connection, out, Clock.systemUTC().instant(), (done, total) -> {
                                if (progress[0] == null) {
                                    progress[0] = new Progress("Exporting", Math.toIntExact(total));
                                }
                                progress[0].show(Math.toIntExact(done));
                            });
                    System.err.println(events + " events are in " + file + ".");
                }
                return 0;
            });
        }
    }

    @Command(
            name = "key",
            description = "Prints the public keys that checkpoints are signed with, for witnesses and auditors.",
            mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init")
    static final class Key implements Callable<Integer> {

        @Mixin
        private OperatorDatabase where;

        @Override
        public Integer call() {
            return where.with(database -> {
                new JdbcTemplate(database)
                        .queryForList("select key from mgz_audit_key order by since", String.class)
                        .forEach(System.out::println);
                return 0;
            });
        }
    }

    @Command(
            name = "erase",
            description = {
                "Erases the months of the trail that are older than they must be kept. The tree stays and can be verified.",
                "Works as the role that owns the tables, and is put on record."
            },
            mixinStandardHelpOptions = true,
            showDefaultValues = true)
    @SuppressWarnings("NullAway.Init")
    static final class Erase implements Callable<Integer> {

        @Option(names = "--years", description = "How many years events are kept; five at least.")
        private int years = Erasure.FEWEST_YEARS;

        @Mixin
        private OperatorDatabase where;

        @Override
        public Integer call() {
            return where.asOwner(database -> {
                List<String> months =
                        Erasure.months(database, years, Clock.systemUTC().instant());
                if (months.isEmpty()) {
                    System.out.println("No month is older than " + years + " years.");
                    return 0;
                }
                new OperatorTrail(database, Clock.systemUTC())
                        .recorded(
                                "audit-erased",
                                Map.of("months", String.join(" ", months), "years", String.valueOf(years)),
                                () -> Erasure.erase(database, months));
                System.out.println("Erased: " + String.join(", ", months));
                return 0;
            });
        }
    }
}
