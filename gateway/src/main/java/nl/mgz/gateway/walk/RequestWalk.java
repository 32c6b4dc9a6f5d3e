package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.PatchTypeEnum;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.fhir.Patches;
import nl.mgz.gateway.patient.BindingRecorder;
import nl.mgz.gateway.patient.BsnTakenException;
import nl.mgz.gateway.patient.PatientResolution;
import nl.mgz.gateway.patient.ResolvedPush;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.refusal.RefusedException;
import org.hl7.fhir.instance.model.api.IBaseParameters;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * One request is one walk. The bytes were checked before ({@code intake}); the caller is known and its request
 * let in ({@link FrontDoor}) before any of these methods runs; marks and binding are written inside the transaction ({@link StorageHooks} again).
 * Between those, the steps are these, in this order.
 */
@Component
class RequestWalk {

    /** Two first pushes of one BSN at one moment: the loser looks again and finds the winner's Patient. */
    private static final int TRIES = 3;

    private static final Pattern VERSION = Pattern.compile("(?:W/)?\"\\d{1,9}\"");

    private static final Pattern BESIDE_CONDITION =
            Pattern.compile("^(?:https?://[^?\\s]*)?/(?=[A-Za-z]+\\?)|(?<=[?&])_format=[a-z]+&");

    private final BodyValidation validation;
    private final PatientResolution patients;
    private final FhirRepository repository;
    private final BundleRules bundleRules;
    private final BsnLookups lookups;
    private final PermittedReads reads;
    private final PermittedSearch searching;
    private final PageLinks pages;
    private final WriteRules writes;
    private final RecordPush recordPush;
    private final DocumentPush documents;
    private final Patches patches;

    RequestWalk(
            BodyValidation validation,
            PatientResolution patients,
            FhirRepository repository,
            BundleRules bundleRules,
            BsnLookups lookups,
            PermittedReads reads,
            PermittedSearch searching,
            PageLinks pages,
            WriteRules writes,
            RecordPush recordPush,
            DocumentPush documents,
            Patches patches) {
        this.validation = validation;
        this.patients = patients;
        this.repository = repository;
        this.bundleRules = bundleRules;
        this.lookups = lookups;
        this.reads = reads;
        this.searching = searching;
        this.pages = pages;
        this.writes = writes;
        this.recordPush = recordPush;
        this.documents = documents;
        this.patches = patches;
    }

    IBaseResource read(IIdType id, RequestDetails request) {
        if (id.hasVersionIdPart() && !id.getVersionIdPart().matches("\\d{1,9}")) {
            throw ErrorMapping.notFound();
        }
        return reads.read(id, request);
    }

    IBundleProvider history(IIdType id, RequestDetails request) {
        return reads.history(id, Paging.of(request).offset(), request);
    }

    Bundle search(String type, RequestDetails request) {
        // From here on the search names the patient by id: links of the answer carry no BSN.
        Map<String, String[]> named = patients.withoutBsn(type, request.getParameters());
        if (!named.equals(request.getParameters())) {
            BreakGlassOffer.namedByBsn(request);
        }
        request.setParameters(named);
        return searching.search(type, pages.read(type, request), request);
    }

    /** Every match of a search that is about one patient. */
    List<IBaseResource> all(String type, Map<String, String> criteria, RequestDetails request) {
        Map<String, String[]> parameters = new HashMap<>();
        criteria.forEach((name, value) -> parameters.put(name, new String[] {value}));
        return searching.all(type, parameters, request).matches();
    }

    Bundle everything(IIdType patient, RequestDetails request) {
        return reads.everything(patient, request);
    }

    OperationOutcome validate(@Nullable IBaseResource resource, RequestDetails request) {
        return validation.outcome(resource, request);
    }

    MethodOutcome create(IBaseResource resource, @Nullable String asked, RequestDetails request) {
        // HAPI's own client sends the whole address of a search, format included.
        String condition =
                asked == null ? null : BESIDE_CONDITION.matcher(asked).replaceAll("");
        BundleRules.checkCondition(condition, resource.fhirType(), resource.fhirType());
        validation.requireValid(request);
        return lookups.writing(resource, request, () -> createValid(resource, condition, request));
    }

