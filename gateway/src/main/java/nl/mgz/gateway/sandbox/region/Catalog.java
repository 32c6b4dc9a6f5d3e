package nl.mgz.gateway.sandbox.region;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import nl.mgz.gateway.sandbox.region.RegionFiles.Row;

/** What can be the matter and what is done about it, as read from the resource files. */
final class Catalog {

    /** A kind of client: who they are, where they live, what they often have. */
    record Profile(
            String key,
            int weight,
            String title,
            List<Integer> ages,
            String home,
            String team,
            String style,
            List<String> core,
            List<String> often,
            List<Integer> extra,
            int incapable,
            List<String> plans,
            List<String> signaling,
            int acp,
            int device) {

        boolean byFirstName() {
            return style.equals("voornaam");
        }

        boolean disabilityCare() {
            return team.equals("ghz");
        }
    }

    /**
     * @param since years before the anchor, lowest and highest; 0 and 0 means from birth
     * @param medicines keys; "|" separates alternatives, a "?" in front means: in half of the cases
     */
    record Problem(
            String key,
            String name,
            String icpc,
            String icpcName,
            String snomed,
            String snomedName,
            List<Integer> since,
            int minAge,
            boolean resolved,
            String kind,
            List<String> medicines,
            List<String> labs,
            String alert) {

        boolean fromBirth() {
            return since.get(1) == 0;
        }
    }

    /** A contact report to fill in: by whom, about which problem, in which settings (empty: any), at which hours. */
    record Report(
            String by,
            String problem,
            String team,
            String way,
            String title,
            List<Integer> hours,
            String icpc,
            String icpcName,
            String s,
            String o,
            String e,
            String p,
            String urgency) {}

    /** A care plan; {@code needs} says for which clients this version was written. */
    record PlanText(String kind, String needs, String title, String description, List<Step> activities) {}

    /**
     * @param phase colour in a signaling plan, otherwise empty
     * @param minutes after how long this is needed, 0 for at once
     */
    record Step(String phase, String label, int minutes, String see, String act) {}

    final List<Profile> profiles = RegionFiles.list("profiles.json", Profile.class);
    final List<Report> reports = RegionFiles.list("reports.json", Report.class);
    final List<PlanText> plans = RegionFiles.list("care-plans.json", PlanText.class);
    final List<Row> alerts = RegionFiles.table("alerts.tsv");
    final List<Row> allergies = RegionFiles.table("allergies.tsv");
    final Map<String, Row> medicines = RegionFiles.table("medicines.tsv").stream()
            .collect(Collectors.toMap(row -> row.get("key"), Function.identity()));
    final Map<String, Problem> problems = RegionFiles.list("problems.json", Problem.class).stream()
            .collect(Collectors.toMap(Problem::key, Function.identity()));

    private static final Catalog SHARED = new Catalog();

    private Catalog() {}

    static Catalog shared() {
        return SHARED;
    }

    Problem problem(String key) {
        Problem problem = problems.get(key);
        if (problem == null) {
            throw new IllegalArgumentException("no such problem: " + key);
        }
        return problem;
    }

    Row medicine(String key) {
        Row medicine = medicines.get(key);
        if (medicine == null) {
            throw new IllegalArgumentException("no such medicine: " + key);
        }
        return medicine;
    }
}
