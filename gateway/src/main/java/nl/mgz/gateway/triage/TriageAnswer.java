package nl.mgz.gateway.triage;

import java.math.BigDecimal;

/** The answer to one question of an urgency table. */
public sealed interface TriageAnswer {

    record YesNo(boolean yes) implements TriageAnswer {}

    /** @param code one of the question's choices */
    record Choice(String code) implements TriageAnswer {}

    /** @param value in the unit of the question */
    record Number(BigDecimal value) implements TriageAnswer {}
}
