package nl.mgz.gateway.sandbox.region;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.sandbox.region.AdvanceCareTexts.Other;
import nl.mgz.gateway.sandbox.region.AdvanceCareTexts.Policy;
import nl.mgz.gateway.sandbox.region.AdvanceCareTexts.Treatment;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentPolicyComponent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Consent.ProvisionComponent;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/**
 * Writes treatment directives.
 *
 * <p>INVARIANT: a directive has exactly one of {@code provision.type} and the modifier extension SpecificationOther. A
 * condition ("only if ...") is neither a yes nor a no, so it has no type.
 */
final class TreatmentDirectives {

    /** When it was agreed and by whom. */
    record Agreement(LocalDate date, List<Reference> parties) {}

    private static final String SPECIFICATION_OTHER = Codes.NICTIZ + "ext-TreatmentDirective2.SpecificationOther";
    private static final String CONDITIONAL = "conditional";

    private final Chart chart;
    private final PushDraft push;
    private final Agreement agreement;
    private final Dice dice;

    TreatmentDirectives(Chart chart, PushDraft push, Agreement agreement) {
        this.chart = chart;
        this.push = push;
        this.agreement = agreement;
        this.dice = chart.dice().fork("directives");
    }

    void add(Policy policy, boolean icd) {
        List<Treatment> treatments = new ArrayList<>(AdvanceCareTexts.shared().treatments());
        Treatment resuscitation = treatments.remove(0);
        List<Treatment> discussed = new ArrayList<>(List.of(resuscitation));
        discussed.addAll(dice.some(treatments, dice.between(2, 4)));
        Treatment revised = dice.chance(40) ? dice.pick(discussed) : null;
        for (Treatment treatment : discussed) {
            String decision = dice.pick(AdvanceCareTexts.of(policy.decisions(), treatment.key()));
            if (treatment.equals(revised)) {
                push.add(superseded(treatment, decision));
            }
            push.add(directive(concept(treatment), decision, condition(treatment)));
        }
        AdvanceCareTexts.shared().others().stream()
                .filter(other -> comesUp(other, icd))
                .limit(1)
                .forEach(other -> push.add(directive(other(other), decision(icd), other.conditional())));
    }

    /** Switching off a device in the last phase is wanted or still open; the other treatments are open or refused. */
    private String decision(boolean icd) {
        return dice.chance(55) ? CONDITIONAL : icd ? "permit" : "deny";
    }

    private boolean comesUp(Other other, boolean icd) {
        boolean fits = other.needs().stream().anyMatch(chart.client()::has);
        return icd ? other.needs().contains("icd") : fits && dice.chance(40);
    }

    /** What was agreed some years before, and no longer holds from the day of the new agreement. */
    private Consent superseded(Treatment treatment, String newDecision) {
        String oldDecision = newDecision.equals("permit") ? CONDITIONAL : "permit";
        Consent old = directive(concept(treatment), oldDecision, condition(treatment));
        LocalDate then = Chart.weekday(agreement.date().minusDays(dice.between(380, 900)));
        old.setStatus(ConsentState.INACTIVE);
        old.setDateTimeElement(Codes.day(then));
        old.getProvision()
                .setPeriod(new Period().setStartElement(Codes.day(then)).setEndElement(Codes.day(agreement.date())));
        old.getExtension().clear();
        return old;
    }

    private String condition(Treatment treatment) {
        return dice.pick(treatment.conditional());
    }

    private static CodeableConcept concept(Treatment treatment) {
        return Codes.snomed(treatment.code(), treatment.display());
    }

    private static CodeableConcept other(Other other) {
        return Codes.concept(Codes.NULL_FLAVOR, "OTH").setText(other.text());
    }

    private Consent directive(CodeableConcept treatment, String decision, String condition) {
        ProvisionComponent provision = new ProvisionComponent().addCode(treatment);
        agreement
                .parties()
                .forEach(party -> provision
                        .addActor()
                        .setRole(Codes.concept(Codes.ROLE_CODE, "CONSENTER"))
                        .setReference(party));
        Consent consent = new Consent()
                .setStatus(ConsentState.ACTIVE)
                .setScope(Codes.concept(Codes.HL7 + "consentscope", "treatment"))
                .addCategory(Codes.concept(Codes.SNOMED, "129125009", "verrichting met expliciete context"))
                .setPatient(chart.patient())
                .setDateTimeElement(Codes.day(agreement.date()))
                .addPolicy(new ConsentPolicyComponent().setUri("https://wetten.overheid.nl/"))
                .setProvision(provision);
        consent.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        if (decision.equals(CONDITIONAL)) {
            consent.addModifierExtension(
                    new Extension(SPECIFICATION_OTHER, new StringType(chart.say(condition, dice))));
        } else {
            provision.setType(ConsentProvisionType.fromCode(decision));
        }
        addComment(consent, decision);
        return consent;
    }

    private void addComment(Consent consent, String decision) {
        AdvanceCareTexts texts = AdvanceCareTexts.shared();
        Map<String, List<String>> comments = chart.client().capable() ? texts.comments() : texts.commentsRepresented();
        String comment = dice.pick(AdvanceCareTexts.of(comments, decision));
        if (!comment.isEmpty()) {
            consent.addExtension(Codes.NICTIZ + "ext-Comment", new StringType(chart.say(comment, dice)));
        }
    }
}
