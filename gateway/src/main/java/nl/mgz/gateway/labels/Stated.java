package nl.mgz.gateway.labels;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Resource;

/** What the sender of a resource says in {@code meta.security} (https://hl7.org/fhir/R4/security-labels.html). */
final class Stated {

    static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    static final String SENSITIVITY = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    static final String OURS = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-sensitivity";

    /** The codes of our own code system. */
    static final Set<String> OUR_CODES = Set.of("INVOLCARE", "EUTHANASIA");

    private static final Set<String> CONFIDENTIALITY_ADDRESSES =
            Set.of(CONFIDENTIALITY, "http://hl7.org/fhir/v3/Confidentiality", "urn:oid:2.16.840.1.113883.5.25");
    private static final Set<String> SENSITIVITY_ADDRESSES =
            Set.of(SENSITIVITY, "http://hl7.org/fhir/v3/ActCode", "urn:oid:2.16.840.1.113883.5.4", OURS);

    private Stated() {}

    static List<Coding> security(IBaseResource resource) {
        return ((Resource) resource).getMeta().getSecurity();
    }

    static boolean isConfidentiality(Coding coding) {
        return CONFIDENTIALITY_ADDRESSES.contains(String.valueOf(coding.getSystem()));
    }

    static boolean isSensitivity(Coding coding) {
        return SENSITIVITY_ADDRESSES.contains(String.valueOf(coding.getSystem())) && coding.hasCode();
    }

    /** The system in which a sensitivity code is shown. */
    static String systemOf(String sensitivity) {
        return OUR_CODES.contains(sensitivity) ? OURS : SENSITIVITY;
    }

    static Labels labels(IBaseResource resource) {
        if (!((Resource) resource).hasMeta()) {
            return Labels.NORMAL;
        }
        Confidentiality confidentiality = Confidentiality.U;
        TreeSet<String> sensitivity = new TreeSet<>();
        for (Coding coding : security(resource)) {
            if (isConfidentiality(coding)) {
                // A level that is none of the list is refused on its way in; one that got in otherwise counts as the
                // highest.
                confidentiality = confidentiality.orHigher(level(coding));
            } else if (isSensitivity(coding)) {
                sensitivity.add(coding.getCode());
            }
        }
        return new Labels(confidentiality, sensitivity);
    }

    static Confidentiality level(Coding coding) {
        return Confidentiality.of(coding.getCode()).orElse(Confidentiality.V);
    }

    static Optional<Refusal> check(IBaseResource resource) {
        if (!((Resource) resource).hasMeta()) {
            return Optional.empty();
        }
        List<Refusal.Fault> faults = new ArrayList<>();
        List<Coding> security = security(resource);
        for (int i = 0; i < security.size(); i++) {
            String place = resource.fhirType() + ".meta.security[" + i + "]";
            fault(security.get(i)).ifPresent(text -> faults.add(new Refusal.Fault(ErrorCode.NOT_VALID, text, place)));
        }
        return faults.isEmpty() ? Optional.empty() : Optional.of(new Refusal(ErrorCode.NOT_VALID, faults));
    }

    private static Optional<String> fault(Coding coding) {
        if (!coding.hasSystem() || !coding.hasCode()) {
            return Optional.of("A security label needs a system and a code: without both nobody can keep to it");
        }
        if (isConfidentiality(coding) && Confidentiality.of(coding.getCode()).isEmpty()) {
            return Optional.of("A level of confidentiality is one of U, L, M, N, R, V");
        }
        if (OURS.equals(coding.getSystem()) && !OUR_CODES.contains(coding.getCode())) {
            return Optional.of("The code system mgz-sensitivity does not have this code");
        }
        return Optional.empty();
    }
}
