package nl.mgz.gateway.consent.choice;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import java.util.UUID;
import nl.mgz.gateway.capability.DataCategory;
import nl.mgz.gateway.consent.fhir.ReferenceText;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentPolicyComponent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Consent.ProvisionComponent;
import org.hl7.fhir.r4.model.Consent.provisionActorComponent;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;

/** From a few answers to a Consent that says just that (https://hl7.org/fhir/R4/consent.html). */
final class ChoiceDraft {

    /** Ties the versions of one choice together (C3), whoever writes them. */
    static final String IDENTIFIER = "https://mgz-gateway.nl/fhir/NamingSystem/consent";

    private static final String POLICY = "urn:policy:regional-exchange:v1";
    private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";
    private static final String OUR_LABELS = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-sensitivity";
    private static final Set<String> OF_OURS = Set.of("INVOLCARE", "EUTHANASIA");
    private static final TimeZone DUTCH = TimeZone.getTimeZone("Europe/Amsterdam");

    private ChoiceDraft() {}

    static Consent of(Choice choice, String patient, Instant now) {
        Consent consent = bare(patient, choice.signers(), choice.spoken(), now);
        consent.setStatus(ConsentState.ACTIVE);
        consent.addIdentifier(new Identifier()
                .setSystem(IDENTIFIER)
                .setValue(UUID.randomUUID().toString()));
        if (choice.holders().isEmpty()) {
            consent.addOrganization(new Reference().setIdentifier(identifier(ReferenceText.REGION, ReferenceText.ALL)));
        }
        choice.holders().forEach(holder -> consent.addOrganization(holder.copy()));
        consent.setProvision(provision(choice));
        return consent;
    }

    /** What takes a stored Consent back: a later version of it that permits and refuses nothing any more (C3). */
    static Consent withdrawal(Consent old, List<String> signers, boolean spoken, Instant now) {
        Consent consent = bare(old.getPatient().getReference(), signers, spoken, now);
        consent.setStatus(ConsentState.INACTIVE);
        old.getIdentifier().forEach(identifier -> consent.addIdentifier(identifier.copy()));
        old.getOrganization().forEach(holder -> consent.addOrganization(holder.copy()));
        ConsentProvisionType type = old.getProvision().getType();
        consent.setProvision(new ProvisionComponent().setType(type == null ? ConsentProvisionType.PERMIT : type));
        return consent;
    }

    private static Consent bare(String patient, List<String> signers, boolean spoken, Instant now) {
        Consent consent = new Consent();
        consent.setScope(new CodeableConcept(new Coding(TERMINOLOGY + "consentscope", "patient-privacy", null)));
        consent.addCategory(new CodeableConcept(new Coding("http://loinc.org", "59284-0", null)));
        consent.setPatient(new Reference(patient));
        consent.setDateTimeElement(moment(now));
        signers.forEach(signer -> consent.addPerformer(new Reference(signer)));
        consent.addPolicy(new ConsentPolicyComponent().setUri(POLICY));
        if (spoken) {
            consent.addVerification()
                    .setVerified(true)
                    .setVerificationDateElement(moment(now))
                    .setVerifiedWith(signers.isEmpty() ? null : new Reference(signers.get(0)));
        }
        return consent;
    }

    private static DateTimeType moment(Instant now) {
        return new DateTimeType(Date.from(now), TemporalPrecisionEnum.MILLI, DUTCH);
    }

    private static ProvisionComponent provision(Choice choice) {
        ProvisionComponent root = new ProvisionComponent()
                .setType(choice.permit() ? ConsentProvisionType.PERMIT : ConsentProvisionType.DENY);
        if (choice.from() != null) {
            root.getPeriod().setStartElement(new DateTimeType(choice.from()));
        }
        if (choice.until() != null) {
            root.getPeriod().setEndElement(new DateTimeType(choice.until()));
        }
        choice.to()
                .forEach(actor -> root.addActor(new provisionActorComponent()
                        .setRole(new CodeableConcept(new Coding(TERMINOLOGY + "v3-ParticipationType", "IRCP", null)))
                        .setReference(actor.copy())));
        List<String> purposes = choice.permit() && choice.purposes().isEmpty() ? List.of("TREAT") : choice.purposes();
        purposes.forEach(purpose -> root.addPurpose(new Coding(TERMINOLOGY + "v3-ActReason", purpose, null)));
        choice.what().forEach(category -> root.addClass_(new Coding(DataCategory.SYSTEM, category, null)));
        label(root, choice);
        return root;
    }

    /**
     * Without a label a yes is about what is everyday. Labels that are named come as a provision below it, so that the yes
     * to them is as specific as a no to them would be (S3).
     */
    private static void label(ProvisionComponent root, Choice choice) {
        if (choice.allSensitive()) {
            root.addSecurityLabel(new Coding(TERMINOLOGY + "v3-Confidentiality", "R", null));
        } else if (!choice.sensitive().isEmpty()) {
            ProvisionComponent named =
                    choice.permit() ? root.addProvision().setType(ConsentProvisionType.PERMIT) : root;
            choice.sensitive()
                    .forEach(code -> named.addSecurityLabel(
                            new Coding(OF_OURS.contains(code) ? OUR_LABELS : TERMINOLOGY + "v3-ActCode", code, null)));
        }
    }

    private static Identifier identifier(String system, String value) {
        return new Identifier().setSystem(system).setValue(value);
    }
}
