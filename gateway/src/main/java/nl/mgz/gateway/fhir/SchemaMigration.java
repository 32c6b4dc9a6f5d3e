package nl.mgz.gateway.fhir;

import java.util.Map;
import org.flywaydb.core.Flyway;

/** Brings the schema to this version, as the owner role. Only Flyway's numbered files change a schema. */
final class SchemaMigration {

    private SchemaMigration() {}

    /** Does nothing where no owner is configured: another job migrates there, and this node only verifies. */
    static void migrate(DatabaseSettings settings) {
        DatabaseSettings.Owner owner = settings.owner();
        if (owner == null || settings.url() == null) {
            return;
        }
        Flyway.configure(SchemaMigration.class.getClassLoader())
                .dataSource(settings.url(), owner.user(), owner.password())
                .locations("classpath:db/migration")
                .table("mgz_schema_history")
                .placeholders(Map.of("application_role", settings.user()))
                .connectRetries(3)
                .load()
                .migrate();
    }
}
