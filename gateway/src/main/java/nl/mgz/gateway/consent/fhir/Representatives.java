package nl.mgz.gateway.consent.fhir;

import java.util.OptionalInt;
import org.hl7.fhir.r4.model.RelatedPerson;

/** In which order people speak for a patient who cannot decide (Burgerlijk Wetboek 7:465 lid 3). */
public final class Representatives {

    private Representatives() {}

    /** @return 1 for who comes first; empty where the record does not say that this one may speak for the patient */
    public static OptionalInt rank(RelatedPerson person) {
        return Representation.of(person).map(one -> OptionalInt.of(one.rank())).orElseGet(OptionalInt::empty);
    }
}
