package nl.mgz.gateway.fhir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import nl.mgz.gateway.sandbox.SandboxDatabase;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A real PostgreSQL with the schema of this version and no gateway on it, for contract tests. */
public final class MigratedDatabase implements AutoCloseable {

    private final SandboxDatabase database;
    private final DataSource application;

    private MigratedDatabase(SandboxDatabase database, DataSource application) {
        this.database = database;
        this.application = application;
    }

    public static MigratedDatabase start(Path folder) throws IOException {
        SandboxDatabase database = SandboxDatabase.start(folder);
        Map<String, Object> found = database.settings();
        String url = (String) found.get("mgz.database.url");
        SchemaMigration.migrate(
                new DatabaseSettings(url, "mgz_app", "", new DatabaseSettings.Owner("mgz_owner", ""), 2));
        return new MigratedDatabase(database, new DriverManagerDataSource(url, "mgz_app", ""));
    }

    /** As the gateway's own role. */
    public DataSource application() {
        return application;
    }

    public String superuserUrl() {
        return database.superuserUrl();
    }

    @Override
    public void close() throws IOException {
        database.close();
    }
}
