package nl.mgz.gateway.labels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import nl.mgz.gateway.fhir.MigratedDatabase;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Condition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Labelling anew on real PostgreSQL; the resources come from memory. {@code http/LabelsAnewTest} reads them from storage. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelabellingTest {

    @TempDir
    static Path folder;

    private MigratedDatabase database;
    private JdbcTemplate sql;
    private final Stored stored = new Stored();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    /** The resources that there are. */
    private static final class Stored implements Relabelling.Source {

        private final Map<String, IBaseResource> resources = new HashMap<>();
        private final Set<String> broken = new HashSet<>();
        private final List<String> read = Collections.synchronizedList(new ArrayList<>());
        private volatile int stopAfter = Integer.MAX_VALUE;

        @Override
        public Map<String, IBaseResource> current(String type, Collection<String> ids) {
            if (read.size() >= stopAfter) {
                throw new org.springframework.dao.QueryTimeoutException("the node is switched off");
            }
            if (ids.stream().anyMatch(broken::contains)) {
                throw new IllegalStateException("not readable");
            }
            read.addAll(ids);
            Map<String, IBaseResource> found = new ConcurrentHashMap<>();
            ids.forEach(id -> {
                if (resources.containsKey(id)) {
                    found.put(id, resources.get(id));
                }
            });
            return found;
        }

        @Override
        public boolean isGone(String type, String id) {
            return !resources.containsKey(id);
        }
    }

    @BeforeAll
    void start() throws IOException {
        database = MigratedDatabase.start(folder.resolve("database"));
        sql = new JdbcTemplate(database.application());
    }

    @AfterAll
    void stop() throws IOException {
        database.close();
    }

    @BeforeEach
    void empty() {
        sql.update("delete from mgz_item");
        stored.resources.clear();
        stored.broken.clear();
        stored.read.clear();
        stored.stopAfter = Integer.MAX_VALUE;
        metrics.clear();
    }

    private void add(String id, Condition resource, String labelledBy) {
        stored.resources.put(id, resource);
        add(List.of(id), labelledBy);
    }

    private void add(int count) {
        for (int i = 0; i < count; i++) {
            stored.resources.put(
                    "c%05d".formatted(i), LabellerTest.condition(LabellerTest.ICPC, i % 10 == 0 ? "P76" : "R74"));
        }
        add(List.copyOf(stored.resources.keySet()), "0-old");
    }

    private void add(List<String> ids, String labelledBy) {
        sql.update("insert into mgz_patient_state (patient_id, revision) values ('p', 1) on conflict do nothing");
        sql.update(
                "insert into mgz_item (resource_id, resource_type, patient_id, author_ura, category, confidentiality,"
                        + " sensitivity, label_rules, codes, related)"
                        + " select id, 'Condition', 'p', '99999990', 'problem', 'N', '{}', ?, '{}', '{}'"
                        + " from unnest(string_to_array(?, ',')) id",
                labelledBy,
                String.join(",", ids));
    }

    private Relabelling relabelling(Labeller labeller) {
        return new Relabelling(
                database.application(),
                List.of(),
                labeller,
                new LabelSettings(null, Duration.ofDays(1)),
                metrics,
                stored);
    }

    private long count(String where) {
        return sql.queryForObject("select count(*) from mgz_item where " + where, Long.class);
    }

    private double outdated() {
        return metrics.get("mgz.labels.outdated").gauge().value();
    }

    @Test
    void givesEveryRowTheLabelsOfTheRulesInUse() throws Exception {
        add(1_234);
        Labeller labeller = LabellerTest.labeller(null);

        relabelling(labeller).round();

        assertThat(count("label_rules = '" + labeller.rules() + "'")).isEqualTo(1_234);
        assertThat(count("confidentiality = 'R' and sensitivity = '{PSY}'")).isEqualTo(124);
        assertThat(count("confidentiality = 'N' and sensitivity = '{}'")).isEqualTo(1_110);
        assertThat(outdated()).isZero();
        assertThat(stored.read).hasSize(1_234).doesNotHaveDuplicates();
    }

    @Test
    void followsAChangeOfTheRulesUpAndDown() throws Exception {
        add(20);
        relabelling(LabellerTest.labeller(null)).round();
        Path file = Files.writeString(folder.resolve("region.json"), """
                {"version": "2", "without": ["mental-health"], "rules": [
                  {"id": "bronchitis", "version": "1", "title": "Bronchitis", "sensitivity": ["TBOO"], "reason": "A test.",
                   "lists": [{"system": "http://hl7.org/fhir/sid/icpc-1-nl", "source": "ours", "include": ["R74"]}]}]}
                """);
        metrics.clear();

        relabelling(LabellerTest.labeller(file)).round();

        assertThat(count("confidentiality = 'R' and sensitivity = '{TBOO}'")).isEqualTo(18);
        assertThat(count("confidentiality = 'N' and sensitivity = '{}'")).isEqualTo(2);
    }

    @Test
    void keepsWhatTheSenderRaised() throws Exception {
        Condition raised = LabellerTest.condition(LabellerTest.ICPC, "R74");
        raised.getMeta().addSecurity(Stated.CONFIDENTIALITY, "V", null);
        raised.getMeta().addSecurity(Stated.SENSITIVITY, "SDV", null);
        add("raised", raised, "0-old");

        relabelling(LabellerTest.labeller(null)).round();

        assertThat(count("confidentiality = 'V' and sensitivity = '{SDV}'")).isEqualTo(1);
    }

    @Test
    void readsNothingWhenAllIsLabelled() throws Exception {
        Labeller labeller = LabellerTest.labeller(null);
        add("one", LabellerTest.condition(LabellerTest.ICPC, "P76"), labeller.rules());
        relabelling(labeller).round();
        assertThat(stored.read).isEmpty();
    }

    @Test
    void removesTheRowsOfWhatIsDeleted() throws Exception {
        add(3);
        stored.resources.remove("c00001");
        relabelling(LabellerTest.labeller(null)).round();
        assertThat(count("true")).isEqualTo(2);
    }

    @Test
    void goesOnWhereItStoppedAfterARestart() throws Exception {
        add(1_000);
        Labeller labeller = LabellerTest.labeller(null);
        stored.stopAfter = 600;
        Relabelling first = relabelling(labeller);
        assertThatThrownBy(first::round).isInstanceOf(RuntimeException.class);
        assertThat(count("label_rules = '" + labeller.rules() + "'")).isEqualTo(600);
        assertThat(outdated()).isEqualTo(400);

        stored.stopAfter = Integer.MAX_VALUE;
        metrics.clear();
        relabelling(labeller).round();

        assertThat(count("label_rules <> '" + labeller.rules() + "'")).isZero();
        assertThat(stored.read).hasSize(1_000).doesNotHaveDuplicates();
    }

    @Test
    void leavesWhatCannotBeReadAndLabelsTheRest() throws Exception {
        add(5);
        stored.broken.add("c00002");
        relabelling(LabellerTest.labeller(null)).round();
        assertThat(count("label_rules = '0-old'")).isEqualTo(1);
        assertThat(outdated()).isEqualTo(1);
    }

    @Test
    void isDoneOnceByTwoNodes() throws Exception {
        add(2_000);
        Labeller labeller = LabellerTest.labeller(null);
        ExecutorService nodes = Executors.newFixedThreadPool(2);
        CountDownLatch together = new CountDownLatch(2);
        Callable<Void> node = () -> {
            Relabelling one = relabelling(labeller);
            together.countDown();
            together.await();
            one.round();
            return null;
        };
        for (var done : nodes.invokeAll(List.of(node, node))) {
            done.get();
        }
        nodes.shutdown();

        assertThat(count("label_rules <> '" + labeller.rules() + "'")).isZero();
        assertThat(stored.read).hasSize(2_000).doesNotHaveDuplicates();
    }

    @Test
    void passesOverAPatientOfWhomSomebodyIsWriting() throws Exception {
        add(2);
        sql.update("insert into mgz_patient_state (patient_id, revision) values ('q', 1)");
        sql.update("update mgz_item set patient_id = 'q' where resource_id = 'c00000'");
        Labeller labeller = LabellerTest.labeller(null);
        try (Connection writer = database.application().getConnection()) {
            writer.setAutoCommit(false);
            try (var statement = writer.createStatement()) {
                // As every writer does: the patient first.
                statement.execute("update mgz_patient_state set contents = contents + 1 where patient_id = 'q'");
                statement.execute("update mgz_item set confidentiality = 'V', label_rules = '" + labeller.rules()
                        + "' where resource_id = 'c00000'");
                relabelling(labeller).round();
                writer.commit();
            }
        }
        assertThat(count("confidentiality = 'V'")).isEqualTo(1);
        assertThat(count("label_rules <> '" + labeller.rules() + "'")).isZero();
    }
}
