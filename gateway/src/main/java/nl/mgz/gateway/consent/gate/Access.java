package nl.mgz.gateway.consent.gate;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import nl.mgz.gateway.consent.AccessRequest;
import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.AccessRequest.Purpose;
import nl.mgz.gateway.consent.AccessRequest.Relation;
import nl.mgz.gateway.consent.AccessRequest.Role;
import nl.mgz.gateway.consent.Decision;
import nl.mgz.gateway.consent.Item;
import nl.mgz.gateway.consent.Outcome;
import nl.mgz.gateway.consent.Rule;
import nl.mgz.gateway.consent.fhir.Directory;
import nl.mgz.gateway.consent.fhir.Items;
import nl.mgz.gateway.consent.fhir.PatientRecord;
import nl.mgz.gateway.consent.fhir.PatientRecords;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.refusal.RefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * What one request may see. It decides at one moment, remembers what it decided for the trail, and knows which facts it
 * decided on. It belongs to the request and is used by its thread alone.
 */
public final class Access {

    /** What an emergency opens: who somebody is and whom to call, problems, medication, allergies, alerts, limits of treatment. */
    private static final Set<Item.Category> EMERGENCY = EnumSet.of(
            Item.Category.ADMINISTRATIVE,
            Item.Category.SUMMARY,
            Item.Category.CAREPLAN,
            Item.Category.PROBLEM,
            Item.Category.MEDICATION,
            Item.Category.ALLERGY);

    private static final Logger LOG = LoggerFactory.getLogger(Access.class);

    private final Caller caller;
    private final Instant at;
    private final PatientRecords records;
    private final Items items;
    private final Declarations declarations;
    private final ConsentSources sources;
    private final Map<String, PatientRecords.Known> known = new HashMap<>();
    private final Map<String, ConsentSource.Said> said = new HashMap<>();
    private final Map<String, Verdict> verdicts = new HashMap<>();
    private final Set<String> looked = new HashSet<>();
    private final Set<String> explained = new HashSet<>();

    Access(
            Caller caller,
            Instant at,
            PatientRecords records,
            Items items,
            Declarations declarations,
            ConsentSources sources) {
        this.caller = caller;
        this.at = at;
        this.records = records;
        this.items = items;
        this.declarations = declarations;
        this.sources = sources;
    }

    /** The organisation as decisions name it. */
    private String organization() {
        return ConsentGate.reference(caller.organization());
    }

    /**
     * Decides on each of these.
     *
     * @return by id; what is deleted, about nobody or not there has no verdict
     */
    public Map<String, Verdict> decide(Collection<String> resourceIds) {
        Set<String> missing = new LinkedHashSet<>(resourceIds);
        missing.removeAll(looked);
        if (!missing.isEmpty()) {
            Items.Found found = items.found(missing);
            know(found);
            decide(found.rows());
            looked.addAll(missing);
        }
        Map<String, Verdict> found = new HashMap<>();
        for (String id : resourceIds) {
            Verdict verdict = verdicts.get(id);
            if (verdict != null) {
                found.put(id, verdict);
            }
        }
        return found;
    }

    /** Everything of one patient that this request may see, in one order. */
    public List<Verdict> everything(String patientId) {
        know(Set.of(patientId));
        PatientRecords.Known patient = known.get(patientId);
        Map<String, Items.Row> rows =
                patient == null ? items.ofPatients(List.of(patientId)) : items.ofPatient(patientId, patient.contents());
        decide(rows);
        looked.addAll(rows.keySet());
        return rows.keySet().stream()
                .sorted()
                .map(verdicts::get)
                .filter(Verdict::permitted)
                .toList();
    }

