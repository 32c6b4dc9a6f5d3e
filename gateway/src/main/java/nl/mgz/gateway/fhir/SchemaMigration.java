package nl.mgz.gateway.fhir;

import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the schema to this version, as the owner role. Only Flyway's numbered files change a schema. */
final class SchemaMigration {

    private SchemaMigration() {}

    /** Does nothing where no owner is configured: another job migrates there, and this node only verifies. */
    static void migrate(DatabaseSettings settings) {
        DatabaseSettings.Owner owner = settings.owner();
        if (owner == null || settings.url() == null) {
            return;
        }
        try {
            Flyway.configure(SchemaMigration.class.getClassLoader())
                    .dataSource(settings.url(), owner.user(), owner.password())
                    .locations("classpath:db/migration")
                    .table("mgz_schema_history")
                    .placeholders(Map.of("application_role", settings.user()))
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason given");
            throw new DatabaseNotReadyException(List.of(new DatabaseCheck.Finding(
                    false, "the schema could not be migrated as " + owner.user() + ": " + why)));
        }
    }
}
