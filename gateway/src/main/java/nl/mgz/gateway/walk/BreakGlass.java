package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.time.Duration;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Date;
import java.util.Locale;
import java.util.Objects;
import java.util.TimeZone;
import java.util.UUID;
import nl.mgz.gateway.audit.AuditTrail;
import nl.mgz.gateway.audit.RequestTrail;
import nl.mgz.gateway.consent.ConsentPolicy;
import nl.mgz.gateway.consent.emergency.Declared;
import nl.mgz.gateway.consent.emergency.Emergencies;
import nl.mgz.gateway.consent.emergency.Ground;
import nl.mgz.gateway.consent.emergency.Reviews;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.limits.Limits;
import nl.mgz.gateway.limits.TooMany;
import nl.mgz.gateway.patient.BindingRecorder;
import nl.mgz.gateway.patient.PatientResolution;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code POST Patient/[id]/$break-glass}, and {@code POST Patient/$break-glass} for who knows a BSN and a birth date only.
 * The declaration, its event on the trail, its notices and its reviews are one transaction, committed before the answer.
 *
 * <p>INVARIANT: whether there is such a patient, and whether that one refuses, is in no answer and in no later one: a
 * declaration for nobody counts like any other.
 */
@Component
class BreakGlass {

    /** Marks a request by which the gateway itself makes or changes a review. */
    static final String WORKFLOW = "mgz.review-workflow";

    /** No answer comes sooner, so that how long it took tells nothing of what was found. */
    private static final Duration EVENLY = Duration.ofMillis(250);

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneId.of("Europe/Amsterdam"));

    private final Accesses accesses;
    private final Emergencies emergencies;
    private final Reviews reviews;
    private final ConsentPolicy policy;
    private final PatientResolution patients;
    private final FhirRepository repository;
    private final AuditTrail audit;
    private final BsnLookups lookups;
    private final Limits limits;
    private final TransactionTemplate transaction;

    BreakGlass(
            Accesses accesses,
            Emergencies emergencies,
            Reviews reviews,
            ConsentPolicy policy,
            PatientResolution patients,
            FhirRepository repository,
            AuditTrail audit,
            BsnLookups lookups,
            Limits limits,
            PlatformTransactionManager transactions) {
        this.accesses = accesses;
        this.emergencies = emergencies;
        this.reviews = reviews;
        this.policy = policy;
        this.patients = patients;
        this.repository = repository;
        this.audit = audit;
        this.lookups = lookups;
        this.limits = limits;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @param id null for the form by BSN */
    Parameters declare(@Nullable IIdType id, @Nullable Parameters body, RequestDetails request) {
        long begun = System.nanoTime();
        Caller caller = FrontDoor.caller(request);
        if (!accesses.of(request).mayDeclare()) {
            throw notAllowed();
        }
        OperationBody parameters = OperationBody.of(body, request);
        Ground ground = ground(parameters);
        String reason = reason(parameters);
        ByBsn named = id == null ? byBsn(parameters) : null;
        requireAnId(id);
        limits.breakGlass(caller).ifPresent(wait -> {
            throw TooMany.breakGlass(wait);
        });
        String patient = named == null ? Objects.requireNonNull(id).getIdPart() : patient(named, caller);
        RequestTrail trail = Trails.of(request).orElseThrow();
        trail.emergency(ground.code(), reason);
        Declared declared = Objects.requireNonNull(
                transaction.execute(status -> store(caller, patient, ground, reason, request, trail)));
        waitUntil(begun + EVENLY.toNanos());
        return answer(declared, named != null);
    }

    private Declared store(
            Caller caller, String patient, Ground ground, String reason, RequestDetails request, RequestTrail trail) {
        Emergencies.Concerned concerned = emergencies.declare(caller, patient, ground, reason);
        for (String holder : concerned.holders()) {
            request.getUserData().put(WORKFLOW, true);
            request.getUserData().put(BindingRecorder.ON_BEHALF_OF, new Ura(holder));
            String task = repository
                    .create(reviews.task(concerned.declared(), holder), null, request)
                    .getId()
                    .getIdPart();
            reviews.open(task, concerned.declared(), holder);
        }
        // Last, so that the Tasks are bound to their patient when the event is written.
        audit.acting(trail, patient);
        return concerned.declared();
    }

    private static void requireAnId(@Nullable IIdType id) {
        if (id != null && !String.valueOf(id.getIdPart()).matches("[A-Za-z0-9.-]{1,64}")) {
            throw Refusal.of(
                            ErrorCode.PARAMETER_INVALID,
                            "This can be nobody's id: name the Patient as a search gave it")
                    .asException();
        }
    }

    private static ByBsn byBsn(OperationBody parameters) {
        Identifier identifier = parameters.required(
                "identifier", Identifier.class, "the BSN, as valueIdentifier with its system and value");
        DateType birthDate =
                parameters.required("birthDate", DateType.class, "the day of birth, as valueDate: 1961-04-03");
        return ByBsn.of(identifier, birthDate.getValueAsString());
    }

    /** An id that nobody has where there is no such patient. */
    private String patient(ByBsn named, Caller caller) {
        lookups.one(caller);
        return patients.find(named.bsn(), named.birthDate())
                .orElseGet(() -> UUID.randomUUID().toString());
    }

    private static Ground ground(OperationBody parameters) {
        String wanted = "unable-to-consent (the patient cannot be asked) or vital-interest (it cannot wait)";
        return Ground.of(parameters.text("ground", wanted)).orElseThrow(() -> OperationBody.invalid("ground", wanted));
    }

    private String reason(OperationBody parameters) {
        String wanted = "why, in your own words, in " + policy.reasonLength()
                + " signs or more; the patient and who reviews it will read it";
        String reason = parameters.text("reason", wanted);
        if (!policy.isReason(reason) || reason.length() > OperationBody.LONGEST_TEXT) {
            throw OperationBody.invalid("reason", wanted + ", and " + OperationBody.LONGEST_TEXT + " at most");
        }
        return reason;
    }

    /** It goes by who asks, and is the same for every patient. */
    private static RuntimeException notAllowed() {
        return Refusal.of(
                        ErrorCode.NOT_ALLOWED,
                        "The glass is broken by a physician, nurse or triagist of an acute service, for purpose ETREAT, whom the"
                                + " organisation lets do so (break_glass in the token). A patient who can say yes gives consent instead")
                .asException();
    }

    private static void waitUntil(long nanos) {
        try {
            Thread.sleep(Math.max(0, (nanos - System.nanoTime()) / 1_000_000));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Parameters answer(Declared declared, boolean byBsn) {
        Parameters answer = new Parameters();
        answer.addParameter()
                .setName("until")
                .setValue(new InstantType(
                        Date.from(declared.until()),
                        ca.uhn.fhir.model.api.TemporalPrecisionEnum.MILLI,
                        TimeZone.getTimeZone("UTC")));
        answer.addParameter()
                .setName("text")
                .setValue(new StringType("Noodtoegang tot " + TIME.format(declared.until())
                        + " uur, voor u alleen en voor deze patiënt. Te zien is wat er is en wat de patiënt niet weigerde:"
                        + " persoonsgegevens, samenvatting, medicatie, allergieën, waarschuwingen, behandelgrenzen en"
                        + " contactpersonen. De patiënt, de huisarts en de bronhouders krijgen bericht, en de bronhouders"
                        + " beoordelen dit."
                        + (byBsn ? " Zoek nu de patiënt: POST Patient/_search met het BSN in de body." : "")));
        return answer;
    }
}
