package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Partners;
import nl.mgz.gateway.identity.Ura;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who reads is not looked up before, and nothing leaves for who is no partner any more. */
class PresumedPartnerTest {

    private static Gateway gateway;

    private Organisation practice;
    private String patient;

    @BeforeAll
    static void start() {
        Map<String, Object> unlimited =
                Map.of("mgz.limits.client-per-minute", 10_000_000, "mgz.limits.organization-per-minute", 10_000_000);
        gateway = Gateway.start(Gateway.SharedDatabase.get(), unlimited, Statements::count);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void somebodyIsKnown() {
        practice = new Organisation(gateway, OrganizationKind.GP);
        patient = practice.store("Patient", People.patient(People.newBsn(), "Aanwezig", "1950-01-01"));
        assertThat(practice.get("Patient/" + patient).status()).isEqualTo(200);
        assertThat(practice.get("Patient/" + patient).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Patient/%s",
                "Patient?_id=%s",
                "Condition?patient=%s",
                "Patient/%s/$everything",
                "Patient/%s/_history",
                "Patient/%s/_history/1",
                "Organization?name=%s",
                "Patient/none-%s"
            })
    void whoIsSuspendedReadsNothingMore(String path) {
        suspend(true);
        Gateway.Answer refused = practice.get(path.formatted(patient));
        assertThat(refused.status()).as(refused.text()).isEqualTo(401);
        assertThat(refused.text())
                .isEqualTo(gateway.send("GET", path.formatted(patient), null, "Authorization", "Bearer none")
                        .text());
        assertThat(refused.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(refused.header("ETag")).isEmpty();
        assertThat(refused.header("Last-Modified")).isEmpty();
        suspend(false);
        assertThat(practice.get("Patient/" + patient).status()).isEqualTo(200);
    }

    @Test
    void anOperatorsOwnStatementCountsAsMuchAsACommand() throws SQLException {
        owner("update mgz_client set suspended = now() where ura = ?", practice.ura());
        assertThat(practice.get("Patient/" + patient).status()).isEqualTo(401);
        owner("update mgz_client set suspended = null where ura = ?", practice.ura());
        assertThat(practice.get("Patient/" + patient).status()).isEqualTo(200);
        owner("delete from mgz_client where ura = ?", practice.ura());
        assertThat(practice.get("Patient/" + patient).status()).isEqualTo(401);
    }

    @Test
    void onRecordIsThatSomebodyWasTurnedAwayAndNotThatAnythingWasShown() throws SQLException {
        suspend(true);
        String id = practice.get("Patient/" + patient).header("X-Request-Id");
        assertThat(events(id))
                .singleElement()
                .satisfies(event -> assertThat(event)
                        .contains("\"status\":401", "\"resources\":[]")
                        .doesNotContain(practice.ura()));
        assertThat(outcomes(id)).containsExactly("unauthenticated/null");
    }

    @Test
    void whatElseMovesTheDirectoryTurnsNobodyAway() {
        practice.store("Organization", TriageScene.organization(Records.newUra(), "Nieuw", "055-5550000"));
        assertThat(practice.get("Patient/" + patient).status()).isEqualTo(200);
    }

    @Test
    void whoChangesIsLookedUpBefore() {
        suspend(true);
        Gateway.Answer refused = practice.post("Condition", People.condition(patient, "Griep"));
        assertThat(refused.status()).isEqualTo(401);
    }

    @Test
    void aReadTakesNoStatementForWhoReads() throws Exception {
        assertThat(Statements.of(() -> practice.get("Patient/" + patient))).isEqualTo(2);
    }

    /** Of what is not there it is asked besides whose it was. */
    @Test
    void whatIsHiddenIsLookedAtAsWhatIsNotThere() throws Exception {
        Organisation stranger = new Organisation(gateway, OrganizationKind.GP);
        long hidden = Statements.of(() -> stranger.get("Patient/" + patient));
        assertThat(Statements.of(() -> stranger.get("Patient/" + UUID.randomUUID())))
                .isEqualTo(hidden + 1);
    }

    private void suspend(boolean suspended) {
        gateway.bean(Partners.class).suspend(new Ura(practice.ura()), suspended);
    }

    private static List<String> events(String request) throws SQLException {
        return column("select event::text from mgz_audit_event where request_id = ?::uuid", request);
    }

    private static List<String> outcomes(String request) throws SQLException {
        return column(
                "select outcome || '/' || coalesce(patient_id, 'null') from mgz_audit_event where request_id = ?::uuid",
                request);
    }

    private static List<String> column(String sql, String value) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection =
                        DriverManager.getConnection(Gateway.SharedDatabase.get().superuserUrl());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, UUID.fromString(value).toString());
            try (var found = statement.executeQuery()) {
                while (found.next()) {
                    rows.add(found.getString(1));
                }
            }
        }
        return rows;
    }

    private static void owner(String sql, String ura) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(Gateway.SharedDatabase.get().superuserUrl());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, ura);
            statement.executeUpdate();
        }
    }
}
