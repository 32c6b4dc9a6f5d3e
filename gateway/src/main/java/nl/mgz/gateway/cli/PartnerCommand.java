package nl.mgz.gateway.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.fhir.DatabaseSettings;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Partners;
import nl.mgz.gateway.identity.Partners.Registration;
import nl.mgz.gateway.identity.Ura;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import picocli.CommandLine.Command;
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
            PartnerCommand.Resume.class
        })
final class PartnerCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: add, list, suspend or resume");
    }

    @EnableConfigurationProperties(DatabaseSettings.class)
    static class Settings {}

    private interface Work {
        int with(Partners partners) throws IOException;
    }

    private static int inRegister(Work work) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(
                        Settings.class, ConfigurationPropertiesAutoConfiguration.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .run()) {
            DatabaseSettings settings = context.getBean(DatabaseSettings.class);
            if (settings.url() == null) {
                System.err.println("mgz.database.url (MGZ_DATABASE_URL) is not set: which database?");
                return 1;
            }
            return work.with(
                    new Partners(new DriverManagerDataSource(settings.url(), settings.user(), settings.password())));
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (DataAccessException e) {
            System.err.println("The register cannot be reached: ./mgz doctor says what is wrong with the database.");
            return 1;
        } catch (RuntimeException e) {
            return Failures.tell(e);
        }
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

        @Option(names = "--jwks", required = true, paramLabel = "FILE", description = "Its public keys as a JWK set.")
        private Path jwks;

        @Option(names = "--scopes", description = "The most it may ask for.")
        private String scopes = "system/*.cruds";

        @Override
        public Integer call() {
            return inRegister(partners -> {
                partners.register(new Registration(
                        client, ura(ura), name, kind(kind), Files.readString(jwks, StandardCharsets.UTF_8), scopes));
                System.out.println(client + " of " + name + " (" + ura + ") is registered.");
                return 0;
            });
        }
    }

    @Command(name = "list", description = "Who takes part, and what each may do.", mixinStandardHelpOptions = true)
    static final class ListAll implements Callable<Integer> {

        @Override
        public Integer call() {
            return inRegister(partners -> {
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

    private static int suspend(String text, boolean suspended) {
        return inRegister(partners -> {
            if (!partners.suspend(ura(text), suspended)) {
                System.err.println("No organisation with this URA is registered.");
                return 1;
            }
            System.out.println(text + (suspended ? " is suspended from its next request on." : " takes part again."));
            return 0;
        });
    }

    @Command(
            name = "suspend",
            description = "Lets an organisation in no more, from its next request on.",
            mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init")
    static final class Suspend implements Callable<Integer> {

        @Parameters(paramLabel = "URA")
        private String ura;

        @Override
        public Integer call() {
            return suspend(ura, true);
        }
    }

    @Command(name = "resume", description = "Lets a suspended organisation in again.", mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init")
    static final class Resume implements Callable<Integer> {

        @Parameters(paramLabel = "URA")
        private String ura;

        @Override
        public Integer call() {
            return suspend(ura, false);
        }
    }
}
