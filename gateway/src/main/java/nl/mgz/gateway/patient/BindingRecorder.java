package nl.mgz.gateway.patient;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import nl.mgz.gateway.capability.DataCategory;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.fhir.References;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.refusal.RefusedException;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Marks every resource that is stored and records its binding, in the transaction that stores it.
 *
 * <p>INVARIANT: no resource about a patient is committed without a row that names exactly one regional Patient.
 */
@Component
public class BindingRecorder {

    /** Where a request keeps the ids of known Patients that came with its Bundle (a set of text). */
    public static final String KNOWN_PATIENTS = "mgz.known-patients";

    /** Where a request keeps for whom the gateway itself stores something (a URA): that organisation becomes the author. */
    public static final String ON_BEHALF_OF = "mgz.on-behalf-of";

    private final PatientRegister register;
    private final PatientResolution resolution;
    private final BindingStore store;
    private final List<BoundResources> observers;

    BindingRecorder(
            PatientRegister register,
            PatientResolution resolution,
            BindingStore store,
            List<BoundResources> observers) {
        this.register = register;
        this.resolution = resolution;
        this.store = store;
        this.observers = observers;
    }

    /** Takes out what the server marked a resource with: what is left is what its sender wrote. */
    public static void withoutMarks(IBaseResource resource) {
        Marks.remove(resource);
    }

    /** Before a new resource is stored. It has its id; its references may still be those of its Bundle. */
    public void beforeCreate(IBaseResource resource, Ura author) {
        if (resource instanceof Patient patient) {
            claim(patient, null);
        }
        Marks.set(resource, author.value(), DataCategories.of(resource));
    }

    /** Before a new version is stored: the author stays who it was, and the patient too. */
    public void beforeUpdate(IBaseResource before, IBaseResource after, Ura changedBy) {
        if (before instanceof Patient old && after instanceof Patient patient) {
            claim(patient, old);
        }
        String was = resolution.namedPatientId(before);
        if (was != null && !was.equals(resolution.namedPatientId(after))) {
            throw patientChanged(after);
        }
        String author = Marks.author(before).orElse(changedBy.value());
        Marks.set(after, author, DataCategories.of(after));
    }

    private void claim(Patient patient, @Nullable Patient old) {
        String id = patient.getIdElement().getIdPart();
        Optional<Bsn> bsn = PatientResolution.bsn(patient);
        if (old != null && !PatientResolution.bsn(old).equals(bsn)) {
            register.release(id);
        }
        if (bsn.isPresent() && !register.claim(bsn.get(), id)) {
            throw new BsnTakenException();
        }
    }

    /**
     * After a new resource is stored, before the transaction commits: now its references are final.
     *
     * @param sentAlong known Patients that came with it
     */
    public void created(IBaseResource resource, Set<String> sentAlong) {
        enlist(resource, false, sentAlong);
    }

    /** The same for a new version of one that was there. */
    public void updated(IBaseResource resource) {
        enlist(resource, true, Set.of());
    }

    private void enlist(IBaseResource resource, boolean wasThere, Set<String> sentAlong) {
        ServedTypes.find(resource.fhirType())
                .ifPresent(type -> pending().add(new Stored(type, resource, wasThere, sentAlong)));
    }

    /** After a Patient is deleted: its BSN is free for the right one. */
    public void deleted(IBaseResource resource) {
        String id = resource.getIdElement().getIdPart();
        if (resource instanceof Patient) {
            register.release(id);
        }
        observers.forEach(observer -> observer.deleted(id));
    }

    /** A resource as it is committed, and what it refers to then. */
    private record Final(Stored stored, List<Reference> references) {}

    private record Stored(ServedType type, IBaseResource resource, boolean wasThere, Set<String> sentAlong) {

        String id() {
            return resource.getIdElement().getIdPart();
        }
    }

    @SuppressWarnings("unchecked")
    private List<Stored> pending() {
        List<Stored> pending = (List<Stored>) TransactionSynchronizationManager.getResource(this);
        if (pending == null) {
            pending = new ArrayList<>();
            TransactionSynchronizationManager.bindResource(this, pending);
            TransactionSynchronizationManager.registerSynchronization(new Flush(pending));
        }
        return pending;
    }

    /** Writes what one transaction stored, as one statement, just before it commits. */
    private final class Flush implements TransactionSynchronization {

        private final List<Stored> pending;

        private Flush(List<Stored> pending) {
            this.pending = pending;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            record(pending);
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(BindingRecorder.this);
        }
    }