    private MethodOutcome createValid(IBaseResource resource, @Nullable String condition, RequestDetails request) {
        if (resource instanceof Patient patient) {
            return createPatient(patient, condition, request);
        }
        patients.requirePatient(resource, resource.fhirType());
        patients.resolveReferences(resource, Map.of());
        writes.requireGround(List.of(resource), request);
        return repository.create(resource, WriteRules.amongOwn(condition, resource.fhirType(), request), request);
    }

    private MethodOutcome createPatient(Patient pushed, @Nullable String condition, RequestDetails request) {
        for (int attempt = 1; ; attempt++) {
            Optional<Patient> known = patients.known(pushed, one -> reads.mayShow(one, request));
            if (known.isPresent()) {
                return alreadyKnown(known.get());
            }
            try {
                String own = WriteRules.amongOwn(condition, "Patient", request);
                return repository.create(pushed.copy(), patients.hasBsn(pushed) ? null : own, request);
            } catch (BsnTakenException e) {
                giveUpAfter(attempt, e);
            }
        }
    }

    private static MethodOutcome alreadyKnown(Patient known) {
        // Who sends a BSN learns where the Patient is; to read it is another request, with rules of its own.
        return new MethodOutcome(known.getIdElement(), ResolvedPush.alreadyKnown(), false);
    }

    /** A resource that an operation made of what was sent, stored as if it had been sent. */
    MethodOutcome createMade(IBaseResource made, RequestDetails request) {
        validation.requireValid(made);
        return lookups.writing(made, request, () -> createValid(made, null, request));
    }

    /** A transaction that an operation made of what was sent, stored as if it had been sent. */
    Bundle storeMade(Bundle made, RequestDetails request) {
        validation.requireValid(made);
        return store(made, request);
    }

    /** As {@link #createMade}, in the place of one that the caller holds. */
    MethodOutcome updateMade(IBaseResource made, IIdType id, RequestDetails request) {
        validation.requireValid(made);
        return lookups.writing(made, request, () -> updateValid(made, id.toUnqualifiedVersionless(), request));
    }

    MethodOutcome update(IBaseResource resource, IIdType id, RequestDetails request) {
        requireVersion(request.getHeader("If-Match"), resource.fhirType());
        validation.requireValid(request);
        return lookups.writing(resource, request, () -> updateValid(resource, id, request));
    }

    private MethodOutcome updateValid(IBaseResource resource, IIdType id, RequestDetails request) {
        IBaseResource before = mustBeThere(id, request);
        requireNewest(before, request.getHeader("If-Match"));
        return updateFrom(before, resource, id, request);
    }

    private MethodOutcome updateFrom(IBaseResource before, IBaseResource resource, IIdType id, RequestDetails request) {
        patients.requirePatient(resource, resource.fhirType());
        patients.resolveReferences(resource, Map.of());
        resource.setId(id);
        writes.requireGround(List.of(resource), Set.of(), List.of(before), request);
        return asSeen(inTime(id, request, () -> repository.update(resource, request)), request);
    }

    /** Of a Task the move that came first is told, by {@link #inTime}. */
    private static void requireNewest(IBaseResource before, @Nullable String ifMatch) {
        if (!(before instanceof Task)) {
            Conflicts.check(before, ifMatch);
        }
    }

    /** Who comes too late is told what is there by now. What was decided on before that counts no more. */
    private MethodOutcome inTime(IIdType id, RequestDetails request, Supplier<MethodOutcome> change) {
        try {
            return change.get();
        } catch (ResourceVersionConflictException e) {
            if ("Task".equals(id.getResourceType())) {
                Accesses.forget(request);
                throw writes.tooLate(id, request)
                        .<RuntimeException>map(late -> late)
                        .orElse(e);
            }
            // Two at one moment: the storage let one through, and which versions there are is known only now.
            Conflicts.check(repository.read(id.toUnqualifiedVersionless(), request), request.getHeader("If-Match"));
            throw e;
        } catch (RefusedException e) {
            if (e.refusal().code() == ErrorCode.VERSION_CONFLICT) {
                Accesses.forget(request);
            }
            throw e;
        }
    }

    /** A Task that its owner ended may be out of its sight from then on: the answer says that it is done, and shows nothing. */
    private MethodOutcome asSeen(MethodOutcome outcome, RequestDetails request) {
        IBaseResource stored = outcome.getResource();
        if (stored instanceof Task && !reads.mayShow(stored, request)) {
            outcome.setResource(null);
        }
        return outcome;
    }

