package nl.mgz.gateway.walk;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.fhir.References;
import nl.mgz.gateway.identity.GatewayAddress;
import nl.mgz.gateway.patient.PatientResolution;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.summary.PatientDocument;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A document that is sent ready-made (https://hl7.org/fhir/R4/documents.html), taken apart: its Composition and its entries become
 * those of a {@link RecordPush}, each with its sender as author and a consent decision of its own. What the document took from
 * this gateway is here already and stays as it is; the rest is its sender's.
 */
@Component
class DocumentPush {

    private static final Pattern RESTFUL = Pattern.compile("(https?://.+)/([A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})");

    private static final Pattern RELATIVE = Pattern.compile("[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}(?:/_history/.+)?");

    private static final Pattern PLACE = Pattern.compile("^Bundle\\.entry\\[(\\d+)]");

    private final String base;
    private final PatientResolution patients;

    DocumentPush(GatewayAddress address, PatientResolution patients) {
        this.base = address.base() + "/";
        this.patients = patients;
    }

    /**
     * A document as what there is to store.
     *
     * @param record the entries to store, as a push of a record
     * @param stored which entry of the document each of those is
     * @param here by place in the document, where an entry is that is here already; empty text for the gateway's own
     */
    record Unpacked(Bundle record, List<Integer> stored, Map<Integer, String> here) {

        /** The answer in the order of the document. */
        Bundle answer(Bundle answered) {
            Map<Integer, BundleEntryComponent> entries = new TreeMap<>();
            for (int i = 0; i < stored.size(); i++) {
                entries.put(stored.get(i), answered.getEntry().get(i));
            }
            here.forEach((place, where) -> entries.put(place, isHere(where)));
            Bundle answer = new Bundle();
            answer.setType(Bundle.BundleType.TRANSACTIONRESPONSE);
            answer.setLink(answered.getLink());
            answer.setEntry(new ArrayList<>(entries.values()));
            return answer;
        }

        private static BundleEntryComponent isHere(String where) {
            OperationOutcome outcome = new OperationOutcome();
            outcome.addIssue()
                    .setSeverity(IssueSeverity.INFORMATION)
                    .setCode(IssueType.INFORMATIONAL)
                    .setDiagnostics(
                            where.isEmpty()
                                    ? "Made by this gateway for the document: not stored"
                                    : "The document took this from this gateway: what is here stays as it is");
            BundleEntryComponent entry = new BundleEntryComponent();
            entry.getResponse()
                    .setStatus("200 OK")
                    .setLocation(where.isEmpty() ? null : where)
                    .setOutcome(outcome);
            return entry;
        }

        /** A refusal with its places seen from the document. */
        Refusal inDocument(Refusal refusal) {
            return new Refusal(
                    refusal.code(),
                    refusal.faults().stream()
                            .map(fault -> new Refusal.Fault(fault.code(), fault.text(), inDocument(fault.expression())))
                            .toList());
        }

        private String inDocument(String expression) {
            Matcher place = PLACE.matcher(expression);
            return place.find() && Integer.parseInt(place.group(1)) < stored.size()
                    ? "Bundle.entry[" + stored.get(Integer.parseInt(place.group(1))) + "]"
                            + expression.substring(place.end())
                    : expression;
        }
    }

    /** @throws nl.mgz.gateway.refusal.RefusedException where it is not about one patient, or cannot be taken apart */
    Unpacked unpack(Bundle document) {
        Composition composition = composition(document);
        boolean ours = isMadeHere(document);
        Map<String, String> places = new HashMap<>();
        List<Integer> stored = new ArrayList<>();
        Map<Integer, String> here = new TreeMap<>();
        List<BundleEntryComponent> entries = document.getEntry();
        for (int i = 0; i < entries.size(); i++) {
            String fullUrl = String.valueOf(entries.get(i).getFullUrl());
            String where = where(entries.get(i), ours);
            if (where == null) {
                requireServed(entries.get(i).getResource(), i);
                stored.add(i);
            } else {
                here.put(i, where);
            }
            places.put(fullUrl, where == null ? "urn:uuid:" + UUID.randomUUID() : where);
        }
        requireOnePatient(document, composition);
        if (!composition.hasIdentifier()) {
            composition.setIdentifier(document.getIdentifier().copy());
        }
        Bundle record = new Bundle();
        record.setType(Bundle.BundleType.TRANSACTION);
        record.getMeta().addTag(PatientResolution.BUNDLE_TAGS, RecordPush.TAG, null);
        for (int place : stored) {
            BundleEntryComponent entry = entries.get(place);
            Resource resource = entry.getResource();
            redirect(resource, String.valueOf(entry.getFullUrl()), places);
            resource.setId((String) null);
            record.addEntry()
                    .setFullUrl(places.get(String.valueOf(entry.getFullUrl())))
                    .setResource(resource)
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl(resource.fhirType());
        }
        return new Unpacked(record, stored, here);
    }

    private static Composition composition(Bundle document) {
        if (!(document.getEntryFirstRep().getResource() instanceof Composition composition)) {
            throw refuse(
                    ErrorCode.NOT_VALID,
                    "The first entry of a document is its Composition",
                    "Bundle.entry[0].resource");
        }
        if (document.hasSignature()) {
            throw refuse(
                    ErrorCode.NOT_SUPPORTED,
                    "A document is stored as its entries, and its signature would be lost: send it without, or keep it as an"
                            + " attachment of a DocumentReference",
                    "Bundle.signature");
        }
        return composition;
    }

    /** Whether {@code $summary} or one of its kind made it: then some of it is nobody's record. */
    private static boolean isMadeHere(Bundle document) {
        return document.getEntry().stream()
                .anyMatch(entry -> PatientDocument.AUTHOR.equals(entry.getFullUrl())
                        && "Device".equals(entry.getResource().fhirType()));
    }

    /** Where an entry is that is here already, empty for what the gateway made itself; null for what is the sender's. */
    private @Nullable String where(BundleEntryComponent entry, boolean madeHere) {
        String fullUrl = String.valueOf(entry.getFullUrl());
        if (fullUrl.startsWith(base)
                && RELATIVE.matcher(fullUrl.substring(base.length())).matches()) {
            return fullUrl.substring(base.length()).replaceFirst("/_history/.*", "");
        }
        if (!madeHere) {
            return null;
        }
        // What a form states has the form as its source, which comes along.
        String source = String.valueOf(entry.getResource().getMeta().getSource());
        if (source.startsWith("QuestionnaireResponse/")
                && RELATIVE.matcher(source).matches()) {
            return source.replaceFirst("/_history/.*", "");
        }
        return PatientDocument.AUTHOR.equals(fullUrl) ? "" : null;
    }

    private static void requireServed(Resource resource, int place) {
        if (ServedTypes.find(resource.fhirType()).isEmpty()) {
            throw refuse(
                    ErrorCode.TYPE_NOT_SUPPORTED,
                    resource.fhirType() + " is not served here, and a document is stored with all of its entries",
                    "Bundle.entry[" + place + "].resource");
        }
    }

    /** Its subject is a patient whom the region knows by number, and no other patient is in it. */
    private void requireOnePatient(Bundle document, Composition composition) {
        if (!composition.hasSubject()) {
            throw refuse(
                    ErrorCode.PATIENT_UNKNOWN,
                    "A document names in its Composition whom it is about",
                    "Bundle.entry[0].resource.subject");
        }
        String subject = absolute(
                String.valueOf(composition.getSubject().getReference()),
                String.valueOf(document.getEntryFirstRep().getFullUrl()));
        for (int i = 0; i < document.getEntry().size(); i++) {
            BundleEntryComponent entry = document.getEntry().get(i);
            if (entry.getResource() instanceof Patient patient) {
                if (composition.getSubject().hasReference() && !subject.equals(entry.getFullUrl())) {
                    throw refuse(
                            ErrorCode.PATIENTS_MIXED,
                            "A document is about one patient, and this is another than its Composition names",
                            "Bundle.entry[" + i + "].resource");
                }
                if (!subject.startsWith(base) && !patients.hasBsn(patient)) {
                    throw refuse(
                            ErrorCode.PATIENT_UNKNOWN,
                            "By its BSN the patient of a document is found again: without one each sending would make another",
                            "Bundle.entry[" + i + "].resource.identifier");
                }
            }
        }
    }

    private void redirect(Resource resource, String fullUrl, Map<String, String> places) {
        References.in(resource).forEach(reference -> {
            if (reference.hasReference() && !reference.getReference().startsWith("#")) {
                String literal = absolute(reference.getReference(), fullUrl);
                String place = places.get(literal);
                reference.setResource(null);
                if (PatientDocument.AUTHOR.equals(literal) && "".equals(place)) {
                    reference.setReference(null).setDisplay("MGZ Gateway");
                } else if (place != null) {
                    reference.setReference(place);
                } else {
                    reference.setReference(literal.startsWith(base) ? literal.substring(base.length()) : literal);
                }
            }
        });
    }

    /** A relative reference is one to the server that its entry is of (https://hl7.org/fhir/R4/bundle.html#references). */
    private static String absolute(String literal, String fullUrl) {
        Matcher restful = RESTFUL.matcher(fullUrl);
        return RELATIVE.matcher(literal).matches() && restful.matches() ? restful.group(1) + "/" + literal : literal;
    }

    private static RuntimeException refuse(ErrorCode code, String text, String expression) {
        return Refusal.of(code, text, expression).asException();
    }
}
