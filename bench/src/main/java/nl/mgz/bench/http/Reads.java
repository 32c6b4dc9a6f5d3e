package nl.mgz.bench.http;

import java.io.IOException;
import java.util.List;

/** Reads and searches of the practice. */
final class Reads {

    static final String BY_ID = "read by id";

    private static final String EVERYTHING = "$everything";

    private static final int FIRST_PAGE = 5;

    private final Turns turns;
    private final Both both;
    private final Region region;

    Reads(Turns turns, Both both, Region region) {
        this.turns = turns;
        this.both = both;
        this.region = region;
    }

    void run(Probes probes) throws Exception {
        List<String> mine = region.mine();
        compare(BY_ID, id -> "Condition/" + id, region.conditions());
        search("search Condition by patient, page of 20", id -> "Condition?patient=" + id + "&_count=20", mine);
        secondPage();
        search(
                "search Observation by patient and date",
                id -> "Observation?patient=" + id + "&date=ge2020-01-01&date=lt2026-07-01&_count=20",
                mine);
        search(
                "search Condition by patient and code",
                one -> "Condition?_count=20&patient=" + one,
                region.searches(both.database(), "Condition", "code", "{code,coding,0,code}"));
        search(
                "search Observation by patient and category",
                one -> "Observation?_count=20&patient=" + one,
                region.searches(both.database(), "Observation", "category", "{category,0,coding,0,code}"));
        search(
                "search Condition by patient and code, nothing found",
                id -> "Condition?patient=" + id + "&code=N88&_count=20",
                mine);
        compare(EVERYTHING, id -> "Patient/" + id + "/$everything?_count=500", mine);
        large(probes);
    }

    private void compare(String what, Turns.Asked path, List<String> ids) throws Exception {
        turns.compare(what, path, ids, both.gp(), both.peer());
    }

    /**
     * Once as the peer does by itself, and once as it does for a search that nobody made within the minute before: fewer patients are
     * asked about here than there are searches in a minute. What the gateway remembers of a patient it remembers in both.
     */
    private void search(String what, Turns.Asked path, List<String> ids) throws Exception {
        compare(what, path, ids);
        turns.compare(what + ", by the peer anew", path, ids, both.gp(), both.anew());
    }

    /** One shot is two requests: a page cannot be asked for without the link on the one before it. */
    private void secondPage() throws Exception {
        List<String> ids = region.withMoreConditionsThan(both.database(), FIRST_PAGE);
        String what = "search Condition by patient, page 2 of 5 (%d ids; 2 requests)".formatted(ids.size());
        if (!turns.wanted(what)) {
            return;
        }
        if (ids.isEmpty()) {
            throw new IOException("nothing to ask for: " + what);
        }
        turns.compare(what, shot -> secondPage(both.gp(), ids, shot), shot -> secondPage(both.peer(), ids, shot));
    }

    private static void secondPage(Calls calls, List<String> ids, int shot) throws Exception {
        Pages.two(calls, "Condition?patient=" + ids.get(shot % ids.size()) + "&_count=" + FIRST_PAGE);
    }

    /** Somebody with a thousand resources, page after page. */
    private void large(Probes probes) throws Exception {
        String what = "$everything of 1,000 resources";
        if (!turns.wanted(what)) {
            return;
        }
        Pushes ours = Pushes.of(both.gp());
        Pushes theirs = Pushes.of(both.peer());
        String here = LargeRecord.push(ours);
        String there = LargeRecord.push(theirs);
        probes.pushed(ours, theirs);
        String requests = "%s (theirs: %d requests, ours: %d)"
                .formatted(
                        what,
                        everything(both.peer(), there).size(),
                        everything(both.gp(), here).size());
        // Counted while it warms up only: to parse all of it would take the time of the two processors from the
        // servers.
        turns.warm(shot -> whole(both.gp(), here), shot -> whole(both.peer(), there));
        turns.measure(requests, shot -> everything(both.gp(), here), shot -> everything(both.peer(), there));
    }

    private static List<byte[]> everything(Calls calls, String patient) throws Exception {
        return Pages.all(calls, "Patient/" + patient + "/$everything?_count=500");
    }

    private static void whole(Calls calls, String patient) throws Exception {
        int found = Pages.about(patient, everything(calls, patient));
        if (found != LargeRecord.SIZE) {
            throw new IOException("$everything gave " + found + " resources, not " + LargeRecord.SIZE);
        }
    }
}
