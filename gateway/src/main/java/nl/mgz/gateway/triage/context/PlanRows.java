package nl.mgz.gateway.triage.context;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import nl.mgz.gateway.summary.Dutch;
import nl.mgz.gateway.summary.Statement;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityComponent;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** A plan of disability care as lines to read: what it says in short, then what to do. */
final class PlanRows {

    static final String KINDS = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-careplan-kind";

    private static final String BASE = "https://mgz-gateway.nl/fhir/StructureDefinition/mgz-";

    private static final Map<String, String> NAMES = Map.of(
            "signaling-plan", "Signaleringsplan",
            "communication-profile", "Communicatieprofiel",
            "crisis-agreements", "Crisisafspraken",
            "epilepsy-protocol", "Epilepsieprotocol",
            "swallowing-risk", "Slikrisico",
            "daily-baseline", "Een gewone dag",
            "risks", "Risico's");

    private static final Map<String, String> PHASES =
            Map.of("green", "groen", "yellow", "geel", "orange", "oranje", "red", "rood");

    private final People people;

    PlanRows(People people) {
        this.people = people;
    }

    /** Which of the plans of disability care it is; empty for another plan. */
    static Optional<String> kind(CarePlan plan) {
        return plan.getCategory().stream()
                .flatMap(category -> category.getCoding().stream())
                .filter(coding -> KINDS.equals(coding.getSystem()))
                .map(Coding::getCode)
                .filter(code -> code != null && NAMES.containsKey(code))
                .findFirst();
    }

    List<Row> of(CarePlan plan, Statement statement) {
        String date = plan.hasPeriod() ? Dutch.date(plan.getPeriod()) : Dutch.date(plan.getCreatedElement());
        String name = kind(plan).map(NAMES::get).orElse("Zorgplan");
        String title = plan.hasTitle() && !plan.getTitle().equalsIgnoreCase(name) ? ": " + plan.getTitle() : "";
        List<Row> rows = new ArrayList<>();
        String notes = plan.getNote().stream()
                .map(note -> String.valueOf(note.getText()))
                .collect(Collectors.joining("; "));
        String description = plan.hasDescription() ? plan.getDescription() : "";
        rows.add(Row.of(name + title, Dutch.joined(description, notes), date, statement));
        for (CarePlanActivityComponent activity : plan.getActivity()) {
            String what = "– " + Dutch.concept(activity.getDetail().getCode(), "afspraak");
            rows.add(Row.of(what, details(activity), date, statement));
        }
        return rows;
    }

    private String details(CarePlanActivityComponent activity) {
        String performers = activity.getDetail().getPerformer().stream()
                .map(one -> Dutch.joined(people.name(one), people.phones(one)))
                .filter(text -> !text.isBlank())
                .collect(Collectors.joining(", "));
        return Dutch.joined(
                phase(activity),
                activity.getDetail().hasDescription() ? activity.getDetail().getDescription() : "",
                threshold(activity),
                performers.isEmpty() ? "" : "door: " + performers);
    }

    private static String phase(CarePlanActivityComponent activity) {
        Extension phase = activity.getExtensionByUrl(BASE + "SignalingPhase");
        if (phase == null) {
            return "";
        }
        String colour = phase.getExtensionByUrl("phase") != null
                        && phase.getExtensionByUrl("phase").getValue() instanceof Coding coding
                ? PHASES.getOrDefault(String.valueOf(coding.getCode()), String.valueOf(coding.getCode()))
                : "";
        String signals = phase.getExtensionsByUrl("signal").stream()
                .map(one -> text(one.getValue()))
                .collect(Collectors.joining(", "));
        return colour + (signals.isEmpty() ? "" : ": " + signals);
    }

    private static String text(@Nullable Type value) {
        return value != null && value.isPrimitive() ? String.valueOf(value.primitiveValue()) : "";
    }

    private static String threshold(CarePlanActivityComponent activity) {
        Extension threshold = activity.getExtensionByUrl(BASE + "EmergencyThreshold");
        return threshold != null && threshold.getValue() instanceof Duration after
                ? "na " + Dutch.value(after) + (after.hasUnit() ? "" : " " + after.getCode())
                : "";
    }
}
