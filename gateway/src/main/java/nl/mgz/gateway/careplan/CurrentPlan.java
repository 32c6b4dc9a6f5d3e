package nl.mgz.gateway.careplan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DeviceUseStatement;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * The plan that holds at a moment: proactive care planning (PZP) and the sections of disability care. Each organisation owns what
 * it wrote: where two state the same thing, both are told.
 */
public final class CurrentPlan {

    /** Devices of which a plan may say when to switch them off: implantable defibrillators. */
    private static final Set<String> DEFIBRILLATORS =
            Set.of("72506001", "465460004", "468542000", "704707009", "1263462004", "1236894001");

    private static final Set<String> VOID = Set.of("entered-in-error", "cancelled", "not-done", "unknown", "revoked");

    private final Instant at;
    private final Function<Resource, String> holder;
    private final Set<Resource> forms;

    private CurrentPlan(Instant at, Function<Resource, String> holder, FormAnswers forms) {
        this.at = at;
        this.holder = holder;
        this.forms = new HashSet<>(forms.holding());
    }

    /**
     * @param resources of one patient, any that may belong to a plan, with what the forms among them state
     * @param holder which organisation holds a resource
     * @param forms the forms among them
     * @return those that hold, in an order that depends on them alone
     */
    public static List<Resource> of(
            Collection<? extends Resource> resources,
            Instant at,
            Function<Resource, String> holder,
            FormAnswers forms) {
        return new CurrentPlan(at, holder, forms).current(resources);
    }

    /** Treatment directives, statements and forms that held before and do not any more. */
    public static List<Resource> superseded(Collection<? extends Resource> resources, Collection<Resource> current) {
        return resources.stream()
                .filter(one -> !current.contains(one))
                .filter(one -> FormAnswers.isOne(one)
                        || (one instanceof Consent consent
                                && (consent.getStatus() == ConsentState.ACTIVE
                                        || consent.getStatus() == ConsentState.INACTIVE)))
                .map(Resource.class::cast)
                .sorted(order())
                .toList();
    }

    private List<Resource> current(Collection<? extends Resource> resources) {
        List<Resource> sorted = new ArrayList<>(resources);
        sorted.sort(order());
        List<Consent> consents = sorted.stream()
                .filter(Consent.class::isInstance)
                .map(Consent.class::cast)
                .toList();
        Set<Resource> directives = new HashSet<>(CurrentDirectives.at(at, consents));
        Set<Resource> goals = new HashSet<>(CurrentGoals.of(sorted, holder));
        Set<String> used = usedDefibrillators(sorted);
        Map<String, Resource> latest = new LinkedHashMap<>();
        List<Resource> current = new ArrayList<>();
        for (Resource one : sorted) {
            String line = line(one);
            if (line != null) {
                latest.putIfAbsent(line + " " + holder.apply(one), one);
            } else if (directives.contains(one) || goals.contains(one) || stands(one, used)) {
                current.add(one);
            }
        }
        current.addAll(latest.values());
        current.sort(order());
        return current;
    }

    private static Comparator<Resource> order() {
        return Comparator.comparing((Resource one) -> one.fhirType())
                .thenComparing(CurrentPlan::moment, Comparator.reverseOrder())
                .thenComparing(FormAnswers::key);
    }

    /** Of what the latest of each organisation takes the place of the one before; null for all else. */
    private static @Nullable String line(Resource resource) {
        if (resource instanceof Observation observation && observation.hasStatus()) {
            return VOID.contains(observation.getStatus().toCode())
                    ? null
                    : "Observation " + code(observation.getCode());
        }
        if (resource instanceof Procedure procedure && procedure.hasStatus()) {
            return VOID.contains(procedure.getStatus().toCode()) ? null : "Procedure";
        }
        if (resource instanceof CommunicationRequest request && request.hasStatus()) {
            return VOID.contains(request.getStatus().toCode()) ? null : "inform " + code(request.getCategoryFirstRep());
        }
        if (resource instanceof Communication communication && communication.hasStatus()) {
            return VOID.contains(communication.getStatus().toCode())
                    ? null
                    : "inform " + code(communication.getTopic());
        }
        return null;
    }

    private static String code(CodeableConcept concept) {
        return concept.hasCoding() ? concept.getCodingFirstRep().getCode() : String.valueOf(concept.getText());
    }

    private boolean stands(Resource resource, Set<String> used) {
        if (resource instanceof Consent consent) {
            boolean statement = consent.getScope().getCoding().stream().anyMatch(code -> "adr".equals(code.getCode()));
            return statement
                    && consent.getStatus() == ConsentState.ACTIVE
                    && !isOver(consent.getProvision().getPeriod());
        }
        if (resource instanceof CarePlan plan) {
            return plan.hasStatus()
                    && Set.of("active", "on-hold").contains(plan.getStatus().toCode())
                    && !isOver(plan.getPeriod());
        }
        if (resource instanceof CareTeam team) {
            return team.hasStatus() && "active".equals(team.getStatus().toCode()) && !isOver(team.getPeriod());
        }
        if (resource instanceof RelatedPerson person) {
            return (!person.hasActive() || person.getActive()) && !isOver(person.getPeriod());
        }
        if (resource instanceof DeviceUseStatement use) {
            return used.contains(use.getDevice().getReferenceElement().getIdPart());
        }
        return forms.contains(resource)
                || "Patient".equals(resource.fhirType())
                || "Encounter".equals(resource.fhirType())
                || used.contains(String.valueOf(resource.getIdElement().getIdPart()));
    }

    private static Set<String> usedDefibrillators(Collection<Resource> resources) {
        Set<String> ids = new HashSet<>();
        resources.forEach(one -> {
            if (one instanceof Device device
                    && device.getType().getCoding().stream()
                            .anyMatch(code -> DEFIBRILLATORS.contains(String.valueOf(code.getCode())))) {
                ids.add(String.valueOf(device.getIdElement().getIdPart()));
            }
        });
        return ids;
    }

    private boolean isOver(Period period) {
        return period.getEndElement().hasValue()
                && !Moments.endOf(period.getEndElement()).isAfter(at);
    }

    private static long moment(Resource resource) {
        if (resource instanceof QuestionnaireResponse response) {
            Type filledIn = FormReading.filledIn(response);
            return filledIn instanceof BaseDateTimeType known && known.hasValue()
                    ? known.getValue().getTime()
                    : Long.MIN_VALUE;
        }
        Type date = resource instanceof Observation observation
                ? observation.getEffective()
                : resource instanceof Procedure procedure
                        ? procedure.getPerformed()
                        : resource instanceof CommunicationRequest request
                                ? request.getAuthoredOnElement()
                                : resource instanceof Communication communication
                                        ? communication.getSentElement()
                                        : resource instanceof Consent consent
                                                ? consent.getDateTimeElement()
                                                : resource instanceof Goal goal ? goal.getStatusDateElement() : null;
        Type moment = date instanceof Period period ? period.getStartElement() : date;
        return moment instanceof BaseDateTimeType known && known.hasValue()
                ? known.getValue().getTime()
                : Long.MIN_VALUE;
    }
}
