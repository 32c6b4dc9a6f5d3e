package nl.mgz.gateway.consent.mitz;

import nl.mgz.gateway.consent.mitz.ClosedQuestion.Organisation;
import nl.mgz.gateway.consent.mitz.ClosedQuestion.User;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.patient.Bsn;

/** The question of the published example, and others like it. */
final class Questions {

    static final String DIGITS = "900186021";
    static final Bsn PATIENT = bsn(DIGITS);
    static final Bsn ANOTHER = bsn("999911120");
    static final Organisation HOLDER = new Organisation(new Ura("00000659"), "Z3");
    static final Organisation REQUESTER = new Organisation(new Ura("00000666"), "Z3");
    static final User PHYSICIAN = new User("01.015", "000095254", null);

    private Questions() {}

    static Bsn bsn(String digits) {
        return Bsn.parse(digits).orElseThrow();
    }

    static ClosedQuestion published() {
        return about(PATIENT);
    }

    static ClosedQuestion about(Bsn patient) {
        return new ClosedQuestion(patient, HOLDER, ClosedQuestion.TREATMENT_DATA, PHYSICIAN, REQUESTER, Purpose.TREAT);
    }

    static ClosedQuestion by(User user) {
        return new ClosedQuestion(PATIENT, HOLDER, ClosedQuestion.TREATMENT_DATA, user, REQUESTER, Purpose.TREAT);
    }

    static ClosedQuestion.Complete complete() {
        return published().complete().orElseThrow();
    }
}
