package nl.mgz.gateway.triage;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.patient.BoundResources;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * The reports of triage as rows, written in the transaction that stores a report, whichever way it came: made of answers, or
 * sent as a transaction of its own. There the rules of a report are held too.
 */
@Component
public class TriageReports implements BoundResources {

    private final JdbcTemplate jdbc;
    private final Clock clock;

    TriageReports(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What is known of a stored report without reading it. */
    public record Row(
            @Nullable Urgency proposed,
            Urgency decided,
            @Nullable TriageOutcome outcome) {}

    /** The report that an organisation sent under a number; who asks is alone with it until its transaction ends. */
    public Optional<String> sent(Ura author, Identifier number) {
        String text = text(number);
        jdbc.query("select pg_advisory_xact_lock(hashtextextended(?, 17))", row -> {}, author.value() + "|" + text);
        return jdbc
                .queryForList(
                        "select report_id from mgz_triage_report where author_ura = ? and number = ? order by report_id",
                        String.class,
                        author.value(),
                        text)
                .stream()
                .findFirst();
    }

    public Optional<Row> find(String reportId) {
        return jdbc
                .query(
                        "select proposed, final, outcome from mgz_triage_report where report_id = ?",
                        (row, index) -> new Row(
                                Urgency.of(String.valueOf(row.getString(1))).orElse(null),
                                Urgency.valueOf(row.getString(2)),
                                TriageOutcome.of(String.valueOf(row.getString(3)))
                                        .orElse(null)),
                        reportId)
                .stream()
                .findFirst();
    }

    /** The Task of the last request of a kind about a report; who asks is alone with the report until its transaction ends. */
    public Optional<String> escalated(String reportId, String kind) {
        jdbc.query("select 1 from mgz_triage_report where report_id = ? for update", row -> {}, reportId);
        return jdbc
                .queryForList(
                        "select task_id from mgz_triage_escalation where report_id = ? and kind = ?",
                        String.class,
                        reportId,
                        kind)
                .stream()
                .findFirst();
    }

    public void escalate(String reportId, String kind, String taskId) {
        jdbc.update(
                "insert into mgz_triage_escalation (report_id, kind, task_id) values (?, ?, ?)"
                        + " on conflict (report_id, kind) do update set task_id = excluded.task_id",
                reportId,
                kind,
                taskId);
    }

    private static String text(Identifier number) {
        return number.getSystem() + "|" + number.getValue();
    }

    @Override
    public void stored(List<Bound> resources) {
        Map<String, Observation> observations = new HashMap<>();
        for (Bound bound : resources) {
            if (bound.resource() instanceof Observation observation) {
                observations.put("Observation/" + bound.binding().resourceId(), observation);
            }
        }
        for (Bound bound : resources) {
            if (bound.resource() instanceof Composition report && ReportCodes.isContactReport(report)) {
                if (report.getStatus() == Composition.CompositionStatus.ENTEREDINERROR) {
                    deleted(bound.binding().resourceId());
                    continue;
                }
                ReportCodes.urgency(report)
                        .ifPresent(decided -> store(
                                report,
                                bound.binding().resourceId(),
                                bound.binding().authorUra(),
                                decided,
                                listed(report, observations)));
            }
        }
    }

    /** Of the Observations that came along, those that the report lists. */
    private static List<Observation> listed(Composition report, Map<String, Observation> observations) {
        return report.getSection().stream()
                .flatMap(section -> section.getEntry().stream())
                .map(Reference::getReferenceElement)
                .map(id -> observations.get(id.toUnqualifiedVersionless().getValue()))
                .flatMap(Stream::ofNullable)
                .toList();
    }

    private void store(Composition report, String id, String author, Urgency decided, List<Observation> listed) {
        Optional<Row> before = find(id);
        Urgency proposed = first(listed, ReportCodes.PROPOSED)
                .flatMap(ReportCodes::urgency)
                .or(() -> before.map(Row::proposed))
                .orElse(null);
        Optional<Observation> said = first(listed, ReportCodes.FINAL);
        if (proposed != null || said.isPresent()) {
            requireAllParts(report);
        }
        if (said.flatMap(ReportCodes::urgency).filter(one -> one != decided).isPresent()) {
            throw invalid("The Observation final-urgency says another urgency than the report", "Observation.value");
        }
        boolean asBefore = before.filter(row -> row.decided() == decided && row.proposed() == proposed)
                .isPresent();
        if (!asBefore) {
            TriageReport.Judged.requireReason(
                    proposed, decided, said.map(TriageReports::note).orElse(null));
        }
        String outcome = first(listed, ReportCodes.OUTCOME)
                .flatMap(TriageReports::outcome)
                .or(() -> before.map(Row::outcome))
                .map(TriageOutcome::code)
                .orElse(null);
        Instant ended = report.hasDate() ? report.getDate().toInstant() : clock.instant();
        jdbc.update(
                "insert into mgz_triage_report (report_id, author_ura, number, ended, proposed, final, outcome)"
                        + " values (?, ?, ?, ?, ?, ?, ?) on conflict (report_id) do update set number = excluded.number,"
                        + " ended = excluded.ended, proposed = excluded.proposed, final = excluded.final,"
                        + " outcome = excluded.outcome",
                id,
                author,
                report.getIdentifier().hasValue() ? text(report.getIdentifier()) : null,
                Timestamp.from(ended),
                proposed == null ? null : proposed.name(),
                decided.name(),
                outcome);
    }

    private static Optional<Observation> first(List<Observation> listed, String code) {
        return listed.stream().filter(one -> ReportCodes.is(one, code)).findFirst();
    }

    private static String note(Observation observation) {
        return observation.getNote().stream()
                .map(Annotation::getText)
                .filter(text -> text != null && !text.isBlank())
                .findFirst()
                .orElse("");
    }

    private static Optional<TriageOutcome> outcome(Observation observation) {
        return observation.getValue() instanceof CodeableConcept concept
                ? concept.getCoding().stream()
                        .filter(coding -> TriageOutcome.SYSTEM.equals(coding.getSystem()))
                        .findFirst()
                        .flatMap(coding -> TriageOutcome.of(String.valueOf(coding.getCode())))
                : Optional.empty();
    }

    private static void requireAllParts(Composition report) {
        boolean all = ReportCodes.SOEP.stream()
                .allMatch(letter -> report.getSection().stream()
                        .anyMatch(section -> section.getCode().hasCoding(letter.getSystem(), letter.getCode())));
        if (!all) {
            throw invalid(
                    "A report of triage has a section for each of S, O, E and P (SNOMED CT 255362007, 260224007,"
                            + " 129265001, 129271007)",
                    "Composition.section");
        }
    }

    private static RuntimeException invalid(String text, String expression) {
        return Refusal.of(ErrorCode.TRIAGE_REPORT_INVALID, text, expression).asException();
    }

    @Override
    public void deleted(String resourceId) {
        jdbc.update("delete from mgz_triage_report where report_id = ?", resourceId);
    }
}
