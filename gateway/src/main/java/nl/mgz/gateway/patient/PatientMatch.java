package nl.mgz.gateway.patient;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.Patient;

/**
 * Whether two Patients with one BSN can be one person. Only a contradiction counts: what one side leaves out says
 * nothing. The answer names elements, never the value that the other side holds.
 */
final class PatientMatch {

    private PatientMatch() {}

    /** @return the contradictions, empty when there are none */
    static List<Refusal.Fault> contradictions(Patient pushed, Patient known) {
        List<Refusal.Fault> faults = new ArrayList<>();
        Set<String> pushedNames = families(pushed);
        Set<String> knownNames = families(known);
        if (!pushedNames.isEmpty()
                && !knownNames.isEmpty()
                && pushedNames.stream().noneMatch(knownNames::contains)) {
            faults.add(fault("Patient.name.family"));
        }
        String pushedBirth = pushed.getBirthDateElement().getValueAsString();
        String knownBirth = known.getBirthDateElement().getValueAsString();
        if (pushedBirth != null
                && knownBirth != null
                && !pushedBirth.startsWith(knownBirth)
                && !knownBirth.startsWith(pushedBirth)) {
            faults.add(fault("Patient.birthDate"));
        }
        return faults;
    }

    private static Refusal.Fault fault(String element) {
        return new Refusal.Fault(
                ErrorCode.PATIENT_CONTRADICTS,
                element + " as sent contradicts " + element
                        + " of the regional Patient with this BSN. Check the BSN; where it is right, have the registration corrected first",
                element);
    }

    /** Family names without case, accents and spaces; the parts of a double name count each (own name, partner's name). */
    private static Set<String> families(Patient patient) {
        return patient.getName().stream()
                .filter(name -> name.hasFamily())
                .flatMap(name -> java.util.stream.Stream.concat(
                        java.util.stream.Stream.of(name.getFamily()),
                        java.util.stream.Stream.of(name.getFamily().split("-"))))
                .map(PatientMatch::plain)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    private static String plain(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFD)
                .replaceAll("[^\\p{L}]", "")
                .toLowerCase(Locale.ROOT);
    }
}
