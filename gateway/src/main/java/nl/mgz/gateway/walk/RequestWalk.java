package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.PatchTypeEnum;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.patient.BindingRecorder;
import nl.mgz.gateway.patient.BsnTakenException;
import nl.mgz.gateway.patient.PatientResolution;
import nl.mgz.gateway.patient.ResolvedPush;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseParameters;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.Patient;
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
            RecordPush recordPush) {
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
            Optional<Patient> known = patients.known(pushed);
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
        patients.requirePatient(resource, resource.fhirType());
        patients.resolveReferences(resource, Map.of());
        Conflicts.check(mustBeThere(id, request), request.getHeader("If-Match"));
        resource.setId(id);
        writes.requireGround(List.of(resource), request);
        try {
            return repository.update(resource, request);
        } catch (ResourceVersionConflictException e) {
            // Two at one moment: the storage let one through, and which versions there are is known only now.
            Conflicts.check(repository.read(id.toUnqualifiedVersionless(), request), request.getHeader("If-Match"));
            throw e;
        }
    }

    MethodOutcome patch(
            IIdType id, PatchTypeEnum kind, String body, @Nullable IBaseParameters fhirPatch, RequestDetails request) {
        requireVersion(request.getHeader("If-Match"), id.getResourceType());
        // What comes out of the patch is validated where it is first seen: before it is stored.
        validation.expectPatch(request);
        Conflicts.check(mustBeThere(id, request), request.getHeader("If-Match"));
        return lookups.patching(body, request, () -> repository.patch(id, kind, body, fhirPatch, request));
    }

    /** What was deleted stays deleted, and looks like what never was; so does what others hold. */
    private IBaseResource mustBeThere(IIdType id, RequestDetails request) {
        writes.requireHolder(id, request);
        return repository.read(id.toUnqualifiedVersionless(), request);
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
            case DOCUMENT ->
                throw Refusal.of(
                                ErrorCode.NOT_SUPPORTED,
                                "A document is not stored as a whole, for each of its entries has a holder, labels and a consent"
                                        + " of its own: send its entries, the Composition among them, as a transaction",
                                "Bundle.type")
                        .asException();
            default ->
                throw Refusal.of(
                                ErrorCode.NOT_SUPPORTED,
                                "A Bundle sent to the base must be a transaction or a batch",
                                "Bundle.type")
                        .asException();
        };
    }

    private Bundle transaction(Bundle bundle, RequestDetails request) {
        bundleRules.check(bundle);
        validation.requireValid(request);
        return store(bundle, request);
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
        checkChanges(bundle, request);
        for (int attempt = 1; ; attempt++) {
            ResolvedPush push = patients.resolve(bundle.copy());
            // A device that names nobody belongs to the Patient that came with it, also when that one is known already.
            request.getUserData().put(BindingRecorder.KNOWN_PATIENTS, push.knownPatients());
            Bundle toStore = push.toStore();
            writes.requireGround(WriteRules.resources(toStore), push.knownPatients(), request);
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
        WriteRules.amongOwn(toStore, request);
        return toStore.hasEntry() ? repository.process(toStore, request) : new Bundle();
    }

    /** What holds for one change holds for each in a Bundle. */
    private void checkChanges(Bundle bundle, RequestDetails request) {
        bundle.getEntry().forEach(entry -> {
            Bundle.HTTPVerb method = entry.getRequest().getMethod();
            if (method == Bundle.HTTPVerb.PATCH) {
                validation.expectPatch(request);
            }
            if (method == Bundle.HTTPVerb.PATCH || method == Bundle.HTTPVerb.PUT) {
                Conflicts.check(
                        mustBeThere(new IdType(entry.getRequest().getUrl()), request),
                        entry.getRequest().getIfMatch());
            } else if (method == Bundle.HTTPVerb.DELETE) {
                writes.requireHolder(new IdType(entry.getRequest().getUrl()), request);
            }
        });
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
