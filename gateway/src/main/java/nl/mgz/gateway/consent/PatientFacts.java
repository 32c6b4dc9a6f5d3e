package nl.mgz.gateway.consent;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rules need to know about a patient.
 *
 * @param birthDate the full date, or null where it is unknown or partial
 * @param incapable periods in which a professional recorded incapacity to decide
 */
public record PatientFacts(@Nullable LocalDate birthDate, List<Span> incapable) {

    public PatientFacts {
        incapable = List.copyOf(incapable);
    }

    boolean incapableAt(@Nullable Span dateTime) {
        return dateTime != null && incapable.stream().anyMatch(period -> period.contains(dateTime.from()));
    }
}
