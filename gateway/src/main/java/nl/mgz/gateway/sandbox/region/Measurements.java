package nl.mgz.gateway.sandbox.region;

import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import nl.mgz.gateway.sandbox.region.Findings.Measured;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationComponentComponent;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Reference;

/** Writes measurements: those of a contact, and series over the past years. */
final class Measurements {

    private final Chart chart;

    Measurements(Chart chart) {
        this.chart = chart;
    }

    Observation observation(Measured measured, ZonedDateTime time, Reference performer) {
        Vital vital = measured.vital();
        Observation observation = new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(Codes.concept(Codes.LOINC, vital.loinc, vital.display))
                .setSubject(chart.patient())
                .setEffective(Codes.at(time))
                .addPerformer(performer);
        observation.addCategory(
                Codes.concept(Codes.HL7 + "observation-category", vital.vitalSign ? "vital-signs" : "laboratory"));
        if (vital == Vital.BLOOD_PRESSURE) {
            observation.addComponent(part(Vital.SYSTOLIC, "Systolic blood pressure", measured.value()));
            observation.addComponent(part(Vital.DIASTOLIC, "Diastolic blood pressure", measured.second()));
        } else {
            observation.setValue(vital.quantity(measured.value()));
        }
        return observation;
    }

    private static ObservationComponentComponent part(String loinc, String display, String value) {
        return new ObservationComponentComponent()
                .setCode(Codes.concept(Codes.LOINC, loinc, display))
                .setValue(Vital.BLOOD_PRESSURE.quantity(value));
    }

    /** As many measurements as asked, going back in steps of about a season. */
    void addSeries(PushDraft push, List<String> slots, int count, Reference performer, Dice dice) {
        int[] daysAgo = slots.stream().mapToInt(slot -> dice.between(10, 100)).toArray();
        for (int i = 0; i < count; i++) {
            int kind = i % slots.size();
            LocalDate date = Chart.weekday(chart.scene().anchor().minusDays(daysAgo[kind]));
            daysAgo[kind] += dice.between(75, 120);
            Findings findings = new Findings(chart.client(), date, chart.scene().anchor(), dice);
            findings.take(slots.get(kind));
            ZonedDateTime time = Codes.time(date, dice.between(8, 16), dice.between(0, 11) * 5);
            push.add(observation(findings.all().get(0), time, performer));
        }
    }

    /** What the practice follows in this client: weight, pressure and pulse, and what the problems ask for. */
    List<String> usualSlots() {
        Client.Body body = chart.client().body();
        List<String> slots = new ArrayList<>(List.of("gewicht", pressure(body), pulse(body)));
        chart.client().problems().stream()
                .flatMap(it -> it.problem().labs().stream())
                .distinct()
                .map(this::lab)
                .forEach(slots::add);
        return slots;
    }

    private static String pressure(Client.Body body) {
        return "rr:%d-%d/%d-%d"
                .formatted(body.systolic() - 6, body.systolic() + 8, body.diastolic() - 5, body.diastolic() + 5);
    }

    private static String pulse(Client.Body body) {
        return "pols:%d-%d".formatted(body.pulse() - 6, body.pulse() + 8);
    }

    private String lab(String lab) {
        return switch (lab) {
            case "hba1c" -> "hba1c:46-66";
            case "glucose" -> "glucose:5.8-10.4";
            case "egfr" -> chart.client().has("ckd") ? "egfr:34-48" : "egfr:58-84";
            case "potassium" -> "potassium:3.9-4.9";
            case "tsh" -> "tsh:0.8-4.6";
            default -> throw new IllegalArgumentException("no range for " + lab);
        };
    }
}
