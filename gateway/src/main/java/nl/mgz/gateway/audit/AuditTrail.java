package nl.mgz.gateway.audit;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import nl.mgz.gateway.consent.fhir.PatientRecords.State;
import nl.mgz.gateway.consent.gate.Grounds;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.Person;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.patient.PatientBindings;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The append-only trail: the fields of NEN 7513, one event for each request and patient.
 *
 * <p>INVARIANT: a change and its event are committed together or not at all; what is shown was on record before.
 */
@Component
public final class AuditTrail {

    private static final int TOO_MANY = 429;

    private final AuditStore store;
    private final PatientBindings bindings;
    private final Clock clock;

    AuditTrail(AuditStore store, PatientBindings bindings, Clock clock) {
        this.store = store;
        this.bindings = bindings;
        this.clock = clock;
    }

    /** A resource is changed in the running transaction: its event will be part of it. */
    public void changing(RequestTrail trail, Touched resource) {
        join(trail);
        trail.changing(resource);
    }

    /**
     * Something is done about a patient in the running transaction that may change no resource: its event will be part of it.
     *
     * @param patientId it may be nobody's: then the event is about nobody
     */
    public void acting(RequestTrail trail, String patientId) {
        join(trail);
        trail.acting(patientId);
    }

    /**
     * Puts on record, in the running transaction, what the gateway does to a patient's record by itself.
     *
     * @param interaction what it is, as {@code consultation-breached}
     */
    public void own(String interaction, String patientId, List<Touched> resources) {
        Instant now = clock.instant();
        Map<String, Object> all = new TreeMap<>();
        all.put("received", now.toString());
        all.put("status", 0);
        all.put("interaction", interaction);
        all.put("organizationName", "MGZ Gateway");
        all.put("emergency", false);
        all.put("rule", "gateway");
        all.put("resources", resources.stream().map(AuditTrail::name).toList());
        store.addInTransaction(List.of(AuditEvent.of(now, UUID.randomUUID(), Outcome.PERMIT, null, patientId, all)));
    }

    private static String name(Touched one) {
        return one.type() + "/" + one.id() + (one.version().isEmpty() ? "" : "/_history/" + one.version());
    }

    /**
     * An organisation is told, without having asked, that there is something new about a patient: on record with the running
     * transaction, before it is told.
     *
     * @param why what decided that it may know
     * @param about what it is told; no personal data
     */
    public void told(Caller receiver, String patientId, Grounds why, Map<String, String> about) {
        Map<String, Object> all = new TreeMap<>(about);
        putCaller(all, receiver);
        // It goes to a system: whoever reads it there is on record when fetching what it points at.
        all.remove("person");
        all.put("interaction", "notification");
        all.put("network", "outgoing");
        all.put("status", 0);
        all.put("emergency", false);
        all.put("rule", why.rules().isEmpty() ? "in-care" : String.join(",", why.rules()));
        all.put("consents", why.consents());
        all.put("resources", List.of());
        store.addInTransaction(List.of(AuditEvent.of(
                clock.instant(),
                UUID.randomUUID(),
                Outcome.PERMIT,
                receiver.organization().value(),
                patientId,
                all)));
    }

    private void join(RequestTrail trail) {
        if (trail.changing().isEmpty() && trail.acting().isEmpty()) {
            TransactionSynchronizationManager.registerSynchronization(new WithTheChange(trail));
        }
    }

    private final class WithTheChange implements TransactionSynchronization {

        private final RequestTrail trail;

        private WithTheChange(RequestTrail trail) {
            this.trail = trail;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            store.addInTransaction(events(trail, trail.changing(), trail.acting(), Outcome.PERMIT, 0));
        }

        @Override
        public void afterCompletion(int status) {
            trail.changed(status == STATUS_COMMITTED);
        }
    }

    /**
     * Puts on record how a request ended and what its answer shows. Returns when that is safe on disk.
     *
     * @param basis the states of patients that its answer rests on
     * @return whether they still are so, seen after that
     * @throws AuditFailedException when it cannot be put on record: then nothing may be shown
     */
    boolean ended(RequestTrail trail, int status, Map<String, State> basis) {
        Set<Touched> shown = trail.toRecord();
        boolean isOnRecord = shown.isEmpty() && trail.hasRecord();
        if (isOnRecord && basis.isEmpty()) {
            return true;
        }
        List<AuditEvent> events =
                isOnRecord ? List.of() : events(trail, shown, trail.asked(), Outcome.of(status), status);
        return store.add(events, basis);
    }

