package nl.mgz.gateway.consent.fhir;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.RelatedPerson;

/**
 * How somebody may speak for a patient (Burgerlijk Wetboek 7:465), the strongest first. The role "24 legal representative"
 * alone says nothing: care plans give it to people who will represent some day.
 */
enum Representation {
    CURATOR(true, "03"),
    MENTOR(true, "15"),
    GUARDIAN(true, "11", "GUARD"),
    PROXY(true, "310141000146103", "HPOWATT"),
    PARTNER(false, "SPS", "HUSB", "WIFE", "DOMPART", "SIGOTHR"),
    PARENT(false, "PRN", "FTH", "MTH", "NPRN", "NFTH", "NMTH", "ADOPTP", "ADOPTF", "ADOPTM"),
    CHILD(false, "CHILD", "CHLDADOPT", "NCHILD", "SON", "SONC", "DAU", "DAUC"),
    SIBLING(false, "SIB", "NSIB", "BRO", "SIS");

    private static final Set<String> SYSTEMS = Set.of(
            "urn:oid:2.16.840.1.113883.2.4.3.11.22.472",
            "http://terminology.hl7.org/CodeSystem/v3-RoleCode",
            "http://snomed.info/sct");

    private final boolean byAppointment;
    private final Set<String> codes;

    Representation(boolean byAppointment, String... codes) {
        this.byAppointment = byAppointment;
        this.codes = Set.of(codes);
    }

    /** In the word of the decision. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** A court or the patient appointed this one: for a period, where one is given. Family is family. */
    boolean byAppointment() {
        return byAppointment;
    }

    /** Who comes before whom; a court's choice first, and the family last and alike. */
    int rank() {
        return switch (this) {
            case CURATOR, MENTOR, GUARDIAN -> 1;
            case PROXY -> 2;
            case PARTNER -> 3;
            case PARENT, CHILD, SIBLING -> 4;
        };
    }

    static Optional<Representation> of(RelatedPerson person) {
        Set<String> said = person.getRelationship().stream()
                .flatMap(concept -> concept.getCoding().stream())
                .filter(coding -> coding.hasCode() && SYSTEMS.contains(String.valueOf(coding.getSystem())))
                .map(coding -> coding.getCode())
                .collect(Collectors.toSet());
        return Arrays.stream(values())
                .filter(one -> one.codes.stream().anyMatch(said::contains))
                .findFirst();
    }
}
