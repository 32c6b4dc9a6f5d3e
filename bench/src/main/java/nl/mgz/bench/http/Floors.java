package nl.mgz.bench.http;

import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What nothing on this machine can be faster than: the bytes that the gateway answered, from PostgreSQL by key and from a servlet
 * container that has them in memory.
 */
final class Floors implements AutoCloseable {

    /** The gateway and the peer have sixteen connections each, and PostgreSQL a hundred in all. */
    private static final int MOST_CONNECTIONS = 32;

    /** As many callers as warm up, and as measure the peak. */
    private static final int LEAST_CONNECTIONS = 8;

    /** How one answer of the gateway is got. */
    private interface Answer {
        byte[] of(String id) throws Exception;
    }

    private final Report report;
    private final Turns turns;
    private final Both both;
    private final Calls memory;
    private final StoredAnswers stored;

    Floors(Report report, Turns turns, Both both, Calls memory) throws SQLException {
        this.report = report;
        this.turns = turns;
        this.both = both;
        this.memory = memory;
        this.stored = StoredAnswers.in(
                both.plain(), Math.min(MOST_CONNECTIONS, Math.max(LEAST_CONNECTIONS, turns.mostCallers())));
    }

    void run(List<String> conditions, Contexts contexts) throws Exception {
        if (!wanted(Reads.BY_ID) && !wanted(Contexts.WORK)) {
            return;
        }
        report.say("");
        report.say("| work, floor | callers | gateway, a second | floor, a second | ratio (lowest to highest)"
                + " | gateway p50 ms | floor p50 ms | gateway p99 ms | floor p99 ms |");
        report.say("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        compare(Reads.BY_ID, conditions, id -> both.gp().get("Condition/" + id));
        compare(Contexts.WORK, contexts.shown(), contexts::ask);
    }

    /** Of answers that were kept before. */
    Load.Shot byKey(List<String> ids) {
        return shot -> stored.read(ids.get(shot % ids.size()));
    }

    private boolean wanted(String work) {
        return turns.wanted(fromPostgres(work)) || turns.wanted(fromMemory(work));
    }

    private static String fromPostgres(String work) {
        return work + ", floor: PostgreSQL by key";
    }

    private static String fromMemory(String work) {
        return work + ", floor: servlet container from memory";
    }

    private void compare(String work, List<String> ids, Answer answer) throws Exception {
        if (!wanted(work)) {
            return;
        }
        if (ids.isEmpty()) {
            throw new IOException("nothing to ask for: " + work);
        }
        Map<String, byte[]> answers = new HashMap<>();
        for (String id : ids) {
            answers.put(id, answer.of(id));
            memory.put(id, answers.get(id));
        }
        stored.keep(answers);
        Load.Shot ours = shot -> answer.of(ids.get(shot % ids.size()));
        turns.floor(fromPostgres(work), ours, byKey(ids));
        turns.floor(fromMemory(work), ours, shot -> memory.get(ids.get(shot % ids.size())));
    }

    @Override
    public void close() throws SQLException {
        stored.close();
    }
}