    /** A patch is an update to what it makes of the version that it names. */
    MethodOutcome patch(
            IIdType id, PatchTypeEnum kind, String body, @Nullable IBaseParameters fhirPatch, RequestDetails request) {
        requireVersion(request.getHeader("If-Match"), id.getResourceType());
        IBaseResource before = mustBeThere(id, request);
        requireNewest(before, request.getHeader("If-Match"));
        Resource after = patches.apply((Resource) before, kind, body, fhirPatch);
        validation.requireValid(after);
        return lookups.patching(body, request, () -> updateFrom(before, after, id, request));
    }

    /** What was deleted stays deleted, and looks like what never was; so does what others hold. */
    private IBaseResource mustBeThere(IIdType id, RequestDetails request) {
        IBaseResource stored = repository.read(id.toUnqualifiedVersionless(), request);
        writes.requireMayChange(id, stored, request);
        return stored;
    }

    MethodOutcome delete(IIdType id, RequestDetails request) {
        writes.requireHolder(id, request);
        return repository.delete(id, request);
    }

    /** A transaction stands or falls as a whole; the entries of a batch each for itself. */
    Bundle process(Bundle bundle, RequestDetails request) {
        return switch (bundle.getType()) {
            case TRANSACTION -> transaction(bundle, request);
            case BATCH -> BatchWalk.walk(bundle, validation.byEntry(request), request, this);
            case DOCUMENT -> document(bundle, request);
            default ->
                throw Refusal.of(
                                ErrorCode.NOT_SUPPORTED,
                                "A Bundle sent to the base must be a transaction, a batch or a document",
                                "Bundle.type")
                        .asException();
        };
    }

    private Bundle transaction(Bundle bundle, RequestDetails request) {
        bundleRules.check(bundle);
        validation.requireValid(request);
        return store(bundle, request);
    }

    /** A document is stored as its entries, among them its Composition. */
    private Bundle document(Bundle sent, RequestDetails request) {
        validation.requireValid(request);
        DocumentPush.Unpacked unpacked = documents.unpack(sent);
        writes.requireVisible(unpacked.here(), request);
        try {
            bundleRules.check(unpacked.record());
            return unpacked.answer(store(unpacked.record(), request));
        } catch (RefusedException e) {
            throw unpacked.inDocument(e.refusal()).asException();
        }
    }

    /** One entry of a batch, as a transaction of its own. */
    Bundle storeEntry(Bundle bundle, RequestDetails request) {
        bundleRules.check(bundle);
        return store(bundle, request);
    }

    /** Reads inside a batch: HAPI sends each through the same front door. */
    Bundle readEntries(Bundle batch, RequestDetails request) {
        bundleRules.check(batch);
        return repository.process(batch, request);
    }

    private Bundle store(Bundle bundle, RequestDetails request) {
        FrontDoor.check(bundle, request);
        return lookups.writing(bundle, request, () -> storeCounted(bundle, request));
    }

    private Bundle storeCounted(Bundle bundle, RequestDetails request) {
        List<IBaseResource> before = checkChanges(bundle, request);
        for (int attempt = 1; ; attempt++) {
            ResolvedPush push = patients.resolve(bundle.copy(), known -> reads.mayShow(known, request));
            // A device that names nobody belongs to the Patient that came with it, also when that one is known already.
            request.getUserData().put(BindingRecorder.KNOWN_PATIENTS, push.knownPatients());
            Bundle toStore = push.toStore();
            writes.requireGround(WriteRules.resources(toStore), push.knownPatients(), before, request);
            try {
                return push.answer(RecordPush.isOne(bundle) ? again(push, request) : stored(toStore, request));
            } catch (PreconditionFailedException e) {
                // Somebody was first with a Patient or with an identifier of ours: now it is there to be found.
                giveUpAfter(attempt, e);
            }
        }
    }

    /** A record that is sent again: only what is new or changed is stored. */
    private Bundle again(ResolvedPush push, RequestDetails request) {
        RecordPush.Matched matched = recordPush.match(push, request);
        FrontDoor.check(matched.toStore(), request);
        return matched.answer(stored(matched.toStore(), request));
    }

    private Bundle stored(Bundle toStore, RequestDetails request) {
        WriteRules.requireKnownParties(toStore);
        WriteRules.amongOwn(toStore, request);
        Bundle stored = toStore.hasEntry() ? repository.process(toStore, request) : new Bundle();
        withoutUnseenTasks(stored, request);
        return stored;
    }

