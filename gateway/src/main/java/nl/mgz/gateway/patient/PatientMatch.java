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
 * nothing. The answer names elements, never the value that the other side holds, and to who may not see that not even elements.
 */
final class PatientMatch {

    /** A person has a few family names, and their parts count each; a list of all the usual ones is somebody's guess. */
    private static final int MOST_NAMES = 12;

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

    /**
     * Whether somebody is stated as one who has met that person can state it: by a family name and the whole day of birth,
     * both right. Who may not see the known Patient must know both at once: nothing can be tried out by itself.
     */
    static boolean states(Patient pushed, Patient known) {
        Set<String> pushedNames = families(pushed);
        Set<String> knownNames = families(known);
        String pushedBirth = String.valueOf(pushed.getBirthDateElement().getValueAsString());
        String knownBirth = known.getBirthDateElement().getValueAsString();
        boolean named = knownNames.isEmpty() || pushedNames.stream().anyMatch(knownNames::contains);
        boolean born = knownBirth == null || (isDay(pushedBirth) && pushedBirth.startsWith(knownBirth));
        return named && born && pushedNames.size() <= MOST_NAMES;
    }

    private static boolean isDay(String date) {
        return date.length() == "1961-04-03".length();
    }

    /** Names no element, and is the same whatever is wrong or missing. */
    static Refusal notStated() {
        return Refusal.of(
                ErrorCode.PATIENT_CONTRADICTS,
                "A Patient with this BSN is known here, and what was sent is not certainly that person: check the BSN, and send"
                        + " family name and whole birth date as the identity document has them",
                "Patient.identifier");
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
