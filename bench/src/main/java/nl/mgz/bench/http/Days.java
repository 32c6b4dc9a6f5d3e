package nl.mgz.bench.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Days on which every kind of work comes at once: of a hundred requests seventy contexts, fifteen searches, ten pushes and five moves of
 * consultations, which are questions and, for each, that the centre accepts it.
 */
final class Days {

    private static final String WORK = "a mixed day";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Turns turns;
    private final Both both;
    private final Region region;

    Days(Turns turns, Both both, Region region) {
        this.turns = turns;
        this.both = both;
        this.region = region;
    }

    void run(Contexts contexts, Probes probes) throws Exception {
        if (turns.wanted(WORK)) {
            day(contexts, probes, turns::compare);
        }
    }

    /** The same as work comes: whether earlier answers are there or not. */
    void steady(Contexts contexts, Probes probes) throws Exception {
        day(contexts, probes, turns::steady);
    }

    /** What both are asked. */
    private interface Compared {
        void by(String what, Load.Shot ours, Load.Shot theirs) throws Exception;
    }

    private void day(Contexts contexts, Probes probes, Compared compared) throws Exception {
        String asked = Sql.column(both.database(), "select ura from mgz_client where id like '%centrum'")
                .get(0)
                .strip();
        Queue<String> open = new ConcurrentLinkedQueue<>();
        Queue<String> openThere = new ConcurrentLinkedQueue<>();
        Pushes ours = Pushes.like(both.database(), region.mine(), both.gp());
        Pushes theirs = Pushes.like(both.database(), region.mine(), both.peer());
        probes.pushed(ours, theirs);
        compared.by(
                WORK,
                mixed(
                        contexts::ask,
                        shot -> search(both.gp(), shot),
                        ours::update,
                        shot -> move(both.gp(), both.specialist(), open, shot, asked)),
                mixed(
                        contexts::collect,
                        shot -> search(both.peer(), shot),
                        theirs::update,
                        shot -> move(both.peer(), both.peer(), openThere, shot, asked)));
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

    /** A question that is there is accepted, and else one is asked. */
    private void move(Calls asks, Calls accepts, Queue<String> open, int shot, String asked) throws Exception {
        String there = open.poll();
        if (there == null) {
            byte[] answer = asks.post("", question(patient(shot), region.own(), asked));
            for (JsonNode entry : JSON.readTree(answer).path("entry")) {
                String location = entry.path("response").path("location").asText();
                if (location.contains("Task/")) {
                    open.add(location.replaceFirst("^.*?Task/", "").replaceFirst("/.*$", ""));
                }
            }
        } else {
            ObjectNode task = (ObjectNode) JSON.readTree(accepts.get("Task/" + there));
            task.put("status", "accepted");
            accepts.put("Task/" + there, task.path("meta").path("versionId").asText(), task.toString());
        }
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
