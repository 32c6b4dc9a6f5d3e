package nl.mgz.gateway.cli;

import ca.uhn.fhir.context.FhirContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import nl.mgz.gateway.audit.OperatorTrail;
import nl.mgz.gateway.dossier.Rebuild;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "dossier",
        description = {
            "Works on the projection from which patients' records are read: a page for each stored resource, as it is shown.",
            "It can be done while the gateway serves; a few patients at a time are held for a moment."
        },
        mixinStandardHelpOptions = true,
        subcommands = {DossierCommand.Make.class, DossierCommand.Verify.class})
final class DossierCommand implements Runnable {

    private static final int MOST_NAMED = 20;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: rebuild or verify");
    }

    private interface Work {
        Rebuild.Result on(Rebuild rebuild, BiConsumer<Integer, Integer> progress);
    }

    /** One connection for all of it. */
    private static Rebuild.Result with(DataSource database, String what, Work work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            Progress[] progress = new Progress[1];
            return work.on(
                    new Rebuild(new SingleConnectionDataSource(connection, true), FhirContext.forR4Cached()),
                    (done, total) -> {
                        if (progress[0] == null) {
                            progress[0] = new Progress(what, total);
                        }
                        progress[0].show(done);
                    });
        }
    }

    @Command(
            name = "rebuild",
            description = {
                "Makes every page anew from the stored resources: after an upgrade that says so, or when verify finds something.",
                "It is put on record."
            },
            mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init")
    static final class Make implements Callable<Integer> {

        @Mixin
        private OperatorDatabase where;

        @Override
        public Integer call() {
            return where.with(database -> {
                new OperatorTrail(database, Clock.systemUTC()).recorded("dossier-rebuild", Map.of(), () -> {});
                Rebuild.Result result = with(database, "Rebuilding", Rebuild::rebuild);
                System.err.println(result.pages() + " pages of " + result.patients() + " patients were made.");
                return 0;
            });
        }
    }

    @Command(
            name = "verify",
            description = "Compares every page with its stored resource and labels; changes nothing.",
            mixinStandardHelpOptions = true,
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {"0:every page is right", "1:some are not, and standard output names them"})
    @SuppressWarnings("NullAway.Init")
    static final class Verify implements Callable<Integer> {

        @Mixin
        private OperatorDatabase where;

        @Override
        public Integer call() {
            return where.with(database -> {
                Rebuild.Result result = with(database, "Verifying", Rebuild::verify);
                result.wrong().stream().limit(MOST_NAMED).forEach(System.out::println);
                System.err.println(
                        result.wrong().isEmpty()
                                ? result.pages() + " pages of " + result.patients() + " patients are right."
                                : result.wrong().size() + " of " + result.pages()
                                        + " pages are missing or wrong (the first are named above): ./mgz dossier rebuild");
                return result.wrong().isEmpty() ? 0 : 1;
            });
        }
    }
}
