package nl.mgz.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.fhir.DatabaseCheck.Finding;
import nl.mgz.gateway.sandbox.SandboxDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SchemaPictureTest {

    /** With -Dschema.update=true the picture is written anew from the migrations, to be looked at and committed. */
    private static final Path PICTURE = Path.of("src/main/resources/nl/mgz/gateway/fhir/schema-picture.txt");

    @TempDir
    static Path folder;

    private static SandboxDatabase database;
    private static DatabaseSettings settings;

    @BeforeAll
    static void start() throws Exception {
        database = SandboxDatabase.start(folder);
        Map<String, Object> found = database.settings();
        settings = new DatabaseSettings(
                (String) found.get("mgz.database.url"), "mgz_app", "", new DatabaseSettings.Owner("mgz_owner", ""), 2);
    }

    @AfterAll
    static void stop() throws Exception {
        database.close();
    }

    @Test
    @Order(1)
    void anEmptyDatabaseIsSaidToBeEmpty() {
        assertThat(faults()).singleElement().asString().contains("schema is empty");
    }

    @Test
    @Order(2)
    void theMigrationsMakeExactlyThePicture() throws Exception {
        SchemaMigration.migrate(settings);
        if (Boolean.getBoolean("schema.update")) {
            try (Connection connection = DriverManager.getConnection(settings.url(), "mgz_app", "")) {
                Files.write(PICTURE, SchemaPicture.of(connection));
            }
            return;
        }
        assertThat(faults()).isEmpty();
    }

    @Test
    @Order(3)
    void theApplicationRoleCannotChangeTheSchema() throws Exception {
        try (Connection connection = DriverManager.getConnection(settings.url(), "mgz_app", "")) {
            for (String ddl : List.of(
                    "create table mine (a int)",
                    "drop table hfj_resource",
                    "alter table hfj_resource add x int",
                    "truncate mgz_schema_history")) {
                assertThat(catchSql(connection, ddl)).as(ddl).isEqualTo("42501");
            }
        }
    }

    @Test
    @Order(4)
    void aTableChangedByHandIsNamed() throws Exception {
        asOwner("alter table mgz_patient_identity alter column patient_id type varchar(99)");
        assertThat(faults())
                .anyMatch(line -> line.contains("lacks column mgz_patient_identity.patient_id character varying(64)"))
                .anyMatch(line ->
                        line.contains("has beside it column mgz_patient_identity.patient_id character varying(99)"));
        asOwner("alter table mgz_patient_identity alter column patient_id type varchar(64)");
        asOwner("drop index mgz_resource_binding_patient");
        assertThat(faults()).singleElement().asString().contains("lacks index mgz_resource_binding");
        asOwner("create index mgz_resource_binding_patient on mgz_resource_binding (patient_id, resource_type)");
        assertThat(faults()).isEmpty();
    }

    @Test
    @Order(5)
    void aDatabaseThatIsNotThereIsNamedInOneLine() {
        DatabaseSettings nowhere = new DatabaseSettings("jdbc:postgresql://localhost:1/mgz", "mgz_app", "", null, 2);
        assertThat(DatabaseCheck.of(nowhere)).singleElement().satisfies(finding -> {
            assertThat(finding.good()).isFalse();
            assertThat(finding.line())
                    .startsWith("cannot connect to jdbc:postgresql://localhost:1/mgz as mgz_app")
                    .doesNotContain("\n");
        });
    }

    @Test
    @Order(6)
    void missingSettingsAreNamed() {
        assertThat(DatabaseCheck.of(new DatabaseSettings(null, "mgz_app", "", null, 2)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.line()).contains("MGZ_DATABASE_URL"));
    }

    @Test
    @Order(7)
    void theSandboxAcknowledgesOnlyWhatIsOnDisk() {
        assertThat(DatabaseCheck.of(settings))
                .filteredOn(Finding::good)
                .extracting(Finding::line)
                .contains("fsync is on", "full_page_writes is on", "synchronous_commit is on");
    }

    private static List<String> faults() {
        return DatabaseCheck.of(settings).stream()
                .filter(finding -> !finding.good())
                .map(Finding::line)
                .toList();
    }

    private static void asOwner(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(settings.url(), "mgz_owner", "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String catchSql(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return "allowed";
        } catch (SQLException e) {
            return e.getSQLState();
        }
    }
}
