package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.labels.Labeller;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A node with new rules labels what is stored while it serves. */
class LabelsAnewTest {

    private static final String ONLY_HERE = "http://example.org/labels-anew";

    @TempDir
    static Path folder;

    private static Gateway gateway;
    private static JdbcTemplate sql;

    @BeforeAll
    static void start() {
        gateway = Gateway.shared();
        sql = new JdbcTemplate(
                new DriverManagerDataSource(Gateway.SharedDatabase.get().superuserUrl()));
    }

    private static String condition(String patient, String code, String meta) {
        return """
                {"resourceType": "Condition", %s "subject": {"reference": "Patient/%s"},
                 "clinicalStatus": {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}]},
                 "code": {"coding": [{"system": "%s", "code": "%s"}], "text": "Testprobleem"}}
                """.formatted(meta, patient, ONLY_HERE, code);
    }

    private static String store(String patient, String code, String meta) {
        String id = People.idOf(gateway.post("Condition", condition(patient, code, meta)));
        sql.update(
                "insert into mgz_item (resource_id, resource_type, patient_id, author_ura, category, confidentiality,"
                        + " sensitivity, label_rules, codes, related)"
                        + " values (?, 'Condition', ?, '99999990', 'problem', 'N', '{}', '0-old', '{}', '{}')"
                        + " on conflict (resource_id) do update set label_rules = '0-old'",
                id,
                patient);
        return id;
    }

    private static List<Map<String, Object>> row(String id) {
        return sql.queryForList(
                "select confidentiality::text, array_to_string(sensitivity, ',') as sensitivity, label_rules"
                        + " from mgz_item where resource_id = ?",
                id);
    }

    @Test
    void labelsWhatIsStoredByTheRulesOfItsRegion() throws Exception {
        String patient = People.create(gateway, "Etiket");
        String plain = store(patient, "X2", "");
        String marked = store(patient, "X1", "");
        String raised = store(
                patient,
                "X2",
                "\"meta\": {\"security\": [{\"system\": \"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\","
                        + " \"code\": \"V\"}]},");
        String deleted = store(patient, "X1", "");
        gateway.delete("Condition/" + deleted);
        sql.update(
                "insert into mgz_item (resource_id, resource_type, patient_id, author_ura, category, confidentiality,"
                        + " sensitivity, label_rules, codes, related)"
                        + " values (?, 'Condition', ?, '99999990', 'problem', 'N', '{}', '0-old', '{}', '{}')"
                        + " on conflict (resource_id) do nothing",
                deleted,
                patient);
        Path rules = Files.writeString(folder.resolve("rules.json"), """
                {"version": "3", "rules": [
                  {"id": "here", "version": "1", "title": "Hier", "sensitivity": ["TBOO"], "reason": "A test.",
                   "lists": [{"system": "%s", "source": "ours", "include": ["X1"]}]}]}
                """.formatted(ONLY_HERE));

        try (Gateway node = Gateway.start(
                Gateway.SharedDatabase.get(), Map.of("mgz.labels.rules", rules, "mgz.labels.every", "1s"))) {
            String version = node.bean(Labeller.class).rules();
            assertThat(version).startsWith("3-");
            Instant patience = Instant.now().plusSeconds(60);
            while (!row(deleted).isEmpty()
                    || !List.of(plain, marked, raised).stream()
                            .allMatch(id -> version.equals(row(id).get(0).get("label_rules")))) {
                assertThat(Instant.now()).isBefore(patience);
                Thread.sleep(100);
            }
            assertThat(row(marked))
                    .containsExactly(Map.of("confidentiality", "R", "sensitivity", "TBOO", "label_rules", version));
            assertThat(row(plain))
                    .containsExactly(Map.of("confidentiality", "N", "sensitivity", "", "label_rules", version));
            assertThat(row(raised))
                    .containsExactly(Map.of("confidentiality", "V", "sensitivity", "", "label_rules", version));
            assertThat(row(deleted)).isEmpty();
        }
    }
}
