package nl.mgz.bench.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Whether both did what they were measured at: a server that drops what it was sent is fast. */
final class Probes {

    private static final int SAMPLE = 20;
    private static final int UNPROCESSABLE = 422;
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How many of some were as they should be. */
    private record Count(long good, long all) {

        boolean whole() {
            return good == all && all > 0;
        }

        @Override
        public String toString() {
            return good + " of " + all;
        }
    }

    private final Report report;
    private final Both both;
    private final Region region;
    private final List<Pushes> ours = new ArrayList<>();
    private final List<Pushes> theirs = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();

    Probes(Report report, Both both, Region region) {
        this.report = report;
        this.both = both;
        this.region = region;
    }

    /** What these stored is looked for after the work. */
    void pushed(Pushes here, Pushes there) {
        ours.add(here);
        theirs.add(there);
    }

    /** @throws IOException where something was not as it has to be: then the figures mean nothing */
    void run() throws Exception {
        List<List<String>> here = records(ours);
        List<List<String>> there = records(theirs);
        if (!here.isEmpty()) {
            pushed(here, there);
        }
        List<String> patients = sample(region.withOwnConditionsOnly(both.database()));
        Count totalsHere = totals(
                both.gp(),
                both.database(),
                "select count(*) from hfj_resource r join mgz_resource_binding b"
                        + " on b.resource_id = r.fhir_id and b.resource_type = r.res_type"
                        + " where r.res_deleted_at is null and r.res_type = 'Condition' and b.patient_id = ?",
                patients);
        Count totalsThere = totals(
                both.peer(),
                both.plain(),
                "select count(distinct r.res_id) from hfj_resource r"
                        + " join hfj_res_link l on l.src_resource_id = r.res_id and l.src_path = 'Condition.subject'"
                        + " join hfj_resource p on p.res_id = l.target_resource_id"
                        + " where r.res_deleted_at is null and r.res_type = 'Condition'"
                        + " and p.res_type = 'Patient' and p.fhir_id = ?",
                patients);
        report.say(
                "- searches of Condition by patient whose total is the number in the database: gateway %s, plain HAPI %s",
                totalsHere, totalsThere);
        require(totalsHere.whole() && totalsThere.whole(), "totals");
        int refused = invalid(both.gp());
        report.say("- an invalid resource: the gateway answers %d, plain HAPI %d", refused, invalid(both.peer()));
        require(refused == UNPROCESSABLE, "an invalid resource");
        Count onRecord = onRecord();
        report.say("- answers of the gateway with an event in the trail, found by their X-Request-Id: %s", onRecord);
        require(onRecord.whole(), "the trail");
        if (!faults.isEmpty()) {
            throw new IOException("not as it has to be, so that the figures mean nothing: " + faults);
        }
    }

    private void require(boolean good, String what) {
        if (!good) {
            faults.add(what);
        }
    }

    /** Of all answers that were what was asked for, not of some. */
    private Count onRecord() throws SQLException {
        Set<UUID> events = Sql.column(both.database(), "select distinct request_id from mgz_audit_event").stream()
                .map(UUID::fromString)
                .collect(Collectors.toSet());
        List<UUID> answers = Stream.of(both.gp(), both.triage(), both.specialist())
                .flatMap(calls -> calls.answered().stream())
                .toList();
        return new Count(answers.stream().filter(events::contains).count(), answers.size());
    }

