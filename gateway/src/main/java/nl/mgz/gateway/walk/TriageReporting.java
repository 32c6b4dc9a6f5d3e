package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.Person;
import nl.mgz.gateway.patient.Bsn;
import nl.mgz.gateway.patient.PatientBindings;
import nl.mgz.gateway.patient.PatientResolution;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.triage.ReportBundle;
import nl.mgz.gateway.triage.TriageAnswer;
import nl.mgz.gateway.triage.TriageOutcome;
import nl.mgz.gateway.triage.TriageReport;
import nl.mgz.gateway.triage.TriageReport.Contact;
import nl.mgz.gateway.triage.TriageReport.Judged;
import nl.mgz.gateway.triage.TriageReport.Soep;
import nl.mgz.gateway.triage.TriageReports;
import nl.mgz.gateway.triage.Urgency;
import nl.mgz.gateway.triage.UrgencyTables;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code POST Composition/$triage-report}: a triagist's answers become contact, findings, report and a Task for each who gets
 * it, in one transaction with what tells them. The same number again gives the report that is there.
 */
@Component
class TriageReporting {

    private static final Set<String> PARAMETERS = Set.of(
            "patient",
            "identifier",
            "birthDate",
            "number",
            "start",
            "end",
            "caller",
            "complaint",
            "subjective",
            "objective",
            "evaluation",
            "plan",
            "answer",
            "proposed",
            "urgency",
            "reason",
            "outcome",
            "followUp",
            "recipient");

    private static final int LONGEST_TEXT = 10_000;

    /** How far the clock of a sender may be ahead. */
    private static final Duration AHEAD = Duration.ofMinutes(5);

    private static final String EXACT = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?(Z|[+-]\\d\\d:\\d\\d)";

    private final RequestWalk walk;
    private final Accesses accesses;
    private final TriageReceivers receivers;
    private final TriageReports reports;
    private final UrgencyTables tables;
    private final PatientResolution patients;
    private final PatientBindings bindings;
    private final BsnLookups lookups;
    private final TransactionTemplate transaction;

    TriageReporting(
            RequestWalk walk,
            Accesses accesses,
            TriageReceivers receivers,
            TriageReports reports,
            UrgencyTables tables,
            PatientResolution patients,
            PatientBindings bindings,
            BsnLookups lookups,
            PlatformTransactionManager transactions) {
        this.walk = walk;
        this.accesses = accesses;
        this.receivers = receivers;
        this.reports = reports;
        this.tables = tables;
        this.patients = patients;
        this.bindings = bindings;
        this.lookups = lookups;
        this.transaction = new TransactionTemplate(transactions);
    }

    Parameters report(@Nullable Parameters body, RequestDetails request) {
        OperationBody.of(body, request);
        OperationInput input = new OperationInput(body, PARAMETERS);
        Caller caller = FrontDoor.caller(request);
        String patient = patient(input, caller);
        Trails.about(request, patient);
        TriageReport report = read(input, patient, caller, accesses.of(request).at());
        TriageReceivers.Found found = receivers.of(patient, input.organizations("recipient", false), request);
        String id = Objects.requireNonNull(
                transaction.execute(status -> sent(report, caller).orElseGet(() -> store(report, found, request))));
        // What the caller may see was decided before there was this report.
        Accesses.forget(request);
        return answer(id, patient, found, request);
    }

    private Optional<String> sent(TriageReport report, Caller caller) {
        Identifier number = report.number();
        Optional<String> before = number == null ? Optional.empty() : reports.sent(caller.organization(), number);
        before.ifPresent(id -> {
            if (!report.patientId().equals(bindings.patientsOf(List.of(id)).get(id))) {
                throw Refusal.of(
                                ErrorCode.IN_USE,
                                "You sent a report about another patient under this number",
                                OperationBody.path("number"))
                        .asException();
            }
        });
        return before;
    }

    private String store(TriageReport report, TriageReceivers.Found found, RequestDetails request) {
        Instant at = accesses.of(request).at();
        Bundle stored = walk.storeMade(ReportBundle.of(report, tables, found.organisations(), at), request);
        return stored.getEntry().stream()
                .map(entry -> new IdType(entry.getResponse().getLocation()))
                .filter(id -> "Composition".equals(id.getResourceType()))
                .map(IdType::getIdPart)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the report was stored and has no id"));
    }

