package nl.mgz.gateway.triage.context;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.careplan.CurrentPlan;
import nl.mgz.gateway.careplan.Decided;
import nl.mgz.gateway.careplan.FormAnswers;
import nl.mgz.gateway.consent.fhir.Items;
import nl.mgz.gateway.consent.fhir.Representatives;
import nl.mgz.gateway.consult.OnCall;
import nl.mgz.gateway.consult.OpenRequest;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.summary.Dutch;
import nl.mgz.gateway.summary.Line;
import nl.mgz.gateway.summary.PatientDocument;
import nl.mgz.gateway.summary.Statement;
import nl.mgz.gateway.summary.SummarySection;
import nl.mgz.gateway.summary.Told;
import nl.mgz.gateway.summary.Wanted;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;

/**
 * Puts the context together, part by part, from what was decided and read before.
 *
 * <p>INVARIANT: every part is there, full or empty, and says the same of what may be missing: whether something is withheld shows
 * nowhere. Two callers who may see the same get the same.
 */
public final class TriageContext {

    /** Said in every part that tells something of the patient, whether something is withheld or not. */
    private static final String NOTE = "Er kan meer zijn dan hier staat: de patiënt bepaalt wie wat ziet.";

    private static final String NOBODY_ON_CALL =
            "In de gids van de regio staat nu geen dienst die hier te bereiken is en plaats heeft.";

    private static final List<String> HEADS = List.of("Wat", "Bijzonderheden", "Datum", "Bron");

    private static final Set<SummarySection> SECTIONS = Stream.of(Part.values())
            .map(Part::section)
            .flatMap(Stream::ofNullable)
            .collect(Collectors.toUnmodifiableSet());

    private static final List<String> RISKS =
            List.of("risks", "epilepsy-protocol", "swallowing-risk", "crisis-agreements");
    private static final List<String> TALKING = List.of("communication-profile");
    private static final List<String> ORDINARY = List.of("daily-baseline", "signaling-plan");

    private final String patient;
    private final Told told;
    private final OnCall.Now onCall;
    private final PatientDocument document;
    private final Instant at;
    private final People people;
    private final Map<Resource, Statement> byResource = new HashMap<>();
    private final List<CarePlan> plans;

    private TriageContext(
            String patient,
            Collection<Statement> statements,
            Collection<Resource> named,
            OnCall.Now onCall,
            String base,
            Instant at) {
        Collection<Resource> directory = directory(named, onCall);
        this.patient = patient;
        this.told = new Told(statements, directory, at);
        this.onCall = onCall;
        this.document = new PatientDocument(patient, told, base);
        this.at = at;
        this.people = new People(told, directory);
        told.all().forEach(one -> byResource.put(one.resource(), one));
        this.plans = CurrentPlan.of(
                        byResource.keySet().stream()
                                .filter(CarePlan.class::isInstance)
                                .toList(),
                        at,
                        one -> statement(one).ura(),
                        // A form of PZP is no plan of disability care.
                        FormAnswers.of(List.of(), one -> ""))
                .stream()
                .map(CarePlan.class::cast)
                .toList();
    }

    private static Collection<Resource> directory(Collection<Resource> named, OnCall.Now onCall) {
        Map<String, Resource> all = new LinkedHashMap<>();
        Stream.concat(named.stream(), onCall.resources().stream()).forEach(one -> all.putIfAbsent(reference(one), one));
        return all.values();
    }

    /** Which of what may be seen has to be read at all. */
    public static List<Items.Row> needed(Collection<Items.Row> visible) {
        List<Items.Row> needed = new ArrayList<>(Wanted.of(visible, SECTIONS));
        Set<String> questions = visible.stream()
                .filter(TriageContext::isOpenTask)
                .flatMap(row -> row.related().stream())
                .collect(Collectors.toSet());
        visible.stream()
                .filter(row -> isOpenTask(row)
                        || questions.contains(row.type() + "/" + row.id()) && "ServiceRequest".equals(row.type())
                        || isPlan(row))
                .forEach(needed::add);
        return needed;
    }

