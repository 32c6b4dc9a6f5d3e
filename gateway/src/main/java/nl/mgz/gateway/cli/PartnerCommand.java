package nl.mgz.gateway.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.audit.OperatorTrail;
import nl.mgz.gateway.audit.proof.NoteKey;
import nl.mgz.gateway.audit.seal.Witnesses;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Partners;
import nl.mgz.gateway.identity.Partners.Registration;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.walk.Permissions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "partner",
        description =
                "Keeps the register of organisations that take part, in the database that the configuration names.",
        mixinStandardHelpOptions = true,
        subcommands = {
            PartnerCommand.Add.class,
            PartnerCommand.ListAll.class,
            PartnerCommand.Suspend.class,
            PartnerCommand.Resume.class,
            PartnerCommand.RegisterWitness.class,
            PartnerCommand.Grant.class,
            PartnerCommand.Rules.class
        })
final class PartnerCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "Say what to do: add, list, suspend, resume, witness, grant or rules");
    }

    private static OrganizationKind kind(String code) {
        Optional<OrganizationKind> kind = OrganizationKind.of(code);
        return kind.orElseThrow(() -> new IllegalArgumentException("No kind is called " + code + ". There are: "
                + Stream.of(OrganizationKind.values())
                        .map(OrganizationKind::code)
                        .collect(Collectors.joining(", "))));
    }

    private static Ura ura(String text) {
        return Ura.parse(text).orElseThrow(() -> new IllegalArgumentException("A URA has eight digits"));
    }

    @Command(
            name = "add",
            description = "Registers a client of an organisation; a client that is there gets the new values.",
            mixinStandardHelpOptions = true,
            showDefaultValues = true)
    @SuppressWarnings("NullAway.Init")
    static final class Add implements Callable<Integer> {

        @Option(names = "--ura", required = true, description = "The organisation's URA: eight digits.")
        private String ura;

        @Option(names = "--name", required = true, description = "The organisation's name.")
        private String name;

        @Option(
                names = "--kind",
                required = true,
                description =
                        "gp, hap, care, triage, specialist, nurses, pharmacy, patient-app, privacy, auditor or operator.")
        private String kind;

        @Option(names = "--client", required = true, description = "The client id that it will use.")
        private String client;

        @ArgGroup(multiplicity = "1")
        private Keys keys;

        @Option(names = "--scopes", description = "The most it may ask for.")
        private String scopes = "system/*.cruds";

        @Option(
                names = "--endpoint",
                paramLabel = "URL",
                description = "Its own FHIR base, for the Endpoint in the directory.")
        private @Nullable String endpoint;

        @Mixin
        private CallerOptions operator;

        @Mixin
        private OperatorDatabase where;

        static final class Keys {

            @Option(names = "--jwks", paramLabel = "FILE", description = "Its public keys as a JWK set.")
            private @Nullable Path file;

            @Option(
                    names = "--jwks-url",
                    paramLabel = "URL",
                    description = "Where it keeps them itself, on a host that mgz.identity.jwks-hosts names.")
            private @Nullable String url;
        }

        @Override
        public Integer call() {
            return where.with(database -> {
                String jwks = keys.file == null ? null : Files.readString(keys.file, StandardCharsets.UTF_8);
                Registration registration =
                        new Registration(client, ura(ura), name, kind(kind), jwks, keys.url, scopes);
                new OperatorTrail(database, Clock.systemUTC())
                        .recorded(
                                "partner-registered",
                                Map.of(
                                        "partner",
                                        ura,
                                        "partnerKind",
                                        kind,
                                        "partnerClient",
                                        client,
                                        "partnerScopes",
                                        scopes),
                                () -> new Partners(database).register(registration));
                System.out.println(client + " of " + name + " (" + ura + ") is registered.");
                return publish();
            });
        }

        /** Through the front door, as anybody changes the directory: the register alone must not fail for it. */
        private int publish() {
            try {
                Directory directory = new Directory(operator.base(), operator.bearer("operator"));
                System.out.println(directory.publish(ura(ura), name, kind(kind), endpoint));
                return 0;
            } catch (IOException e) {
                System.err.println("It is not in the directory yet (" + e.getMessage()
                        + "): run the same command again with --to and --token of an operator.");
                return 0;
            }
        }
    }

    @Command(name = "list", description = "Who takes part, and what each may do.", mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init")
    static final class ListAll implements Callable<Integer> {

        @Mixin
        private OperatorDatabase where;

        @Override
        public Integer call() {
            return where.with(database -> {
                Partners partners = new Partners(database);
                System.out.printf(
                        "%-8s  %-11s  %-9s  %-24s  %-20s  %s%n", "URA", "kind", "state", "client", "scopes", "name");
                partners.all()
                        .forEach(one -> System.out.printf(
                                "%-8s  %-11s  %-9s  %-24s  %-20s  %s%n",
                                one.ura(),
                                one.kind(),
                                one.suspended() ? "suspended" : "active",
                                one.clientId(),
                                one.scopes(),
                                one.name()));
                return 0;
            });
        }
    }

    /** Whether an organisation is let in. */
    @SuppressWarnings("NullAway.Init")
    abstract static class Standing implements Callable<Integer> {

        private final boolean suspended;

        @Parameters(paramLabel = "URA")
        private String ura;

        @Mixin
        private OperatorDatabase where;

        Standing(boolean suspended) {
            this.suspended = suspended;
        }

        @Override
        public final Integer call() {
            return where.with(database -> {
                Ura of = ura(ura);
                boolean known = new OperatorTrail(database, Clock.systemUTC())
                        .recorded(
                                suspended ? "partner-suspended" : "partner-resumed",
                                Map.of("partner", of.value()),
                                () -> new Partners(database).suspend(of, suspended));
                if (!known) {
                    System.err.println("No organisation with this URA is registered.");
                    return 1;
                }
                System.out.println(of + (suspended ? " is suspended from its next request on." : " takes part again."));
                return 0;
            });
        }
    }

    @Command(
            name = "suspend",
            description = "Lets an organisation in no more, from its next request on.",
            mixinStandardHelpOptions = true)
    static final class Suspend extends Standing {

        Suspend() {
            super(true);
        }
    }

    @Command(name = "resume", description = "Lets a suspended organisation in again.", mixinStandardHelpOptions = true)
    static final class Resume extends Standing {

        Resume() {
            super(false);
        }
    }

    @Command(
            name = "witness",
            description =
                    "Lets an organisation cosign checkpoints of the audit trail, with the key of its ./mgz witness.",
            mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init")
    static final class RegisterWitness implements Callable<Integer> {

        @Parameters(paramLabel = "URA")
        private String ura;

        @Option(names = "--key", required = true, description = "Its key, as name+id+key.")
        private String key;

        @Mixin
        private OperatorDatabase where;

        @Override
        public Integer call() {
            return where.with(database -> {
                NoteKey witness = NoteKey.parse(key);
                Ura by = ura(ura);
                boolean known = new OperatorTrail(database, Clock.systemUTC())
                        .recorded(
                                "witness-registered",
                                Map.of("partner", by.value(), "witness", witness.toString()),
                                () -> Witnesses.register(database, by, witness));
                if (!known) {
                    System.err.println(
                            "No organisation with this URA is registered, or the key is not that of a witness.");
                    return 1;
                }
                System.out.println(witness.name() + " of " + by + " is a witness.");
                return 0;
            });
        }
    }

    @Command(
            name = "grant",
            description = "Lets an app of patients ask for the access log of one patient, for a while.",
            mixinStandardHelpOptions = true,
            showDefaultValues = true)
    @SuppressWarnings("NullAway.Init")
    static final class Grant implements Callable<Integer> {

        @Parameters(paramLabel = "CLIENT", description = "Client id of the app.")
        private String client;

        @Option(names = "--patient", required = true, description = "Id of the Patient.")
        private String patient;

        @Option(names = "--days", description = "How long; 0 ends a grant.")
        private int days = 30;

        @Mixin
        private OperatorDatabase where;

        @Override
        public Integer call() {
            return where.with(database -> {
                Instant until = Instant.now().plus(Duration.ofDays(days));
                Partners partners = new Partners(database);
                if (partners.all().stream().noneMatch(one -> one.clientId().equals(client))) {
                    throw new IllegalArgumentException(
                            "No client is called " + client + ": ./mgz partner list shows them");
                }
                new OperatorTrail(database, Clock.systemUTC())
                        .recorded(
                                "patient-granted",
                                Map.of("partnerClient", client, "grantedPatient", patient, "until", until.toString()),
                                () -> partners.grant(client, patient, until));
                System.out.println(client + " may ask for the access log of this patient until " + until + ".");
                return 0;
            });
        }
    }

    @Command(
            name = "rules",
            description = "What each kind of organisation may do, or one of them. A client's scopes narrow it further.",
            mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init")
    static final class Rules implements Callable<Integer> {

        @Parameters(paramLabel = "KIND", arity = "0..1", description = "As ./mgz partner list shows it.")
        private @Nullable String kind;

        @Override
        public Integer call() {
            try {
                List<OrganizationKind> kinds = kind == null ? List.of(OrganizationKind.values()) : List.of(kind(kind));
                for (OrganizationKind one : kinds) {
                    System.out.println(one.code());
                    Permissions.of(one).forEach(line -> System.out.println("  " + line));
                }
                return 0;
            } catch (IllegalArgumentException e) {
                System.err.println(e.getMessage());
                return 1;
            }
        }
    }
}