    private List<AuditEvent> events(
            RequestTrail trail, Collection<Touched> resources, Set<String> asked, Outcome outcome, int status) {
        Map<String, List<Touched>> byPatient = byPatient(resources, asked, trail.patients());
        List<AuditEvent> events = new ArrayList<>();
        byPatient.forEach((patient, touched) ->
                events.add(event(trail, patient.isEmpty() ? null : patient, touched, outcome, status)));
        return events;
    }

    /** Under an empty key what is about nobody, or nothing at all: then a request has one event without a patient. */
    private Map<String, List<Touched>> byPatient(
            Collection<Touched> resources, Set<String> asked, Map<String, String> known) {
        Set<String> ids = new LinkedHashSet<>(asked);
        resources.forEach(one -> ids.add(one.id()));
        ids.removeAll(known.keySet());
        Map<String, String> patients = new HashMap<>(known);
        if (!ids.isEmpty()) {
            patients.putAll(bindings.patientsOf(ids));
        }
        Map<String, List<Touched>> byPatient = new LinkedHashMap<>();
        for (Touched one : resources) {
            byPatient
                    .computeIfAbsent(patients.getOrDefault(one.id(), ""), patient -> new ArrayList<>())
                    .add(one);
        }
        // Who is asked about is told also when nothing is shown: a refusal is part of the patient's log.
        asked.stream()
                .map(patients::get)
                .filter(patient -> patient != null && !patient.isEmpty())
                .forEach(patient -> byPatient.computeIfAbsent(patient, one -> new ArrayList<>()));
        if (byPatient.isEmpty()) {
            byPatient.put("", List.of());
        }
        return byPatient;
    }

    private AuditEvent event(
            RequestTrail trail, @Nullable String patient, List<Touched> touched, Outcome outcome, int status) {
        Map<String, Object> all = new TreeMap<>();
        Instant now = clock.instant();
        all.put("received", trail.received().toString());
        all.put("status", status);
        all.put("interaction", trail.interaction());
        all.put("method", trail.method());
        all.put("path", trail.path());
        all.put("parameters", trail.parameterNames());
        all.put("network", trail.network());
        Optional<Grounds> grounds =
                trail.grounds(patient).filter(why -> !why.rules().isEmpty());
        all.put("emergency", grounds.filter(Grounds::emergency).isPresent());
        all.put("rule", grounds.map(why -> String.join(",", why.rules())).orElseGet(() -> rule(trail, status)));
        grounds.filter(why -> !why.consents().isEmpty()).ifPresent(why -> all.put("consents", why.consents()));
        all.put("resources", touched.stream().map(AuditTrail::name).toList());
        all.putAll(trail.told());
        trail.caller().ifPresent(caller -> putCaller(all, caller));
        return AuditEvent.of(
                now,
                trail.requestId(),
                outcome,
                trail.organization().map(Ura::value).orElse(null),
                patient,
                all);
    }

    /** What decided: whether the caller is known, how much it asked before, or what its kind and scopes allow. */
    private static String rule(RequestTrail trail, int status) {
        if (status == TOO_MANY) {
            return "limits";
        }
        return trail.organization().isEmpty() || trail.isForToken() ? "authentication" : "front-door";
    }

    private static void putCaller(Map<String, Object> all, Caller caller) {
        all.put("organization", caller.organization().value());
        all.put("organizationName", caller.organizationName());
        all.put("organizationKind", caller.kind().code());
        all.put("client", caller.clientId());
        all.put("token", caller.tokenId());
        all.put("purpose", caller.purpose().name());
        caller.person().ifPresent(person -> all.put("person", person(person)));
        caller.responsible().ifPresent(person -> all.put("responsible", person(person)));
        caller.call().ifPresent(call -> all.put("call", call));
    }

    private static Map<String, Object> person(Person person) {
        Map<String, Object> all = new TreeMap<>();
        all.put("id", person.id());
        all.put("name", person.name());
        put(all, "role", person.role());
        return all;
    }

    private static void put(Map<String, Object> all, String name, @Nullable String value) {
        if (value != null) {
            all.put(name, value);
        }
    }
}
