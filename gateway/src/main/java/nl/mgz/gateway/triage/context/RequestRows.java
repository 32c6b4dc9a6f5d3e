package nl.mgz.gateway.triage.context;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import nl.mgz.gateway.consult.OpenRequest;
import nl.mgz.gateway.summary.Dutch;
import nl.mgz.gateway.summary.Statement;
import nl.mgz.gateway.summary.Told;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;

/** A request to a colleague that has not ended, as a line to read: what was asked, of whom, and where it is. */
final class RequestRows {

    private static final String URGENCY = "https://mgz-gateway.nl/fhir/StructureDefinition/mgz-NtsUrgency";

    private static final DateTimeFormatter MOMENT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneId.of("Europe/Amsterdam"));

    private final Told told;
    private final People people;
    private final Instant at;

    RequestRows(Told told, People people, Instant at) {
        this.told = told;
        this.people = people;
        this.at = at;
    }

    /** One line, and one for its question; the question has a holder of its own. None for what is no open request. */
    List<Row> of(Task task, Statement statement) {
        return OpenRequest.of(task, at).map(open -> rows(open, task, statement)).orElseGet(List::of);
    }

    private List<Row> rows(OpenRequest open, Task task, Statement statement) {
        ServiceRequest question = told.find(task.getFocus()
                                .getReferenceElement()
                                .toUnqualifiedVersionless()
                                .getValue())
                        instanceof ServiceRequest asked
                ? asked
                : null;
        Instant due = open.due();
        List<Row> rows = new ArrayList<>();
        rows.add(Row.of(
                open.kind(),
                Dutch.joined(
                        open.state(),
                        urgency(task, question),
                        "van " + people.name(task.getRequester()) + " aan " + people.name(task.getOwner()),
                        people.phones(task.getOwner()),
                        due == null ? "" : "antwoord uiterlijk " + MOMENT.format(due),
                        open.late() ? "TE LAAT" : ""),
                Dutch.date(task.getAuthoredOnElement()),
                statement));
        if (question != null) {
            told.all().stream()
                    .filter(one -> one.resource() == question)
                    .forEach(one -> rows.add(Row.of(
                            "– vraag",
                            Dutch.concepts(question.getReasonCode()),
                            Dutch.date(question.getAuthoredOnElement()),
                            one)));
        }
        return rows;
    }

    private static String urgency(Task task, @Nullable ServiceRequest question) {
        return Stream.concat(Stream.of((DomainResource) task), Stream.ofNullable(question))
                .flatMap(one -> one.getExtensionsByUrl(URGENCY).stream())
                .map(Extension::getValue)
                .filter(Coding.class::isInstance)
                .map(value -> "urgentie " + ((Coding) value).getCode())
                .findFirst()
                .orElse("");
    }
}
