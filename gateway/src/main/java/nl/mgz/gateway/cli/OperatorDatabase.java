package nl.mgz.gateway.cli;

import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;
import nl.mgz.gateway.fhir.DatabaseSettings;
import nl.mgz.gateway.sandbox.SandboxPartners;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import picocli.CommandLine.Option;

/** The database that a command works on: the one of the configuration, or that of a running sandbox. */
final class OperatorDatabase {

    @Option(
            names = "--sandbox",
            arity = "0..1",
            paramLabel = "PORT",
            fallbackValue = "8080",
            description =
                    "Work on the sandbox that runs on this port (8080 when none is given), not on MGZ_DATABASE_URL.")
    private @Nullable Integer sandbox;

    @SuppressWarnings("NullAway.Init")
    OperatorDatabase() {}

    @EnableConfigurationProperties(DatabaseSettings.class)
    static class Settings {}

    /** What to do with it; an {@link IllegalArgumentException} or {@link IOException} is told in its own words. */
    interface Work {
        int with(DataSource database) throws IOException, SQLException;
    }

    /** As the application role. */
    int with(Work work) {
        return with(false, work);
    }

    /** As the role that owns the tables. */
    int asOwner(Work work) {
        return with(true, work);
    }

    private int with(boolean owner, Work work) {
        try {
            DataSource database = sandbox != null ? ofSandbox(sandbox, owner) : configured(owner);
            return work.with(database);
        } catch (IllegalArgumentException | IOException e) {
            System.err.println(e.getMessage());
            return 1;
        } catch (DataAccessException | SQLException e) {
            System.err.println(
                    "The database cannot be reached, or refuses this: ./mgz doctor says what is wrong with it.");
            return 1;
        } catch (RuntimeException e) {
            return Failures.tell(e);
        }
    }

    private static DataSource ofSandbox(int port, boolean owner) throws IOException {
        SandboxPartners.Database database = SandboxPartners.running(port).database();
        return new DriverManagerDataSource(database.url(), owner ? database.owner() : database.application(), "");
    }

    private static DataSource configured(boolean owner) {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(
                        Settings.class, ConfigurationPropertiesAutoConfiguration.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .run()) {
            DatabaseSettings settings = context.getBean(DatabaseSettings.class);
            if (settings.url() == null) {
                throw new IllegalArgumentException(
                        "mgz.database.url (MGZ_DATABASE_URL) is not set: which database? For a sandbox, give --sandbox");
            }
            if (!owner) {
                return new DriverManagerDataSource(settings.url(), settings.user(), settings.password());
            }
            if (settings.owner() == null) {
                throw new IllegalArgumentException(
                        "mgz.database.owner.user is not set: this needs the role that owns the tables");
            }
            return new DriverManagerDataSource(
                    settings.url(), settings.owner().user(), settings.owner().password());
        }
    }
}
