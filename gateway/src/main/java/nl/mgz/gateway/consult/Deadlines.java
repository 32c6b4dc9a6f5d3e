package nl.mgz.gateway.consult;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;
import nl.mgz.gateway.calendar.WorkingDays;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskPriority;
import org.jspecify.annotations.Nullable;

/** By when a request must have been answered, and when somebody has to be reminded of it. Pure: the settings and a moment in. */
final class Deadlines {

    static final ZoneId DUTCH = ZoneId.of("Europe/Amsterdam");

    private static final String URGENCY = "https://mgz-gateway.nl/fhir/StructureDefinition/mgz-NtsUrgency";

    private final ConsultSettings settings;

    Deadlines(ConsultSettings settings) {
        this.settings = settings;
    }

    /**
     * When a request has to be answered; of a mobile team, when it has to be there.
     *
     * @return empty for what has no term here
     */
    Optional<Instant> due(Task task, Instant asked) {
        return ConsultationKind.of(task.getCode()).flatMap(kind -> switch (kind) {
            case MEEKIJKCONSULT -> Optional.of(endOf(workingDay(asked, settings.meekijkDays())));
            case REGIONAAL_CENTRUM -> Optional.of(endOf(workingDay(asked, settings.centreDays())));
            case AANRIJDTEAM -> Optional.of(asked.plus(settings.onSiteWithin()));
            case ACHTERWACHT -> Optional.of(onCall(task, asked));
            case REFERRAL, ABORT -> Optional.empty();
        });
    }

    private Instant onCall(Task task, Instant asked) {
        String urgency = urgency(task).orElseGet(() -> fromPriority(task.getPriority()));
        Duration term = settings.onCall().term(urgency);
        return term == null ? endOf(workingDay(asked, 1)) : asked.plus(term);
    }

    private static Optional<String> urgency(Task task) {
        return task.getExtensionsByUrl(URGENCY).stream()
                .map(extension -> extension.getValue())
                .filter(Coding.class::isInstance)
                .map(coding -> ((Coding) coding).getCode())
                .findFirst();
    }

    /** The lowest urgency that has this priority: who states none is not taken for more urgent than it says. */
    private static String fromPriority(@Nullable TaskPriority priority) {
        return switch (priority == null ? TaskPriority.ROUTINE : priority) {
            case STAT -> "U1";
            case ASAP -> "U2";
            case URGENT -> "U3";
            default -> "U4";
        };
    }

    private static LocalDate workingDay(Instant asked, int days) {
        return WorkingDays.after(asked.atZone(DUTCH).toLocalDate(), days);
    }

    private static Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay(DUTCH).toInstant();
    }

    /** When to remind an owner that has not accepted. */
    Instant reminder(Instant asked, Instant due) {
        return part(asked, due, settings.remindAt());
    }

    /** When to go on to the next step where nobody has accepted. */
    Instant escalation(Instant asked, Instant due) {
        return part(asked, due, settings.escalateAt());
    }

    private static Instant part(Instant asked, Instant due, double part) {
        return asked.plusMillis(Math.round(Duration.between(asked, due).toMillis() * part));
    }
}
