package nl.mgz.gateway.consent.emergency;

import java.util.Arrays;
import java.util.Optional;
import nl.mgz.gateway.identity.Person;
import nl.mgz.gateway.identity.Ura;

/**
 * What somebody thinks of broken glass.
 *
 * @param text why, in the words of who judged
 * @param organization the one in whose name
 */
public record Judgement(Outcome outcome, String text, Person judge, Ura organization) {

    /** Who judges for a holder, as the token states it and the review asks for it. */
    public static final String OFFICER_SYSTEM = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-care-role";

    public static final String OFFICER = "functionaris-gegevensbescherming";

    /** Whether the glass was rightly broken. */
    public enum Outcome {
        JUSTIFIED("justified", "terecht"),
        NOT_JUSTIFIED("not-justified", "niet terecht");

        private final String code;
        private final String dutch;

        Outcome(String code, String dutch) {
            this.code = code;
            this.dutch = dutch;
        }

        public String code() {
            return code;
        }

        String dutch() {
            return dutch;
        }

        public static Optional<Outcome> of(String code) {
            return Arrays.stream(values())
                    .filter(outcome -> outcome.code.equals(code))
                    .findFirst();
        }
    }

    /** What it names may be about a person. */
    @Override
    public String toString() {
        return "Judgement[" + outcome + "]";
    }
}