    /** The answer for an unknown patient is that for one about whom the caller may not write. */
    private String patient(OperationInput input, Caller caller) {
        Optional<String> byId = input.id("patient", "Patient");
        List<Type> identifiers = input.values("identifier");
        if (byId.isPresent() == !identifiers.isEmpty()) {
            throw OperationInput.invalid("patient", "given: Patient/[id], or else identifier (the BSN) and birthDate");
        }
        if (byId.isPresent()) {
            return byId.get();
        }
        ByBsn named = ByBsn.of(
                identifiers.size() == 1 ? identifiers.get(0) : null,
                input.neededText("birthDate", "the day of birth beside the BSN: 1961-04-03"));
        lookups.one(caller);
        return patients.find(named.bsn(), named.birthDate())
                .orElseThrow(() -> WriteRules.unresolved("Encounter.subject"));
    }

    private TriageReport read(OperationInput input, String patient, Caller caller, Instant now) {
        Map<String, TriageAnswer> answers = answers(input);
        Urgency decided =
                urgency(input, "urgency").orElseThrow(() -> OperationInput.invalid("urgency", "given: U0 to U5"));
        Judged judged = Judged.of(
                urgency(input, "proposed"),
                tables.decide(answers),
                decided,
                words(input, "reason").orElse(null));
        TriageOutcome outcome = input.word("outcome", TriageReporting::outcome, "a code of mgz-triage-outcome")
                .orElseThrow(() -> OperationInput.invalid("outcome", "given: a code of mgz-triage-outcome"));
        return new TriageReport(
                patient,
                number(input),
                contact(input, caller, now),
                new Soep(
                        needed(input, "subjective"),
                        needed(input, "objective"),
                        needed(input, "evaluation"),
                        needed(input, "plan")),
                answers,
                judged,
                outcome,
                words(input, "followUp").orElse(null));
    }

    private static @Nullable TriageOutcome outcome(String code) {
        return TriageOutcome.of(code).orElse(null);
    }

    private static Optional<Urgency> urgency(OperationInput input, String name) {
        return input.word(name, text -> Urgency.of(text).orElse(null), "one of U0, U1, U2, U3, U4, U5");
    }

    private static Optional<String> words(OperationInput input, String name) {
        return input.text(name).map(text -> {
            if (text.length() > LONGEST_TEXT) {
                throw OperationInput.invalid(name, LONGEST_TEXT + " signs at most");
            }
            return text;
        });
    }

    private static String needed(OperationInput input, String name) {
        return words(input, name).orElseThrow(() -> OperationInput.invalid(name, "given, in words"));
    }

    private static @Nullable Identifier number(OperationInput input) {
        List<Type> values = input.values("number");
        if (values.isEmpty()) {
            return null;
        }
        boolean good = values.size() == 1
                && values.get(0) instanceof Identifier identifier
                && identifier.hasSystem()
                && identifier.hasValue()
                && !Bsn.isBsn(identifier)
                && identifier.getSystem().length() + identifier.getValue().length() < 400;
        if (!good) {
            throw OperationInput.invalid("number", "one Identifier, with a system and a value of your own");
        }
        return (Identifier) values.get(0);
    }

    private static Contact contact(OperationInput input, Caller caller, Instant now) {
        Instant start = exact(input, "start");
        Instant end = exact(input, "end");
        if (end.isBefore(start) || end.isAfter(now.plus(AHEAD))) {
            throw OperationInput.invalid("end", "not before start, and not in the future");
        }
        return new Contact(
                start,
                end,
                caller.organization(),
                caller.organizationName(),
                caller.person().map(Person::name).orElse(null),
                needed(input, "caller"),
                complaint(input));
    }

    private static Instant exact(OperationInput input, String name) {
        String text = input.neededText(name, "a moment with seconds and offset, as 2026-03-02T22:35:00+01:00");
        Optional<Instant> moment = text.matches(EXACT) ? input.moment(name) : Optional.empty();
        return moment.orElseThrow(
                () -> OperationInput.invalid(name, "a moment with seconds and offset, as 2026-03-02T22:35:00+01:00"));
    }