    private static boolean isOpenTask(Items.Row row) {
        return "Task".equals(row.type()) && OpenRequest.isOpen(row.status());
    }

    private static boolean isPlan(Items.Row row) {
        return "CarePlan".equals(row.type())
                && Set.of("active", "on-hold").contains(String.valueOf(row.status()))
                && row.codes().stream().anyMatch(code -> code.startsWith(PlanRows.KINDS + "|"));
    }

    /**
     * The context as somebody may see it, without the moment and the identifier of the document.
     *
     * @param patient id of whom it is about
     * @param statements what that one may see of the patient, of what {@link #needed} named
     * @param named organisations, people and products that those name
     * @param onCall who can be asked now
     * @param base address under which callers know the server
     */
    public static Bundle of(
            String patient,
            Collection<Statement> statements,
            Collection<Resource> named,
            OnCall.Now onCall,
            String base,
            Instant at) {
        return new TriageContext(patient, statements, named, onCall, base, at).bundle();
    }

    private Bundle bundle() {
        Composition composition = document.composition(
                new Coding(Part.SYSTEM, "triage-context", "Triagecontext"),
                "Triagecontext",
                "Wat in de regio over deze patiënt te zien is voor wie ernaar vroeg, voor een acute vraag. Gegevens kunnen"
                        + " ontbreken: de patiënt bepaalt wie wat ziet.");
        for (Part part : Part.values()) {
            composition.addSection(part == Part.ON_CALL ? onCall() : section(part, rows(part)));
        }
        return document.of(composition);
    }

    private List<Row> rows(Part part) {
        return switch (part) {
            case IDENTITY -> new PatientRows(at).identity(patients());
            case COMMUNICATION -> joined(new PatientRows(at).languages(patients()), plans(TALKING));
            case ALERTS -> joined(summary(part), plans(RISKS));
            case LIMITS -> limits();
            case REPRESENTATION -> joined(summary(part), new PatientRows(at).contacts(patients()));
            case BEHAVIOUR -> plans(ORDINARY);
            case CARE_TEAM -> careTeam();
            case CONSULTATIONS -> consultations();
            default -> summary(part);
        };
    }

    private SectionComponent section(Part part, List<Row> rows) {
        if (rows.isEmpty()) {
            return PatientDocument.empty(part.title(), part.code(), PatientDocument.NOTHING_TO_SHOW);
        }
        SectionComponent made = PatientDocument.table(
                part.title(), part.code(), HEADS, rows.stream().map(Row::cells).toList(), NOTE);
        Set<String> entries = new LinkedHashSet<>();
        Map<String, String> sources = new LinkedHashMap<>();
        rows.stream().map(Row::statement).flatMap(Stream::ofNullable).forEach(one -> {
            entries.add(one.reference());
            sources.put(one.ura(), one.organisation());
        });
        entries.forEach(one -> made.addEntry(document.to(one)));
        sources.forEach((ura, name) -> made.addAuthor(new Reference()
                .setType("Organization")
                .setIdentifier(new Identifier().setSystem(Ura.SYSTEM).setValue(ura))
                .setDisplay(name)));
        return made;
    }

