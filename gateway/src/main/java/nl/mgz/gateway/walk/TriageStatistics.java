package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Set;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.triage.TriageCounts;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.MeasureReport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code Composition/$triage-statistics}: an organisation counts the reports that it wrote itself; who watches over privacy
 * counts those of the region. By whole months that are over.
 */
@Component
class TriageStatistics {

    private static final Set<String> PARAMETERS = Set.of("from", "to", "_format", "_pretty");

    private final TriageCounts counts;

    TriageStatistics(TriageCounts counts) {
        this.counts = counts;
    }

    MeasureReport of(@Nullable DateType from, @Nullable DateType to, RequestDetails request) {
        OperationInput.requireKnown(request, PARAMETERS);
        Caller caller = FrontDoor.caller(request);
        LocalDate first = day("from", from);
        LocalDate last = day("to", to);
        YearMonth month = YearMonth.from(first);
        if (!first.equals(month.atDay(1))) {
            throw OperationInput.invalid("from", "the first day of a month");
        }
        if (!last.equals(month.atEndOfMonth())) {
            throw OperationInput.invalid("to", "the last day of that month: one month at a time is counted");
        }
        if (!counts.isOver(month)) {
            throw OperationInput.invalid("to", "in the past: a month is counted when it is over");
        }
        boolean all = caller.kind() == OrganizationKind.PRIVACY;
        return counts.of(all ? null : caller.organization(), month);
    }

    private static LocalDate day(String name, @Nullable DateType given) {
        String text = given == null ? "" : String.valueOf(given.getValueAsString());
        if (!text.matches("\\d{4}-\\d{2}-\\d{2}")) {
            throw OperationInput.invalid(name, "given: a day, as 2026-11-22");
        }
        return LocalDate.parse(text);
    }
}
