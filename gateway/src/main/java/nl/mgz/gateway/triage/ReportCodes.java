package nl.mgz.gateway.triage;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Observation;

/** The codes by which a report of triage is made and known again. */
final class ReportCodes {

    static final String SNOMED = "http://snomed.info/sct";
    static final String OBSERVATION = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-triage-observation";

    /** Questions of the tables have no code system that anybody holds: each region has its own. */
    static final String QUESTION = "https://mgz-gateway.nl/fhir/NamingSystem/triage-question";

    static final String PROPOSED = "proposed-urgency";
    static final String FINAL = "final-urgency";
    static final String OUTCOME = "outcome";
    static final String CALLER = "caller";

    /** A contact report of the zib SOEPVerslag. */
    static final Coding CONTACT_REPORT = new Coding(SNOMED, "11591000146107", "patiëntcontactverslag");

    /** Subjective, objective, evaluation, plan (zib SOEPRegelNaamCodelijst). */
    static final List<Coding> SOEP = List.of(
            new Coding(SNOMED, "255362007", "Subjectief"),
            new Coding(SNOMED, "260224007", "Objectief"),
            new Coding(SNOMED, "129265001", "Evaluatie"),
            new Coding(SNOMED, "129271007", "Plan"));

    private ReportCodes() {}

    static boolean isContactReport(Composition composition) {
        return composition.getType().hasCoding(CONTACT_REPORT.getSystem(), CONTACT_REPORT.getCode());
    }

    static boolean is(Observation observation, String code) {
        return observation.getCode().hasCoding(OBSERVATION, code);
    }

    /** What an Observation of urgency says. */
    static Optional<Urgency> urgency(Observation observation) {
        return observation.getValue() instanceof CodeableConcept concept
                ? concept.getCoding().stream()
                        .filter(coding -> Urgency.SYSTEM.equals(coding.getSystem()))
                        .findFirst()
                        .flatMap(coding -> Urgency.of(String.valueOf(coding.getCode())))
                : Optional.empty();
    }

    /** What the extension of urgency says. */
    static Optional<Urgency> urgency(DomainResource resource) {
        return resource.getExtensionsByUrl(Urgency.EXTENSION).stream()
                .map(extension -> extension.getValue())
                .filter(Coding.class::isInstance)
                .findFirst()
                .flatMap(coding -> Urgency.of(String.valueOf(((Coding) coding).getCode())));
    }
}