    private static List<Row> joined(List<Row> some, List<Row> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    private Statement statement(Resource resource) {
        Statement statement = byResource.get(resource);
        if (statement == null) {
            throw new IllegalStateException("a part tells what nobody stated");
        }
        return statement;
    }

    private List<Statement> patients() {
        return told.all().stream()
                .filter(one -> one.resource() instanceof Patient && one.id().equals(patient))
                .toList();
    }

    private List<Row> summary(Part part) {
        SummarySection section = part.section();
        return section == null
                ? List.of()
                : told.in(section).stream()
                        .map(one -> Row.of(told.line(one), one))
                        .toList();
    }

    private List<Row> plans(List<String> kinds) {
        PlanRows lines = new PlanRows(people);
        return kinds.stream()
                .flatMap(kind -> plans.stream()
                        .filter(plan -> PlanRows.kind(plan).filter(kind::equals).isPresent()))
                .flatMap(plan -> lines.of(plan, statement(plan)).stream())
                .toList();
    }

    /** With a warning where it cannot be told from what may be seen that the right person decided. */
    private List<Row> limits() {
        List<Statement> limits = told.in(SummarySection.LIMITS);
        Map<Consent, List<Decided.Doubt>> doubts = Decided.doubts(
                limits.stream().map(Statement::resource).toList(), byResource.keySet(), Representatives::rank);
        return limits.stream()
                .map(one -> {
                    Line line = told.line(one);
                    List<Decided.Doubt> about = one.resource() instanceof Consent directive
                            ? doubts.getOrDefault(directive, List.of())
                            : List.of();
                    String warning = about.isEmpty()
                            ? ""
                            : "LET OP: "
                                    + about.stream().map(Decided.Doubt::dutch).collect(Collectors.joining("; "));
                    return Row.of(line.what(), Dutch.joined(line.details(), warning), line.date(), one);
                })
                .toList();
    }

    private List<Row> careTeam() {
        List<Row> rows = new ArrayList<>();
        patients()
                .forEach(one -> ((Patient) one.resource())
                        .getGeneralPractitioner()
                        .forEach(practice -> rows.add(member(practice, "huisarts", "", one))));
        for (Statement one : told.in(SummarySection.CARE_TEAM)) {
            String date = told.line(one).date();
            ((CareTeam) one.resource())
                    .getParticipant()
                    .forEach(participant -> rows.add(member(
                            participant.getMember(),
                            Dutch.joined(
                                    Dutch.concepts(participant.getRole()),
                                    participant.hasOnBehalfOf() ? people.name(participant.getOnBehalfOf()) : ""),
                            date,
                            one)));
        }
        return rows;
    }

    private Row member(Reference member, String role, String date, Statement statement) {
        String name = people.name(member);
        return Row.of(
                name.isBlank() ? "lid zonder naam" : name, Dutch.joined(role, people.phones(member)), date, statement);
    }

    private List<Row> consultations() {
        RequestRows lines = new RequestRows(told, people, at);
        return told.all().stream()
                .filter(one -> one.resource() instanceof Task)
                .flatMap(one -> lines.of((Task) one.resource(), one).stream())
                .toList();
    }

    /** Nobody's record: no consent is asked about it, and so nothing of it is withheld. */
    private SectionComponent onCall() {
        Part part = Part.ON_CALL;
        if (onCall.services().isEmpty()) {
            return PatientDocument.empty(part.title(), part.code(), NOBODY_ON_CALL);
        }
        List<Row> rows = new ArrayList<>();
        List<String> entries = new ArrayList<>();
        for (OnCall.Available one : onCall.services()) {
            String provider = people.name(one.service().getProvidedBy());
            String phones = People.phones(one.service().getTelecom());
            rows.add(new Row(
                    Dutch.joined(one.kind(), one.service().getName()),
                    Dutch.joined(
                            provider,
                            phones.isEmpty() ? people.phones(one.service().getProvidedBy()) : phones),
                    "nu",
                    null));
            entries.add(reference(one.service()));
            one.onDuty().forEach(role -> {
                Reference duty = new Reference(reference(role));
                rows.add(new Row("– dienst: " + people.name(duty), people.phones(duty), "nu", null));
                entries.add(reference(role));
            });
        }
        SectionComponent made = PatientDocument.table(
                part.title(), part.code(), HEADS, rows.stream().map(Row::cells).toList(), null);
        entries.forEach(one -> made.addEntry(document.to(one)));
        return made;
    }

    private static String reference(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }
}
