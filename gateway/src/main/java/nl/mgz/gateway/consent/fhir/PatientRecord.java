package nl.mgz.gateway.consent.fhir;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import nl.mgz.gateway.consent.AccessRequest;
import nl.mgz.gateway.consent.AccessRequest.Relation;
import nl.mgz.gateway.consent.ConsentPolicy;
import nl.mgz.gateway.consent.Party;
import nl.mgz.gateway.consent.PatientConsents;
import nl.mgz.gateway.consent.PatientFacts;
import nl.mgz.gateway.consent.Span;
import org.jspecify.annotations.Nullable;

/** What is known of one patient for decisions, compiled once for each state of it. Immutable. */
public final class PatientRecord {

    private final String patient;
    private final Directory directory;
    private final PatientConsents consents;
    private final PatientFacts facts;
    private final List<Object> trees = new ArrayList<>();
    private final ConsentPolicy policy;
    private final List<AccessRequest.Task> tasks;
    private final List<Map<String, Object>> relations;
    private final Set<String> practices = new LinkedHashSet<>();
    private final Map<String, Party> parties = new HashMap<>();
    private @Nullable String author;

    /** One fact as it is kept. */
    record Kept(String resourceId, Fact fact) {}

    PatientRecord(String patientId, List<Kept> facts, Directory directory, ConsentPolicy policy) {
        this.patient = "Patient/" + patientId;
        this.directory = directory;
        LocalDate birthDate = null;
        this.policy = policy;
        this.relations = statements(facts, Fact.Kind.RELATION).toList();
        for (Kept kept : facts) {
            Map<String, Object> statement = kept.fact().statement();
            switch (kept.fact().kind()) {
                case PATIENT -> {
                    birthDate = statement.get("birthDate") instanceof String day ? LocalDate.parse(day) : null;
                    author = Directory.text(statement.get("author"));
                    list(statement, "generalPractitioner").forEach(one -> practices.add(directory.canonical(one)));
                }
                case CONSENT -> trees.add(canonical(statement));
                case REPRESENTATIVE -> {
                    Span authority = period(statement, "authority");
                    if (authority != null) {
                        parties.put(
                                "RelatedPerson/" + kept.resourceId(),
                                new Party(patient, String.valueOf(statement.get("relationship")), authority));
                    }
                }
                default -> {}
            }
        }
        this.facts = new PatientFacts(birthDate, incapable(facts));
        this.consents = PatientConsents.compile(patient, this.facts, trees, parties, policy);
        this.tasks = tasks(facts);
    }

    public PatientConsents consents() {
        return consents;
    }

    /**
     * The same without what the consents that are stored here permit, for where another source decides. What they refuse, at any
     * level, stays refused.
     *
     * @param permitted whether the other source lets one asker see the data of one holder; for no other is the result good
     */
    public PatientConsents elsewhere(boolean permitted) {
        Map<String, Party> all = new HashMap<>(parties);
        all.put(OtherSource.SIGNED_BY, new Party(patient, "guardian", Span.ALWAYS));
        PatientConsents refusals =
                PatientConsents.compile(patient, facts, trees, all, policy).refusingOnly();
        return permitted
                ? policy.recognisedPolicies().stream()
                        .findFirst()
                        .map(uri -> refusals.with(OtherSource.permit(patient, uri)))
                        .orElse(refusals)
                : refusals;
    }

    public List<AccessRequest.Task> tasks() {
        return tasks;
    }

    public Directory directory() {
        return directory;
    }

    /** The practices of the patient's general practitioners, by URA, as far as the directory knows it. */
    public Set<String> practices() {
        Set<String> uras = new LinkedHashSet<>();
        practices.forEach(practice -> ReferenceText.ura(practice).ifPresent(uras::add));
        return uras;
    }

    /** A Consent that is not stored, with everybody in it under the one name that the directory has for them. */
    public Object asHere(Map<String, Object> tree) {
        return canonical(tree);
    }

    /** What a RelatedPerson is to the patient, in the word of the rules; empty for one who may not speak for the patient. */
    public Optional<String> relationship(String relatedPerson) {
        return Optional.ofNullable(parties.get(relatedPerson)).map(Party::relationship);
    }

    /** Whether this organisation brought the Patient into the region. */
    public boolean isAuthor(String organization) {
        return organization.equals(author);
    }

    /** Whether who brought the patient here names this organisation as the practice of the general practitioner. */
    public boolean isPractice(String organization) {
        return practices.contains(organization);
    }

    /** Whether another organisation says that this one takes part in the care: not its own word. */
    public boolean isInTeamOfAnother(String organization, Instant at) {
        return relations.stream()
                .filter(one -> Boolean.TRUE.equals(one.get("byOthers")) && !organization.equals(one.get("author")))
                .anyMatch(one -> counts(one, at).equals(organization));
    }

    /**
     * In what relation an organisation stands to the patient. The practice of the general practitioner and who has the
     * patient in care treat; whom the directory names as standing in for the practice, stands in.
     */
    public Relation relation(String organization, Instant at) {
        boolean treats = practices.contains(organization)
                || relations.stream().anyMatch(one -> counts(one, at).equals(organization));
        if (treats) {
            return Relation.TREATMENT;
        }
        return directory.standsIn(organization, practices, at) ? Relation.LOCUM : Relation.NONE;
    }

