package nl.mgz.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.Gateway.Answer;
import nl.mgz.gateway.http.People;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** A node whose search parameters are others than those that what is stored was indexed by. */
class ReindexingTest {

    private static final String NAME = "Herindexering";

    private final Gateway gateway = Gateway.shared();
    private final JdbcTemplate sql = gateway.bean(JdbcTemplate.class);
    private final IndexState state = gateway.bean(IndexState.class);
    private final Reindexing reindexing = gateway.bean(Reindexing.class);

    /** The node's own thread, which looks once a minute: what is to be done is done when the test says so. */
    @BeforeEach
    void nothingIsDoneMeanwhile() {
        reindexing.end();
    }

    @AfterEach
    void allIsIndexed() throws InterruptedException {
        indexAll();
    }

    private void indexAll() throws InterruptedException {
        reindexing.round();
        assertThat(state.underWay()).isEmpty();
    }

    private String organization(String name) {
        return gateway.post("Organization", """
                {"resourceType":"Organization","active":true,"name":"%s"}""".formatted(name)).id();
    }

    private long pid(String id) {
        return sql.queryForObject("select res_id from hfj_resource where fhir_id = ?", Long.class, id);
    }

    private long found(String name) {
        Answer answer = gateway.get("Organization?name=" + name);
        assertThat(answer.status()).isEqualTo(200);
        return answer.matches().size();
    }

    /**
     * As a node of another version left it: without one parameter, and with one of another meaning. What the other tests stored before
     * this resource was done already.
     */
    private void indexedByOthersFrom(String first) {
        sql.update(
                "update mgz_search_index set wanted = 'others', known = array_append(array_remove(known,"
                        + " 'Organization name STRING Organization.name | Organization.alias'), 'Organization name STRING Organization.alias')");
        state.begin();
        doneBefore(first);
    }

    private void doneBefore(String first) {
        sql.update(
                "update mgz_search_index set done = null, pass = 1, begun = now() + interval '1 hour', reached = ?",
                pid(first) - 1);
    }

    private void withoutIndex(String id) {
        sql.update("delete from hfj_spidx_string where res_id = ?", pid(id));
    }

    @Test
    void findsWhatWasStoredBefore() throws InterruptedException {
        String name = NAME + System.nanoTime();
        String id = organization(name);
        withoutIndex(id);
        assertThat(found(name)).isZero();
        indexedByOthersFrom(id);

        indexAll();

        assertThat(found(name)).isOne();
    }

    @Test
    void doesNotServeMeanwhileWhatWouldLeaveThingsOut() throws InterruptedException {
        indexedByOthersFrom(organization(NAME));

        Answer answer = gateway.get("Organization?name=" + NAME);

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text()).contains("name is new for Organization");
        assertThat(gateway.get("PractitionerRole?organization:Organization.name=" + NAME)
                        .status())
                .isEqualTo(503);
        assertThat(gateway.get("Organization?active=true").status()).isEqualTo(200);
        indexAll();
        assertThat(gateway.get("Organization?name=" + NAME).status()).isEqualTo(200);
    }

    @Test
    void isSeenInARecordThatWasSearchedInBefore() throws InterruptedException {
        String patient = People.create(gateway, "Herindexering");
        String condition = People.idOf(gateway.post("Condition", People.condition(patient, "Epilepsie")));
        String search = "Condition?clinical-status=active&patient=" + patient;
        sql.update("delete from hfj_spidx_token where res_id = ?", pid(condition));
        sql.update("update mgz_patient_state set contents = contents + 1 where patient_id = ?", patient);
        assertThat(gateway.get(search).matches()).isEmpty();
        indexedByOthersFrom(condition);

        indexAll();

        assertThat(gateway.get(search).matches()).hasSize(1);
    }

    @Test
    void doesNothingWhereTheParametersAreTheSame() throws InterruptedException {
        String name = NAME + System.nanoTime();
        withoutIndex(organization(name));

        indexAll();

        assertThat(found(name)).isZero();
    }

    @Test
    void changesNoVersion() throws InterruptedException {
        String id = organization(NAME + System.nanoTime());
        byte[] before = gateway.get("Organization/" + id).bytes();
        withoutIndex(id);
        indexedByOthersFrom(id);

        indexAll();

        assertThat(gateway.get("Organization/" + id).bytes()).isEqualTo(before);
        assertThat(gateway.get("Organization/" + id + "/_history/2").status()).isEqualTo(404);
    }

    @Test
    void goesOnWhereItStopped() throws InterruptedException {
        String first = NAME + System.nanoTime();
        String second = NAME + System.nanoTime();
        withoutIndex(organization(first));
        String next = organization(second);
        withoutIndex(next);
        doneBefore(next);

        indexAll();

        assertThat(found(first)).isZero();
        assertThat(found(second)).isOne();
    }

    @Test
    void doesOnceMoreWhatChangedMeanwhile() throws InterruptedException {
        String name = NAME + System.nanoTime();
        String id = organization(name);
        withoutIndex(id);
        // All was looked at, and this one changed since.
        sql.update(
                "update mgz_search_index set done = null, pass = 1, begun = (select res_updated from hfj_resource where res_id = ?),"
                        + " reached = (select max(res_id) from hfj_resource)",
                pid(id));

        indexAll();

        assertThat(found(name)).isOne();
    }

    @Test
    void goesOnAfterOneThatCannotBeRead() throws InterruptedException {
        String broken = organization(NAME + System.nanoTime());
        String name = NAME + System.nanoTime();
        String sound = organization(name);
        withoutIndex(sound);
        String text =
                sql.queryForObject("select res_text_vc from hfj_res_ver where res_id = ?", String.class, pid(broken));
        sql.update("update hfj_res_ver set res_text_vc = 'kapot' where res_id = ?", pid(broken));
        try {
            doneBefore(broken);

            indexAll();

            assertThat(found(name)).isOne();
        } finally {
            sql.update("update hfj_res_ver set res_text_vc = ? where res_id = ?", text, pid(broken));
        }
    }

    @Test
    void servesWhatAnotherVersionLeavesOutNoMore() throws InterruptedException {
        // That version serves no name, and has begun: it takes the rows out.
        sql.update("update mgz_search_index set wanted = 'others', done = null, known ="
                + " array_remove(known, 'Organization name STRING Organization.name | Organization.alias')");

        reindexing.round();

        assertThat(sql.queryForObject("select wanted from mgz_search_index", String.class))
                .isEqualTo("others");
        assertThat(gateway.get("Organization?name=" + NAME).status()).isEqualTo(503);

        // And back again before it was done.
        String name = NAME + System.nanoTime();
        String id = organization(name);
        withoutIndex(id);
        state.begin();
        assertThat(gateway.get("Organization?name=" + name).status()).isEqualTo(503);
        doneBefore(id);
        indexAll();
        assertThat(found(name)).isOne();
    }

    @Test
    void leavesTheWorkToTheNodeThatIsAtIt() throws Exception {
        indexedByOthersFrom(organization(NAME));
        try (java.sql.Connection other =
                gateway.bean(javax.sql.DataSource.class).getConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("select pg_advisory_xact_lock(7513, 4)");

            reindexing.round();

            assertThat(state.underWay()).isPresent();

            other.rollback();
        }
    }
}
