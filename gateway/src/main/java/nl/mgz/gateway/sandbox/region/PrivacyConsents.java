package nl.mgz.gateway.sandbox.region;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentPolicyComponent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Consent.ProvisionComponent;
import org.hl7.fhir.r4.model.Consent.provisionActorComponent;
import org.hl7.fhir.r4.model.Reference;

/**
 * Consents for sharing data. Only a share of the clients has one: in a region, asking takes time.
 *
 * <p>A client who can decide signs in person; otherwise whoever decides on care signs, after the day on which the
 * incapacity was recorded.
 */
final class PrivacyConsents {

    private static final String POLICY = "urn:policy:regional-exchange:v1";

    private final Chart chart;

    PrivacyConsents(Chart chart) {
        this.chart = chart;
    }

    /** @param holder key of the organisation whose data may be shared with the organisations of {@code users} */
    void add(PushDraft push, String holder, List<String> users, int percent) {
        Dice dice = chart.dice().fork("privacy/" + holder);
        Optional<Reference> signer = signer(push, dice.chance(percent));
        signer.ifPresent(reference -> push.add(consent(push, holder, users, reference, dice)));
    }

    private Optional<Reference> signer(PushDraft push, boolean asked) {
        if (!asked) {
            return Optional.empty();
        }
        if (chart.client().capable()) {
            return Optional.of(chart.patient());
        }
        return chart.client().decider().map(relative -> chart.relative(push, relative));
    }

    private Consent consent(PushDraft push, String holder, List<String> users, Reference signer, Dice dice) {
        LocalDate date = date(dice);
        Consent consent = new Consent()
                .setStatus(ConsentState.ACTIVE)
                .setScope(Codes.concept(Codes.HL7 + "consentscope", "patient-privacy"))
                .addCategory(Codes.concept(Codes.LOINC, "59284-0"))
                .setPatient(chart.patient())
                .addPerformer(signer)
                .addOrganization(chart.scene().organisation(holder))
                .addPolicy(new ConsentPolicyComponent().setUri(POLICY));
        consent.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        consent.setDateTimeElement(Codes.at(Codes.time(date, dice.between(9, 16), dice.between(0, 59))));
        ProvisionComponent provision = new ProvisionComponent()
                .setType(ConsentProvisionType.PERMIT)
                .addPurpose(new Coding().setSystem(Codes.HL7 + "v3-ActReason").setCode("TREAT"));
        users.forEach(user -> provision.addActor(actor(user)));
        return consent.setProvision(provision);
    }

    private LocalDate date(Dice dice) {
        LocalDate date = Chart.weekday(chart.daysAgo(200, 900, dice));
        LocalDate earliest = chart.incapableSince().plusDays(20);
        return chart.client().capable() || date.isAfter(earliest) ? date : earliest;
    }

    private provisionActorComponent actor(String organisation) {
        return new provisionActorComponent()
                .setRole(Codes.concept(Codes.HL7 + "v3-ParticipationType", "IRCP", "information recipient"))
                .setReference(chart.scene().organisation(organisation));
    }
}
