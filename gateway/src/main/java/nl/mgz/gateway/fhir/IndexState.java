package nl.mgz.gateway.fhir;

import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
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

    /** What is known already stays known where it is wanted still: what the others were indexed by goes as this goes on. */
    private static final String BEGIN = "insert into mgz_search_index as x (wanted, known, begun, done)"
            + " values (?, ?, now() - make_interval(secs => ?), now())"
            + " on conflict (one) do update set wanted = excluded.wanted, begun = excluded.begun, pass = 1, reached = 0, done = null,"
            + " known = array (select k from unnest(x.known) k where k = any (excluded.known)) where x.wanted <> excluded.wanted";

    /** What was kept of these patients is old with this transaction. After the index, as everybody who writes does. */
    private static final String PATIENTS = "update mgz_patient_state set contents = contents + 1 where patient_id in ("
            + "select patient_id from mgz_patient_state where patient_id in (select patient_id from mgz_item where resource_id = any (?))"
            + " order by patient_id for update)";

    private static final String STALE =
            " from hfj_resource r where r.res_deleted_at is null and r.res_id > ? and (? = 1 or r.res_updated >= ?)";

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

    /**
     * How far this version is.
     *
     * @param pass 1 while it goes through everything, then 2 for what changed since that began
     * @param reached everything up to this one is done in this pass
     */
    record Under(int pass, long reached, Timestamp begun) {}

    /** Before anybody can search. */
    @Override
    public void afterSingletonsInstantiated() {
        begin();
    }

    /** @return whether everything that is stored is indexed by this parameter as it is now */
    boolean isReady(String type, String code) {
        return unready.stream().noneMatch(one -> one.startsWith(type + " " + code + " "));
    }

    /** Whether that is so of every parameter. */
    boolean isWhole() {
        return unready.isEmpty();
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
        look();
    }

    /** What is not ready now, whoever is at it: this node, another one, or one of another version, which leaves out what only we index. */
    void look() {
        Set<String> not = new HashSet<>(indexed);
        jdbc.query("select known from mgz_search_index", row -> {
            not.removeAll(List.of((String[]) row.getArray(1).getArray()));
        });
        unready = Set.copyOf(not);
    }

    /** @return empty when everything is indexed by what this version serves, or another version has begun */
    Optional<Under> underWay() {
        return jdbc
                .query(
                        "select pass, reached, begun from mgz_search_index where wanted = ? and done is null",
                        (row, number) -> new Under(row.getInt(1), row.getLong(2), row.getTimestamp(3)),
                        wanted)
                .stream()
                .findFirst();
    }

    long left(Under under) {
        Long count = jdbc.queryForObject(
                "select count(*)" + STALE, Long.class, under.reached(), under.pass(), under.begun());
        return count == null ? 0 : count;
    }

    List<Stale> next(Under under, int most) {
        return jdbc.query(
                "select r.res_id, r.res_type, r.fhir_id" + STALE + " order by r.res_id limit ?",
                (row, number) -> new Stale(row.getLong(1), row.getString(2), row.getString(3)),
                under.reached(),
                under.pass(),
                under.begun(),
                most);
    }

    /** @return whether this transaction is the only one that indexes anew */
    boolean isAlone() {
        return Boolean.TRUE.equals(jdbc.queryForObject("select pg_try_advisory_xact_lock(7513, 4)", Boolean.class));
    }

    /** What nodes keep of the index of these patients is old now. */
    void changed(List<Stale> some) {
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
}