    private void pushed(List<List<String>> here, List<List<String>> there) throws Exception {
        Set<String> stored = stored(both.database(), here);
        Set<String> storedThere = stored(both.plain(), there);
        Count whole = whole(here, stored);
        Count wholeThere = whole(there, storedThere);
        report.say(
                "- pushed transactions that are whole in the database: gateway %s (resources: %s), plain HAPI %s (resources: %s)",
                whole, resources(here, stored), wholeThere, resources(there, storedThere));
        Count read = references(both.gp(), here);
        Count readThere = references(both.peer(), there);
        report.say(
                "- pushed resources and what they refer to, of %d and %d of those transactions, that can be read:"
                        + " gateway %s, plain HAPI %s",
                sample(here).size(), sample(there).size(), read, readThere);
        require(whole.whole() && wholeThere.whole() && read.whole() && readThere.whole(), "what was pushed");
        Count changed = changed(both.gp(), ours);
        Count changedThere = changed(both.peer(), theirs);
        if (changed.all() > 0 || changedThere.all() > 0) {
            report.say(
                    "- changed resources of some of them that have the note of their last change: gateway %s, plain HAPI %s",
                    changed, changedThere);
            require(changed.whole() && changedThere.whole(), "what was changed");
        }
    }

    private static List<List<String>> records(List<Pushes> all) {
        return all.stream().flatMap(pushes -> pushes.places().stream()).toList();
    }

    /** Spread over all of them. */
    private static <T> List<T> sample(List<T> all) {
        int step = Math.max(1, all.size() / SAMPLE);
        List<T> some = new ArrayList<>();
        for (int i = 0; i < all.size() && some.size() < SAMPLE; i += step) {
            some.add(all.get(i));
        }
        return some;
    }

    private static Set<String> stored(String database, List<List<String>> records) throws SQLException {
        String ids = records.stream()
                .flatMap(List::stream)
                .map(place -> place.replaceFirst(".*/", ""))
                .collect(Collectors.joining(","));
        return new HashSet<>(Sql.column(
                database,
                "select res_type || '/' || fhir_id from hfj_resource"
                        + " where res_deleted_at is null and fhir_id = any (string_to_array(?, ','))",
                ids));
    }

    private static Count whole(List<List<String>> records, Set<String> stored) {
        return new Count(records.stream().filter(stored::containsAll).count(), records.size());
    }

    private static Count resources(List<List<String>> records, Set<String> stored) {
        List<String> all = records.stream().flatMap(List::stream).toList();
        return new Count(all.stream().filter(stored::contains).count(), all.size());
    }

    /** The resources of a sample and, each once, the places that they refer to. */
    private static Count references(Calls calls, List<List<String>> records) throws Exception {
        Set<String> places = new TreeSet<>();
        for (List<String> record : sample(records)) {
            for (String place : record) {
                places.add(place);
                Optional<byte[]> resource = calls.find(place);
                if (resource.isPresent()) {
                    places.addAll(JSON.readTree(resource.get()).findValuesAsText("reference"));
                }
            }
        }
        places.removeIf(place -> place.startsWith("#"));
        int found = 0;
        for (String place : places) {
            found += calls.find(place).isPresent() ? 1 : 0;
        }
        return new Count(found, places.size());
    }

    private static Count changed(Calls calls, List<Pushes> pushed) throws Exception {
        List<Map.Entry<String, String>> notes = new ArrayList<>();
        for (Map<String, String> record : sample(
                pushed.stream().flatMap(pushes -> pushes.notes().stream()).toList())) {
            notes.addAll(record.entrySet());
        }
        int same = 0;
        for (Map.Entry<String, String> note : notes) {
            same += note.getValue().equals(Pushes.note(JSON.readTree(calls.get(note.getKey())))) ? 1 : 0;
        }
        return new Count(same, notes.size());
    }

    private static Count totals(Calls calls, String database, String sql, List<String> patients) throws Exception {
        int same = 0;
        for (String patient : patients) {
            JsonNode answer = JSON.readTree(calls.get("Condition?patient=" + patient + "&_summary=count"));
            same += answer.path("total").asLong(-1) == Sql.number(database, sql, patient) ? 1 : 0;
        }
        return new Count(same, patients.size());
    }

    private int invalid(Calls calls) throws Exception {
        return calls.status(
                "Condition",
                "{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Patient/"
                        + region.mine().get(0)
                        + "\"},\"clinicalStatus\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/condition-clinical\","
                        + "\"code\":\"no-such-code\"}]}}");
    }
}