    private void record(List<Stored> pending) {
        Map<String, String> patientOf = new HashMap<>();
        Set<String> named = new HashSet<>();
        for (Stored stored : pending) {
            named.addAll(stored.sentAlong());
            String patient =
                    stored.resource() instanceof Patient ? stored.id() : resolution.namedPatientId(stored.resource());
            if (patient != null) {
                patientOf.put(stored.id(), patient);
                named.add(patient);
            }
        }
        List<Stored> unnamed = pending.stream()
                .filter(stored -> stored.type().aboutPatient() && !patientOf.containsKey(stored.id()))
                .toList();
        Map<String, String> before = store.patientsOf(
                pending.stream().filter(Stored::wasThere).map(Stored::id).toList());
        unnamed.forEach(stored -> patientOf.put(stored.id(), onlyOne(named, stored, before)));
        checkSamePatient(pending, patientOf, before);
        checkReferences(pending, patientOf);
        Map<String, Stored> last = new LinkedHashMap<>();
        pending.forEach(stored -> last.put(stored.id(), stored));
        List<BoundResources.Bound> bound = last.values().stream()
                .map(stored -> new BoundResources.Bound(stored.resource(), binding(stored, patientOf)))
                .toList();
        store.save(bound.stream().map(BoundResources.Bound::binding).toList());
        observers.forEach(observer -> observer.stored(bound));
    }

    /** A device that names nobody belongs to the one patient of the Bundle that brought it. */
    private static String onlyOne(Set<String> named, Stored stored, Map<String, String> before) {
        String was = before.get(stored.id());
        if (was != null) {
            return was;
        }
        if (named.size() == 1) {
            return named.iterator().next();
        }
        throw Refusal.of(
                        ErrorCode.PATIENT_UNKNOWN,
                        stored.type().name() + " must name its patient, or come in a Bundle about one patient",
                        ResourcePatient.path(stored.resource()))
                .asException();
    }

    private static void checkSamePatient(List<Stored> pending, Map<String, String> now, Map<String, String> before) {
        for (Stored stored : pending) {
            String was = before.get(stored.id());
            if (was != null && !was.equals(now.get(stored.id()))) {
                throw patientChanged(stored.resource());
            }
        }
    }

    private static RefusedException patientChanged(IBaseResource resource) {
        return Refusal.of(
                        ErrorCode.PATIENT_CHANGED,
                        "A resource stays with its patient. Delete it here and create it for the other patient",
                        ResourcePatient.path(resource))
                .asException();
    }

    /** No resource about one patient points into the record of another. */
    private void checkReferences(List<Stored> pending, Map<String, String> patientOf) {
        List<Final> all = pending.stream()
                .map(stored -> new Final(stored, ResourcePatient.references(stored.resource())))
                .toList();
        Map<String, String> known = new HashMap<>(patientOf);
        known.putAll(store.patientsOf(outside(all, patientOf)));
        for (Final one : all) {
            Stored stored = one.stored();
            String own = patientOf.get(stored.id());
            if (stored.resource() instanceof Patient) {
                continue;
            }
            one.references().forEach(reference -> {
                IIdType target = reference.getReferenceElement();
                String theirs = "Patient".equals(target.getResourceType())
                        ? target.getIdPart()
                        : known.get(String.valueOf(target.getIdPart()));
                if (theirs != null && !theirs.equals(own)) {
                    throw Refusal.of(
                                    ErrorCode.PATIENTS_MIXED,
                                    "The reference points into the record of a patient whom the resource itself is not about",
                                    stored.type().name() + "." + References.path(stored.resource(), reference))
                            .asException();
                }
            });
        }
    }

    private static Set<String> outside(List<Final> all, Map<String, String> inside) {
        return all.stream()
                .flatMap(one -> one.references().stream())
                .map(Reference::getReferenceElement)
                .filter(id -> ServedTypes.find(String.valueOf(id.getResourceType()))
                        .map(ServedType::aboutPatient)
                        .orElse(false))
                .map(IIdType::getIdPart)
                .filter(Objects::nonNull)
                .filter(id -> !inside.containsKey(id))
                .collect(Collectors.toSet());
    }

    private static Binding binding(Stored stored, Map<String, String> patientOf) {
        return new Binding(
                stored.type().name(),
                stored.id(),
                patientOf.get(stored.id()),
                Marks.author(stored.resource())
                        .orElseThrow(() -> new IllegalStateException("a resource without an author")),
                categoryOf(stored));
    }

    private static DataCategory categoryOf(Stored stored) {
        return DataCategories.of(stored.resource());
    }
}
