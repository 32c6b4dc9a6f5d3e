package nl.mgz.gateway.fhir;

import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * By which search parameters everything that is stored is indexed, and how far it is when they are others than before.
 *
 * <p>Until everything is, a parameter that is new, or means something else than before, is not ready: a search by it would leave out what
 * has not had its turn, and would not say so.
 */
@Component
class IndexState implements SmartInitializingSingleton {

    /** What can be under way when it begins: no transaction takes longer. */
    private static final Duration UNDER_WAY = Duration.ofMinutes(5);

    /** The first time through everything, the second time what changed since the first began. */
    private static final String STALE = " from hfj_resource r, mgz_search_index x where x.wanted = ? and x.done is null"
            + " and r.res_deleted_at is null and r.res_id > x.reached and (x.pass = 1 or r.res_updated >= x.begun)";

    private static final String BEGIN = "insert into mgz_search_index (wanted, known, begun, done)"
            + " values (?, ?, now() - make_interval(secs => ?), now())"
            + " on conflict (one) do update set wanted = excluded.wanted, begun = excluded.begun, pass = 1, reached = 0, done = null"
            + " where mgz_search_index.wanted <> excluded.wanted";

    /** As every writer does: the patient first. What was kept of these patients is old with this transaction. */
    private static final String PATIENTS = "update mgz_patient_state set contents = contents + 1 where patient_id in ("
            + "select patient_id from mgz_patient_state where patient_id in (select patient_id from mgz_item where resource_id = any (?))"
            + " order by patient_id for update)";

    private final JdbcTemplate jdbc;
    private final List<String> indexed;
    private final String wanted;
    private volatile Set<String> unready = Set.of();

    IndexState(JdbcTemplate jdbc, ServedSearchParameters served) {
        this.jdbc = jdbc;
        this.indexed = served.indexed();
        this.wanted = ServedSearchParameters.digest(indexed);
    }

    /** A stored resource whose index is of before. */
    record Stale(long pid, String type, String id) {}

    /** Before anybody can search. */
    @Override
    public void afterSingletonsInstantiated() {
        begin();
    }

    /** @return whether everything that is stored is indexed by this parameter as it is now */
    boolean isReady(String type, String code) {
        Set<String> not = unready;
        return not.isEmpty() || not.stream().noneMatch(one -> one.startsWith(type + " " + code + " "));
    }

    /**
     * Remembers by which parameters everything is to be indexed. Where nothing is remembered, what is stored was indexed by the same: the
     * version before the first that remembers had no others.
     */
    void begin() {
        jdbc.update(connection -> {
            PreparedStatement statement = connection.prepareStatement(BEGIN);
            statement.setString(1, wanted);
            statement.setArray(2, connection.createArrayOf("text", indexed.toArray()));
            statement.setLong(3, UNDER_WAY.toSeconds());
            return statement;
        });
        Set<String> not = new HashSet<>(indexed);
        jdbc.query("select case when done is null then known end from mgz_search_index", row -> {
            not.removeAll(
                    row.getArray(1) == null
                            ? indexed
                            : List.of((String[]) row.getArray(1).getArray()));
        });
        unready = Set.copyOf(not);
    }

    long left() {
        Long count = jdbc.queryForObject("select count(*)" + STALE, Long.class, wanted);
        return count == null ? 0 : count;
    }

    /** The next ones, for who is alone with it until the transaction ends: another node at the same gets none, and is told so. */
    List<Stale> next(int most) {
        return jdbc.query(
                "select r.res_id, r.res_type, r.fhir_id" + STALE + " order by r.res_id limit ?",
                (row, number) -> new Stale(row.getLong(1), row.getString(2), row.getString(3)),
                wanted,
                most);
    }

    /** @return whether this transaction is the only one that indexes anew */
    boolean isAlone() {
        return Boolean.TRUE.equals(jdbc.queryForObject("select pg_try_advisory_xact_lock(7513, 4)", Boolean.class));
    }

    /** Nobody writes about these patients until the transaction ends. */
    void hold(List<Stale> some) {
        jdbc.update(
                PATIENTS,
                statement -> statement.setArray(
                        1,
                        statement
                                .getConnection()
                                .createArrayOf(
                                        "text", some.stream().map(Stale::id).toArray())));
    }

    void reached(Stale last) {
        jdbc.update("update mgz_search_index set reached = ? where wanted = ?", last.pid(), wanted);
    }

    /** Once more, for what changed meanwhile, or the end. Nothing where another version has begun beside this one. */
    void endPass() {
        jdbc.update(
                "update mgz_search_index set pass = pass + 1, reached = 0, done = case when pass > 1 then now() end,"
                        + " known = case when pass > 1 then ? else known end where wanted = ? and done is null",
                statement -> {
                    statement.setArray(1, statement.getConnection().createArrayOf("text", indexed.toArray()));
                    statement.setString(2, wanted);
                });
    }

    /** @return whether everything that is stored is indexed by the parameters of this version, or another version is at it */
    boolean isOver() {
        return !jdbc.queryForList(
                        "select 1 from mgz_search_index where wanted <> ? or done is not null", Integer.class, wanted)
                .isEmpty();
    }
}
