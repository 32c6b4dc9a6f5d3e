package nl.mgz.bench.http;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Days on which every kind of work comes at once: of a hundred requests seventy contexts, fifteen searches, ten pushes and five questions. */
final class Days {

    private static final String WORK = "a mixed day";

    private final Turns turns;
    private final Both both;
    private final Region region;

    Days(Turns turns, Both both, Region region) {
        this.turns = turns;
        this.both = both;
        this.region = region;
    }

    void run(Contexts contexts, Probes probes) throws Exception {
        if (!turns.wanted(WORK)) {
            return;
        }
        String asked = Sql.column(both.database(), "select ura from mgz_partner where kind = 'SPECIALIST' order by ura")
                .get(0)
                .strip();
        Pushes ours = Pushes.like(both.database(), region.mine(), both.gp());
        Pushes theirs = Pushes.like(both.database(), region.mine(), both.peer());
        probes.pushed(ours, theirs);
        turns.compare(
                WORK,
                mixed(
                        contexts::ask,
                        shot -> search(both.gp(), shot),
                        ours::update,
                        shot -> consult(both.gp(), shot, asked)),
                mixed(
                        contexts::collect,
                        shot -> search(both.peer(), shot),
                        theirs::update,
                        shot -> consult(both.peer(), shot, asked)));
    }

    private static Load.Shot mixed(Load.Shot context, Load.Shot search, Load.Shot push, Load.Shot consult) {
        return shot -> {
            // By a step that meets each remainder once, so that kinds alternate and do not come in blocks.
            int kind = shot * 37 % 100;
            (kind < 70 ? context : kind < 85 ? search : kind < 95 ? push : consult).fire(shot);
        };
    }

    private void search(Calls calls, int shot) throws Exception {
        calls.get("Condition?patient=" + patient(shot) + "&_count=20");
    }

    private void consult(Calls calls, int shot, String asked) throws Exception {
        calls.post("", question(patient(shot), region.own(), asked));
    }

    private String patient(int shot) {
        List<String> mine = region.mine();
        return mine.get(shot % mine.size());
    }

    /** A question and the Task that carries it. */
    private static String question(String patient, String asks, String asked) {
        return """
                {"resourceType":"Bundle","type":"transaction","entry":[
                 {"fullUrl":"urn:uuid:5f6f0a2e-5f0e-4b7e-9d57-0d6a5c7a0001",
                  "resource":{"resourceType":"ServiceRequest","status":"active","intent":"order",
                   "subject":{"reference":"Patient/%1$s"},"code":{"text":"Vraag"}},
                  "request":{"method":"POST","url":"ServiceRequest"}},
                 {"resource":{"resourceType":"Task","status":"requested","intent":"order",
                   "code":{"coding":[{"system":"http://snomed.info/sct","code":"3457005"}]},
                   "focus":{"reference":"urn:uuid:5f6f0a2e-5f0e-4b7e-9d57-0d6a5c7a0001"},
                   "for":{"reference":"Patient/%1$s"},"authoredOn":"%4$s",
                   "requester":{"identifier":{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"%2$s"}},
                   "owner":{"identifier":{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"%3$s"}}},
                  "request":{"method":"POST","url":"Task"}}]}""".formatted(patient, asks, asked, Instant.now().truncatedTo(ChronoUnit.SECONDS));
    }
}
