package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.identity.OrganizationKind;
import org.junit.jupiter.api.Test;

/**
 * To find a plan takes PostgreSQL longer than to look up a row, and it does so at each execution of a statement of which it holds
 * another plan for cheaper (https://www.postgresql.org/docs/17/sql-prepare.html#SQL-PREPARE-NOTES).
 */
class PlannedOnceTest {

    private static final int TIMES = 120;

    /** PostgreSQL looks five times on each connection before it may keep a plan. */
    private static final int LOOKS = 20;

    private static final String PRODUCT =
            "{\"resourceType\":\"Medication\",\"code\":{\"text\":\"carbamazepine tablet 200 mg\"}}";

    private static String taking(String patient, String product) {
        return """
                {"resourceType":"MedicationStatement","status":"active","medicationReference":{"reference":"Medication/%s"},
                 "subject":{"reference":"Patient/%s"},"effectiveDateTime":"2026-02-03",
                 "dosage":[{"text":"2 keer per dag 1 tablet"}]}""".formatted(product, patient);
    }

    @Test
    void theStatementsOfReadsSearchesAndContextsAreNotPlannedEachTime() throws Exception {
        Map<String, Object> settings = Map.of(
                "mgz.limits.client-per-minute", 10_000_000,
                "mgz.limits.organization-per-minute", 10_000_000,
                // Nobody waits for a connection here, and so each statement is always on the same few.
                "mgz.database.pool-size", 3,
                "mgz.notify.workers", 0,
                "mgz.dossier.kept-megabytes", 0);
        try (Gateway gateway = Gateway.start(Gateway.SharedDatabase.get(), settings)) {
            Organisation practice = new Organisation(gateway, OrganizationKind.GP);
            Organisation triage = new Organisation(gateway, OrganizationKind.TRIAGE);
            String patient = TriageContextCostTest.record(practice, triage, 2);
            String product = practice.store("Medication", PRODUCT);
            practice.store("MedicationStatement", taking(patient, product));
            for (int i = 0; i < TIMES; i++) {
                ok(triage.get("Patient/" + patient));
                ok(triage.get("Condition?patient=Patient/" + patient));
                ok(TriageScene.context(triage, TriageScene.byId(patient)));
            }
            Map<String, Long> planned = plannedEachTime(gateway.bean(HikariDataSource.class));
            assertThat(planned.keySet())
                    .as("statements that were looked at")
                    .anyMatch(one -> one.contains("mgz_item"))
                    .anyMatch(one -> one.contains("mgz_patient_state"))
                    .anyMatch(one -> one.contains("mgz_client"))
                    .anyMatch(one -> one.contains("mgz_dossier"))
                    .anyMatch(one -> one.contains("hfj_res_ver"));
            assertThat(planned)
                    .allSatisfy((statement, plans) -> assertThat(plans).isLessThan(LOOKS));
        }
    }

    /** How often those of ours that read were planned, of those that ran often; Hibernate's have its kind of aliases. */
    private static Map<String, Long> plannedEachTime(HikariDataSource pool) throws SQLException {
        Map<String, Long> planned = new HashMap<>();
        List<Connection> all = new ArrayList<>();
        try {
            for (int i = 0; i < pool.getMaximumPoolSize(); i++) {
                Connection connection = pool.getConnection();
                all.add(connection);
                try (ResultSet row = connection
                        .createStatement()
                        .executeQuery("select statement, custom_plans from pg_prepared_statements"
                                + " where generic_plans + custom_plans > " + LOOKS
                                + " and statement like 'select%' and statement !~ '[a-z0-9]+_0[.]'")) {
                    while (row.next()) {
                        planned.merge(row.getString(1), row.getLong(2), Math::max);
                    }
                }
            }
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
        return planned;
    }

    private static void ok(Gateway.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }
}
