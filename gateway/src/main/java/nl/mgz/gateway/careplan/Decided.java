package nl.mgz.gateway.careplan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * Who decided on each directive. An adult is presumed capable; capacity is found for a decision and its moment, and that
 * somebody represents the patient proves nothing of it (Burgerlijk Wetboek 7:465). So a directive that a representative agreed on
 * without the patient is told with a warning unless a finding of incapacity of that day or before, by a named professional, is
 * there to be seen. It stays in the plan: who must act at night needs to see it, and to know this of it.
 */
public final class Decided {

    private static final String CAPABLE = "665671000146101";
    private static final Set<String> REPRESENTATIVES = Set.of("RelatedPerson");

    private Decided() {}

    /**
     * @param plan the directives that are told
     * @param all what may be seen of the patient: findings on capacity are looked for in it
     */
    public static List<Finding> findings(Collection<? extends Resource> plan, Collection<? extends Resource> all) {
        List<Observation> capacity = all.stream()
                .filter(Observation.class::isInstance)
                .map(Observation.class::cast)
                .filter(one -> one.getCode().getCoding().stream().anyMatch(code -> CAPABLE.equals(code.getCode())))
                .filter(one -> one.getValue() instanceof BooleanType)
                .toList();
        List<Finding> findings = new ArrayList<>();
        for (Resource one : plan) {
            if (one instanceof Consent consent && Directive.isOne(consent)) {
                of(consent, capacity).ifPresent(findings::add);
            }
        }
        return findings;
    }

    private static Optional<Finding> of(Consent directive, List<Observation> capacity) {
        if (agreed(directive, Set.of("Patient")) || !agreed(directive, REPRESENTATIVES)) {
            return Optional.empty();
        }
        String about = "Consent/" + directive.getIdElement().getIdPart();
        Optional<Observation> last = capacity.stream()
                .filter(one -> !directive.hasDateTime()
                        || moment(one.getEffective())
                                < Moments.endOf(directive.getDateTimeElement()).toEpochMilli())
                .max(Comparator.comparing(one -> moment(one.getEffective())));
        if (last.isEmpty()) {
            return Optional.of(new Finding(
                    true,
                    "A representative agreed on it without the patient, and no finding on the patient's capacity of that day or"
                            + " before is to be seen",
                    about));
        }
        if (((BooleanType) last.get().getValue()).booleanValue()) {
            return Optional.of(new Finding(
                    true,
                    "A representative agreed on it without the patient, who was found capable of medical decisions then",
                    about));
        }
        return last.get().hasPerformer()
                ? Optional.empty()
                : Optional.of(new Finding(
                        true,
                        "A representative agreed on it without the patient, and nobody is named who found the patient incapable",
                        about));
    }

    private static boolean agreed(Consent directive, Set<String> types) {
        return directive.getProvision().getActor().stream()
                .filter(actor ->
                        actor.getRole().getCoding().stream().anyMatch(code -> "CONSENTER".equals(code.getCode())))
                .map(actor -> String.valueOf(
                        actor.getReference().getReferenceElement().getResourceType()))
                .anyMatch(types::contains);
    }

    private static long moment(@Nullable Type value) {
        Type moment = value instanceof Period period ? period.getStartElement() : value;
        return moment instanceof BaseDateTimeType known && known.hasValue()
                ? known.getValue().getTime()
                : Long.MIN_VALUE;
    }
}