    /**
     * What holds for one change holds for each in a Bundle.
     *
     * @return what is to be changed, as it is now
     */
    private List<IBaseResource> checkChanges(Bundle bundle, RequestDetails request) {
        Map<Integer, IIdType> places = changed(bundle);
        if (places.isEmpty()) {
            return List.of();
        }
        Set<String> held = writes.held(places.values(), request);
        Map<String, Resource> current = current(places, bundle);
        List<IBaseResource> before = new ArrayList<>();
        places.forEach((i, id) -> {
            Bundle.BundleEntryComponent entry = bundle.getEntry().get(i);
            if (isDelete(entry)) {
                writes.requireHolder(id, held);
                return;
            }
            Resource now = current.get(id.toUnqualifiedVersionless().getValue());
            if (now == null) {
                throw ErrorMapping.notFound();
            }
            writes.requireMayChange(id, now, held, request);
            requireNewest(now, entry.getRequest().getIfMatch());
            before.add(now);
            if (entry.getRequest().getMethod() == Bundle.HTTPVerb.PATCH) {
                becomeUpdate(entry, now, "Bundle.entry[" + i + "]");
            }
        });
        return before;
    }

    /** What a Bundle changes or deletes, by the number of its entry. */
    private static Map<Integer, IIdType> changed(Bundle bundle) {
        Map<Integer, IIdType> places = new LinkedHashMap<>();
        for (int i = 0; i < bundle.getEntry().size(); i++) {
            Bundle.BundleEntryRequestComponent asked = bundle.getEntry().get(i).getRequest();
            if (asked.getMethod() == Bundle.HTTPVerb.PUT
                    || asked.getMethod() == Bundle.HTTPVerb.PATCH
                    || asked.getMethod() == Bundle.HTTPVerb.DELETE) {
                places.put(i, new IdType(asked.getUrl()));
            }
        }
        return places;
    }

    /** Of what is deleted nothing needs to be known. */
    private Map<String, Resource> current(Map<Integer, IIdType> places, Bundle bundle) {
        Map<String, List<String>> byType = new HashMap<>();
        places.forEach((i, id) -> {
            if (!isDelete(bundle.getEntry().get(i))) {
                byType.computeIfAbsent(String.valueOf(id.getResourceType()), type -> new ArrayList<>())
                        .add(id.getIdPart());
            }
        });
        Map<String, Resource> current = new HashMap<>();
        repository
                .current(byType)
                .forEach(one ->
                        current.put(one.fhirType() + '/' + one.getIdElement().getIdPart(), one));
        return current;
    }

    private static boolean isDelete(Bundle.BundleEntryComponent entry) {
        return entry.getRequest().getMethod() == Bundle.HTTPVerb.DELETE;
    }

    private void becomeUpdate(Bundle.BundleEntryComponent entry, Resource now, String at) {
        Resource after = patches.apply(now, entry.getResource());
        after.setId(entry.getRequest().getUrl());
        try {
            validation.requireValid(after);
        } catch (RefusedException e) {
            throw e.refusal().within(at).asException();
        }
        entry.setResource(after).getRequest().setMethod(Bundle.HTTPVerb.PUT);
    }

    private void withoutUnseenTasks(Bundle stored, RequestDetails request) {
        stored.getEntry().stream()
                .filter(entry -> entry.getResource() instanceof Task task && !reads.mayShow(task, request))
                .forEach(entry -> entry.setResource(null));
    }

    private static void giveUpAfter(int attempt, PreconditionFailedException e) {
        if (attempt == TRIES) {
            throw e;
        }
    }

    static void requireVersion(@Nullable String ifMatch, String type) {
        if (ifMatch != null
                && !ifMatch.isBlank()
                && !VERSION.matcher(ifMatch.strip()).matches()) {
            throw Refusal.of(ErrorCode.PARAMETER_INVALID, "If-Match names one version: W/\"3\"")
                    .asException();
        }
        if (ifMatch == null || ifMatch.isBlank()) {
            throw Refusal.of(
                            ErrorCode.IF_MATCH_REQUIRED,
                            "Send If-Match with the version that you have read (its ETag), so that nobody's change of this "
                                    + type + " is lost")
                    .asException();
        }
    }
}