    private static CodeableConcept complaint(OperationInput input) {
        List<Type> values = input.values("complaint");
        if (values.size() == 1) {
            Type value = values.get(0);
            if (value instanceof CodeableConcept concept && !concept.isEmpty()) {
                return concept;
            }
            if (value instanceof Coding coding && coding.hasCode()) {
                return new CodeableConcept(coding);
            }
            if (value instanceof StringType words && words.hasValue()) {
                return new CodeableConcept().setText(words.getValue());
            }
        }
        throw OperationInput.invalid("complaint", "given once: a CodeableConcept, a Coding or words");
    }

    private Map<String, TriageAnswer> answers(OperationInput input) {
        Map<String, TriageAnswer> answers = new LinkedHashMap<>();
        for (ParametersParameterComponent one : input.parts("answer")) {
            String question = part(one, "question")
                    .filter(PrimitiveType.class::isInstance)
                    .map(Type::primitiveValue)
                    .orElse("");
            Optional<TriageAnswer> answer = part(one, "value").flatMap(value -> answer(question, value));
            if (answer.isEmpty() || answers.put(question, answer.get()) != null) {
                throw OperationInput.invalid(
                        "answer",
                        "a question of the urgency tables that are loaded, once, with a value of its kind and unit; they"
                                + " ask " + String.join(", ", tables.questions()));
            }
        }
        return answers;
    }

    private static Optional<Type> part(ParametersParameterComponent of, String name) {
        return of.getPart().stream()
                .filter(one -> name.equals(one.getName()) && one.hasValue())
                .map(ParametersParameterComponent::getValue)
                .findFirst();
    }

    private Optional<TriageAnswer> answer(String question, Type value) {
        TriageAnswer answer = null;
        if (value instanceof BooleanType yesNo) {
            answer = new TriageAnswer.YesNo(yesNo.booleanValue());
        } else if (value instanceof Quantity quantity && quantity.hasValue() && !quantity.hasComparator()) {
            boolean unit = tables.unit(question)
                    .filter(one -> one.equals(quantity.getCode()))
                    .isPresent();
            answer = unit ? new TriageAnswer.Number(quantity.getValue()) : null;
        } else if (value instanceof CodeType || value instanceof StringType) {
            answer = new TriageAnswer.Choice(String.valueOf(value.primitiveValue()));
        } else if (value.isPrimitive() && value.fhirType().matches("integer|decimal")) {
            answer = new TriageAnswer.Number(new BigDecimal(value.primitiveValue()));
        }
        return Optional.ofNullable(answer).filter(one -> tables.takes(question, one));
    }

    private Parameters answer(String id, String patient, TriageReceivers.Found found, RequestDetails request) {
        Parameters answer = new Parameters();
        answer.addParameter("report", new Reference("Composition/" + id));
        TriageReports.Row row = reports.find(id).orElseThrow(ErrorMapping::notFound);
        if (row.proposed() != null) {
            answer.addParameter("proposed", new CodeType(row.proposed().name()));
        }
        answer.addParameter("urgency", new CodeType(row.decided().name()));
        tasks(id, patient, request).forEach(task -> {
            ParametersParameterComponent recipient = answer.addParameter().setName("recipient");
            recipient
                    .addPart()
                    .setName("organization")
                    .setValue(task.getOwner().getIdentifier().copy());
            recipient
                    .addPart()
                    .setName("task")
                    .setValue(new Reference("Task/" + task.getIdElement().getIdPart()));
        });
        if (!found.withPractice()) {
            answer.addParameter(
                    "warning",
                    new StringType(
                            "Geen huisartsenpraktijk krijgt dit verslag: u ziet niet welke het is. Noem haar als recipient"
                                    + " of bel. | No general practice gets this report: you do not see which it is. Name it as recipient,"
                                    + " or call."));
        }
        answer.addParameter().setName("return").setResource((Composition)
                walk.read(new IdType("Composition", id), request));
        return answer;
    }

    private List<Task> tasks(String id, String patient, RequestDetails request) {
        List<Task> all = new ArrayList<>();
        walk.all("Task", Map.of("patient", "Patient/" + patient, "focus", "Composition/" + id), request)
                .forEach(task -> all.add((Task) task));
        return all;
    }
}