    /** The organisations, by URA, whose data of a patient this request sees because somebody broke the glass. */
    public Set<String> holdersOpenedByEmergency(String patientId) {
        return everything(patientId).stream()
                .filter(verdict -> verdict.decision().rule() == Rule.B2)
                .map(verdict -> verdict.row().authorUra())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    public boolean permits(String resourceId) {
        Verdict verdict = decide(List.of(resourceId)).get(resourceId);
        return verdict != null && verdict.permitted();
    }

    /** Those of these ids that may be seen, in their order. */
    public List<String> permitted(List<String> resourceIds) {
        Map<String, Verdict> found = decide(resourceIds);
        return resourceIds.stream()
                .filter(id -> found.containsKey(id) && found.get(id).permitted())
                .toList();
    }

    /**
     * The same of one patient's resources, by what is kept of them.
     *
     * @param resourceIds of resources about this patient; what is newer than this request's state of the patient has no verdict
     */
    public List<String> permittedOf(String patientId, List<String> resourceIds) {
        Map<String, Items.Row> rows = items.ofPatient(patientId, contentsOrNone(patientId));
        Map<String, Items.Row> wanted = new HashMap<>();
        for (String id : resourceIds) {
            Items.Row row = rows.get(id);
            if (row != null) {
                wanted.put(id, row);
            }
        }
        decide(wanted);
        looked.addAll(wanted.keySet());
        return resourceIds.stream()
                .filter(id -> Optional.ofNullable(verdicts.get(id))
                        .filter(Verdict::permitted)
                        .isPresent())
                .toList();
    }

    /**
     * What was read after the decision may be newer than it: another writing, which says more or is more sensitive, was not
     * decided on.
     *
     * @param resourceIds of resources that were decided on and read since
     * @throws RefusedException where one was written or deleted in between
     */
    public void requireAsDecided(Collection<String> resourceIds) {
        Map<String, Items.Row> now = items.of(resourceIds);
        for (String id : resourceIds) {
            Verdict verdict = verdicts.get(id);
            Items.Row row = now.get(id);
            if (verdict == null || row == null || row.written() != verdict.row().written()) {
                throw Refusal.of(
                                ErrorCode.UNAVAILABLE,
                                "Nothing is shown: what the answer rests on changed while it was made. Try again in a moment")
                        .asException();
            }
        }
    }

    /** Whether the caller's organisation holds it: only the holder changes it, and sees how it was. */
    public boolean holds(String resourceId) {
        Verdict verdict = decide(List.of(resourceId)).get(resourceId);
        return verdict != null
                && verdict.row().authorUra().equals(caller.organization().value());
    }

    private void decide(Map<String, Items.Row> rows) {
        know(rows.values().stream().map(Items.Row::patientId).collect(Collectors.toSet()));
        rows.forEach((id, row) -> {
            if (!verdicts.containsKey(id)) {
                verdicts.put(id, orRefuse(() -> verdict(row)));
            }
        });
    }

    private void know(Set<String> patientIds) {
        Set<String> unknown = new TreeSet<>(patientIds);
        unknown.removeAll(known.keySet());
        if (!unknown.isEmpty()) {
            known.putAll(orRefuse(() -> records.of(unknown)));
        }
    }

    private void know(Items.Found found) {
        if (!known.keySet().containsAll(found.seen().keySet())) {
            orRefuse(() -> records.of(found)).forEach(known::putIfAbsent);
        }
    }

    /**
     * Which state of all that is stored about a patient this request decides on; what is newer was not decided on.
     *
     * @throws IllegalStateException where nothing was decided about that patient
     */
    public long contents(String patientId) {
        PatientRecords.Known patient = known.get(patientId);
        if (patient == null) {
            throw new IllegalStateException("nothing was decided about this patient");
        }
        return patient.contents();
    }

    /** The same; -1 where there is no such patient, for whom the same work is done as for one that is hidden. */
    public long contentsOrNone(String patientId) {
        know(Set.of(patientId));
        PatientRecords.Known patient = known.get(patientId);
        return patient == null ? -1 : patient.contents();
    }

    /** INVARIANT: what cannot be decided is refused, and says that it is the gateway's fault and not what was asked. */
    private static <T> T orRefuse(Supplier<T> decide) {
        try {
            return decide.get();
        } catch (DataAccessException | RefusedException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error(
                    "A decision on consent failed, and so nothing is shown: {}",
                    e.getClass().getName());
            throw Refusal.of(ErrorCode.UNAVAILABLE, "The gateway cannot decide on this now. Try again later")
                    .asException();
        }
    }

    private Verdict verdict(Items.Row row) {
        PatientRecords.Known patient = known.get(row.patientId());
        if (patient == null) {
            throw new IllegalStateException("a resource about a patient of whom nothing is known");
        }
        ConsentSource.Said source = said(row, patient);
        Decision decision = source.decider().decide(row.item(patient.record().directory()));
        boolean permitted = decision.outcome() == Outcome.PERMIT
                && (decision.rule() != Rule.B2 || EMERGENCY.contains(Item.Category.of(row.category())));
        return new Verdict(row, decision, permitted || reviews(row), source.code());
    }

    private ConsentSource.Said said(Items.Row row, PatientRecords.Known patient) {
        ConsentSource source = sources.of(caller, row.category());
        return said.computeIfAbsent(
                source.scope(row),
                scope -> source.about(request(row.patientId(), patient.record()), caller, row, patient));
    }

    /**
     * Who watches over privacy reads what patients chose and which emergencies are to be judged, and nothing else of them; who may
     * have a choice explained reads the choices.
     */
    private boolean reviews(Items.Row row) {
        boolean watches = caller.kind() == OrganizationKind.PRIVACY;
        return Item.Category.CONSENT.code().equals(row.category())
                ? watches || explained.contains(row.patientId())
                : watches && Item.Category.AUDIT.code().equals(row.category()) && "Task".equals(row.type());
    }

    /**
     * Lets the request see what a patient chose and why something is shown or hidden: for the patient's own general practice
     * and care organisation ({@link #isOwn}), who watches over privacy, and the patient.
     *
     * @param granted whether the caller is an app that acts for this patient now
     * @return the patient's record; empty for everybody else, and where there is no such patient
     */
    public Optional<PatientRecord> explain(String patientId, boolean granted) {
        know(Set.of(patientId));
        Optional<PatientRecord> record = record(patientId).filter(one -> switch (caller.kind()) {
            case GP, CARE -> isOwn(patientId);
            case PRIVACY -> true;
            case PATIENT_APP -> granted;
            default -> false;
        });
        if (record.isPresent() && explained.add(patientId)) {
            // What was decided before this was decided for somebody who did not ask it.
            verdicts.values().removeIf(verdict -> verdict.row().patientId().equals(patientId));
            looked.clear();
        }
        return record;
    }

    /**
     * Whether the caller's organisation is one of the patient's own, which answers the patient about choices and about who
     * looked. Its own word is not enough: it brought the patient here, or who did names it as the practice, or another
     * has it in a care team. What the patient says goes before that: a practice that is refused is a stranger, and so is one of a
     * team to which the patient did not say yes. Of two strangers neither learns which of the two it is.
     */
    public boolean isOwn(String patientId) {
        know(Set.of(patientId));
        PatientRecords.Known patient = known.get(patientId);
        if (patient == null) {
            return false;
        }
        PatientRecord record = patient.record();
        String organization = organization();
        if (record.isAuthor(organization)) {
            return true;
        }
        if (record.isPractice(organization)) {
            return treating(patientId, patient)
                    .filter(decision -> decision.rule() != Rule.D2)
                    .isPresent();
        }
        return record.isInTeamOfAnother(organization, at)
                && treating(patientId, patient)
                        .filter(decision -> decision.outcome() == Outcome.PERMIT)
                        .isPresent();
    }

    /** What is decided about who the patient is, whatever this request is for, when the caller's organisation treats the patient. */
    private Optional<Decision> treating(String patientId, PatientRecords.Known patient) {
        AccessRequest asked = AccessRequest.at(at)
                .organisation(organization(), Callers.category(caller))
                .partOf(patient.record().directory().partOf(organization()))
                .user(user(), Role.CARE_PROFESSIONAL)
                .purpose(Purpose.TREAT)
                .patient("Patient/" + patientId, Relation.TREATMENT)
                .build();
        return Optional.ofNullable(items.of(List.of(patientId)).get(patientId))
                .map(row -> orRefuse(() -> sources.of(caller, row.category())
                        .about(asked, caller, row, patient)
                        .decider()
                        .decide(row.item(patient.record().directory()))));
    }

    /** Whether this organisation is the practice of the patient's general practitioner, whatever it may see. */
    public boolean isPracticeOf(String patientId) {
        know(Set.of(patientId));
        return record(patientId).filter(one -> one.isPractice(organization())).isPresent();
    }

    /**
     * Those of some rows of which the caller may be told that they are there, of what kind and how sensitive: what it sees or
     * holds. Who watches over privacy and the patient's app may be told of all.
     */
    public List<Items.Row> tellable(Collection<Items.Row> rows) {
        if (caller.kind() == OrganizationKind.PRIVACY || caller.kind() == OrganizationKind.PATIENT_APP) {
            return List.copyOf(rows);
        }
        decide(rows.stream().map(Items.Row::id).toList());
        return rows.stream().filter(row -> permits(row.id()) || holds(row.id())).toList();
    }

    /** What is known of a patient to whose record the caller may add. */
    public Optional<PatientRecord> recordToAddTo(String patientId) {
        return mayAddTo(patientId) ? record(patientId) : Optional.empty();
    }

    private Optional<PatientRecord> record(String patientId) {
        return Optional.ofNullable(known.get(patientId)).map(PatientRecords.Known::record);
    }

    /** The moment at which this request decides. */
    public Instant at() {
        return at;
    }

    private AccessRequest request(String patientId, PatientRecord record) {
        String organization = organization();
        Directory directory = record.directory();
        return AccessRequest.at(at)
                .organisation(organization, Callers.category(caller))
                .partOf(directory.partOf(organization))
                .user(user(), Callers.role(caller))
                .purpose(Callers.purpose(caller))
                .patient("Patient/" + patientId, relation(record))
                .breakGlassAuthorised(mayBreakGlass())
                .declaration(
                        Callers.purpose(caller) == Purpose.ETREAT
                                ? declarations.of(patientId, caller, at).orElse(null)
                                : null)
                .tasks(record.tasks())
                .build();
    }

    private @org.jspecify.annotations.Nullable String user() {
        return caller.person().map(person -> ConsentGate.reference(person)).orElse(null);
    }

    /** A call that a triage service has open is a relation by its own word: the trail shows it. */
    private Relation relation(PatientRecord record) {
        Relation relation = record.relation(organization(), at);
        boolean calls = caller.call().isPresent() && Callers.category(caller) == OrgCategory.TRIAGE;
        return relation == Relation.NONE && calls ? Relation.TREATMENT : relation;
    }

    private boolean mayBreakGlass() {
        return caller.mayBreakGlass();
    }

    /** Whether a declaration would open something, as far as this depends on who asks and not on whom about. */
    public boolean mayDeclare() {
        Role role = Callers.role(caller);
        OrgCategory category = Callers.category(caller);
        return Callers.purpose(caller) == Purpose.ETREAT
                && (category == OrgCategory.TRIAGE || category == OrgCategory.EMERGENCY)
                && (role == Role.PHYSICIAN || role == Role.NURSE || role == Role.TRIAGIST)
                && caller.person().isPresent()
                && mayBreakGlass();
    }

    /** Whether this person has broken the glass of this patient, and it is open still. */
    public boolean hasDeclared(String patientId) {
        return declarations.of(patientId, caller, at).isPresent();
    }

    /** Whether this person has broken anybody's glass, and it is open still. */
    public boolean hasDeclaredForSomebody() {
        return declarations.any(caller, at);
    }

    /**
     * Whether the organisation may add to a patient's record: it treats the patient, brought the patient here, has an open
     * task, or may see the patient by consent.
     */
    public boolean mayAddTo(String patientId) {
        know(Set.of(patientId));
        PatientRecords.Known patient = known.get(patientId);
        if (patient == null) {
            return false;
        }
        PatientRecord record = patient.record();
        String organization = organization();
        return record.isAuthor(organization)
                || relation(record) != Relation.NONE
                || record.tasks().stream().anyMatch(task -> takesPart(task, organization))
                || permits(patientId);
    }

    private static boolean takesPart(AccessRequest.Task task, String organization) {
        return Set.of("requested", "received", "accepted", "ready", "in-progress", "on-hold")
                        .contains(task.status())
                && (task.owner().equals(organization) || task.requester().equals(organization));
    }

    /** Whether there is such a patient. */
    public boolean knows(String patientId) {
        know(Set.of(patientId));
        return known.containsKey(patientId);
    }

    /** The directory by which something was decided already, and its revision; empty before that. */
    public Optional<DecidedBy> directory() {
        return known.values().stream()
                .findFirst()
                .map(one -> new DecidedBy(one.record().directory(), one.state().directory()));
    }

    /** @param revision moves with every change of the directory */
    public record DecidedBy(Directory directory, long revision) {}

    /** Of whom something was decided or asked, by id and in its order. */
    public Set<String> patients() {
        return new TreeSet<>(known.keySet());
    }

    /** The states of the facts on which everything here was decided. */
    public Map<String, PatientRecords.State> states() {
        Map<String, PatientRecords.State> states = new TreeMap<>();
        known.forEach((patient, one) -> states.put(patient, one.state()));
        return states;
    }

    /** Whose data the resources are on which something was decided; a patient is its own. */
    public Map<String, String> patientsById() {
        Map<String, String> patients = new HashMap<>();
        known.keySet().forEach(patient -> patients.put(patient, patient));
        verdicts.forEach((id, verdict) -> patients.put(id, verdict.row().patientId()));
        return patients;
    }

    public Caller caller() {
        return caller;
    }

    /** What decided about some resources of one patient, for the trail. */
    public Grounds grounds(Collection<String> resourceIds) {
        Set<String> rules = new TreeSet<>();
        Set<String> consents = new TreeSet<>();
        boolean emergency = false;
        for (String id : resourceIds) {
            Verdict verdict = verdicts.get(id);
            if (verdict != null) {
                rules.add(verdict.rule());
                if (!verdict.source().isEmpty()) {
                    rules.add(verdict.source());
                }
                consents.addAll(verdict.decision().reasons().consents());
                emergency |= verdict.permitted() && verdict.decision().rule() == Rule.B2;
            }
        }
        return new Grounds(List.copyOf(rules), List.copyOf(consents), emergency);
    }

    /** The resources of a patient on which something was decided, shown or not. */
    public List<String> decidedOf(String patientId) {
        List<String> ids = new ArrayList<>();
        verdicts.forEach((id, verdict) -> {
            if (verdict.row().patientId().equals(patientId)) {
                ids.add(id);
            }
        });
        return ids;
    }

    public Optional<Verdict> verdict(String resourceId) {
        return Optional.ofNullable(verdicts.get(resourceId));
    }
}