    /** Whom a relation is with, if it holds: who claims one for itself must be the one that it names. */
    private String counts(Map<String, Object> relation, Instant at) {
        String organization = directory.canonical(String.valueOf(relation.get("organization")));
        boolean told = Boolean.TRUE.equals(relation.get("byOthers")) || organization.equals(relation.get("author"));
        Span period = period(relation, "period");
        return told && period != null && period.contains(at) ? organization : "";
    }

    private static Stream<Map<String, Object>> statements(List<Kept> facts, Fact.Kind kind) {
        return facts.stream()
                .map(Kept::fact)
                .filter(fact -> fact.kind() == kind)
                .map(Fact::statement);
    }

    /** From each record of incapacity to the next record that the patient can decide. */
    private static List<Span> incapable(List<Kept> facts) {
        List<Map<String, Object>> recorded = statements(facts, Fact.Kind.CAPACITY)
                .sorted(Comparator.comparingLong(one -> number(one, "from")))
                .toList();
        List<Span> periods = new ArrayList<>();
        for (Map<String, Object> one : recorded) {
            if (Boolean.FALSE.equals(one.get("capable"))) {
                long from = number(one, "from");
                long until = Math.min(
                        one.containsKey("until") ? number(one, "until") : Long.MAX_VALUE,
                        recorded.stream()
                                .filter(other -> Boolean.TRUE.equals(other.get("capable")))
                                .mapToLong(other -> number(other, "from"))
                                .filter(other -> other >= from)
                                .min()
                                .orElse(Long.MAX_VALUE));
                if (from < until) {
                    periods.add(new Span(from, until));
                }
            }
        }
        return periods;
    }

    private static long number(Map<String, Object> statement, String name) {
        return ((Number) Objects.requireNonNull(statement.get(name))).longValue();
    }

    /** Only those that the requester itself wrote: a task opens what its requester may show. */
    private List<AccessRequest.Task> tasks(List<Kept> facts) {
        List<AccessRequest.Task> all = new ArrayList<>();
        for (Kept kept : facts) {
            Map<String, Object> statement = kept.fact().statement();
            if (kept.fact().kind() != Fact.Kind.TASK) {
                continue;
            }
            String requester = directory.canonical(String.valueOf(statement.get("requester")));
            Span authored = Span.ofInstant(Directory.text(statement.get("authoredOn")));
            Span ended = Span.ofInstant(Directory.text(statement.get("ended")));
            Span restriction = period(statement, "restriction");
            if (requester.equals(statement.get("author")) && authored != null && restriction != null) {
                String owner = directory.canonical(String.valueOf(statement.get("owner")));
                String task = "Task/" + kept.resourceId();
                Set<String> references = new LinkedHashSet<>(list(statement, "references"));
                if (!Boolean.FALSE.equals(statement.get("withQuestion"))) {
                    references.addAll(asked(facts, requester, references));
                }
                references.addAll(said(facts, requester, task));
                Set<String> outputs = new LinkedHashSet<>(list(statement, "outputs"));
                outputs.addAll(said(facts, owner, task));
                all.add(new AccessRequest.Task(
                        kept.resourceId(),
                        String.valueOf(statement.get("status")),
                        requester,
                        owner,
                        patient,
                        Instant.ofEpochMilli(authored.from()),
                        ended == null ? null : Instant.ofEpochMilli(ended.from()),
                        restriction,
                        Set.copyOf(references),
                        Set.copyOf(outputs)));
            }
        }
        all.sort(Comparator.comparing(AccessRequest.Task::authoredOn).thenComparing(AccessRequest.Task::id));
        return all;
    }

    /** What the requester's own questions, as far as a task refers to them, send along. */
    private static Set<String> asked(List<Kept> facts, String requester, Set<String> references) {
        Set<String> all = new LinkedHashSet<>();
        facts.stream()
                .filter(kept -> kept.fact().kind() == Fact.Kind.QUESTION
                        && references.contains("ServiceRequest/" + kept.resourceId())
                        && requester.equals(kept.fact().statement().get("author")))
                .forEach(kept -> all.addAll(list(kept.fact().statement(), "references")));
        return all;
    }

    /** What one of the two said about a task, to the other. */
    private static Set<String> said(List<Kept> facts, String author, String task) {
        Set<String> all = new LinkedHashSet<>();
        statements(facts, Fact.Kind.MESSAGE)
                .filter(said ->
                        author.equals(said.get("author")) && list(said, "tasks").contains(task))
                .forEach(said -> all.addAll(list(said, "references")));
        return all;
    }

    /** @return null where it cannot be read: then what it bounds does not count */
    private static @Nullable Span period(Map<String, Object> statement, String name) {
        return statement.get(name) instanceof Map<?, ?> bounds
                ? Span.ofPeriod(Directory.text(bounds.get("start")), Directory.text(bounds.get("end")))
                : Span.ALWAYS;
    }

    private static List<String> list(Map<String, Object> statement, String name) {
        return statement.get(name) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    /** The tree with every reference to an organisation or a person under its one name. */
    private Object canonical(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> copy = new java.util.LinkedHashMap<>();
            map.forEach((key, value) -> copy.put(
                    String.valueOf(key),
                    "reference".equals(key) && value instanceof String reference
                            ? actor(reference)
                            : canonical(value)));
            return copy;
        }
        return tree instanceof List<?> list ? list.stream().map(this::canonical).toList() : tree;
    }

    /** A role in a consent stays a role: the rules know organisations and persons only. */
    private String actor(String reference) {
        return reference.startsWith("PractitionerRole/") ? reference : directory.canonical(reference);
    }
}
