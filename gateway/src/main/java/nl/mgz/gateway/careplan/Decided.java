package nl.mgz.gateway.careplan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * Who decided on each directive. An adult is presumed capable; capacity is found for a decision and its moment, and that
 * somebody represents the patient proves nothing of it (Burgerlijk Wetboek 7:465). So a directive that a representative agreed on
 * without the patient is told with a warning unless a finding of incapacity of that day or before, by a named professional, is
 * there to be seen; and with one when somebody is on record who comes before that representative. It stays in the plan: who must act
 * at night needs to see it, and to know this of it. What the patient decides later takes its place, as any later directive does.
 */
public final class Decided {

    private static final String CAPABLE = "665671000146101";

    private final List<Observation> capacity;
    private final List<RelatedPerson> people;
    private final Function<RelatedPerson, OptionalInt> rank;
    private final Map<Consent, List<Doubt>> doubts = new LinkedHashMap<>();

    /** Why somebody who reads a directive must look further before relying on who decided on it. */
    public enum Doubt {
        NO_FINDING(
                "A representative agreed on it without the patient, and no finding on the patient's capacity of that day or"
                        + " before is to be seen",
                "een vertegenwoordiger stemde in zonder de patiënt, en een vaststelling van wilsonbekwaamheid van die dag of"
                        + " daarvoor is hier niet te zien"),
        FOUND_CAPABLE(
                "A representative agreed on it without the patient, who was found capable of medical decisions then",
                "een vertegenwoordiger stemde in zonder de patiënt, die toen wilsbekwaam was bevonden"),
        NOBODY_NAMED(
                "A representative agreed on it without the patient, and nobody is named who found the patient incapable",
                "een vertegenwoordiger stemde in zonder de patiënt, en wie de patiënt wilsonbekwaam vond staat er niet bij"),
        FOUND_INCAPABLE(
                "The patient agreed on it alone, and was found incapable of medical decisions then or before",
                "de patiënt stemde alleen in, en was toen of eerder wilsonbekwaam bevonden"),
        NO_GROUND(
                "A representative agreed on it without the patient, and nothing on record says on what ground this one speaks for"
                        + " the patient",
                "een vertegenwoordiger stemde in zonder de patiënt, en nergens staat op welke grond die voor de patiënt spreekt"),
        PASSED_OVER(
                "A representative agreed on it without the patient, and somebody who comes before this one (Burgerlijk Wetboek"
                        + " 7:465) was on record then",
                "een vertegenwoordiger stemde in zonder de patiënt, en iemand die voorgaat (BW 7:465) stond toen vermeld");

        private final String english;
        private final String dutch;

        Doubt(String english, String dutch) {
            this.english = english;
            this.dutch = dutch;
        }

        public String dutch() {
            return dutch;
        }
    }

    private Decided(Collection<? extends Resource> all, Function<RelatedPerson, OptionalInt> rank) {
        this.capacity = all.stream()
                .filter(Observation.class::isInstance)
                .map(Observation.class::cast)
                .filter(one -> one.getCode().getCoding().stream().anyMatch(code -> CAPABLE.equals(code.getCode())))
                .filter(one -> one.getValue() instanceof BooleanType)
                .toList();
        this.people = all.stream()
                .filter(RelatedPerson.class::isInstance)
                .map(RelatedPerson.class::cast)
                .toList();
        this.rank = rank;
    }

    /**
     * @param plan the directives that are told
     * @param all what may be seen of the patient: findings on capacity and representatives are looked for in it
     * @param rank how soon somebody speaks for the patient, 1 first; empty where nothing on record says that it may be this one
     */
    public static List<Finding> findings(
            Collection<? extends Resource> plan,
            Collection<? extends Resource> all,
            Function<RelatedPerson, OptionalInt> rank) {
        List<Finding> findings = new ArrayList<>();
        doubts(plan, all, rank)
                .forEach((directive, doubts) -> doubts.forEach(
                        doubt -> findings.add(new Finding(true, doubt.english, FormAnswers.reference(directive)))));
        return List.copyOf(findings);
    }

    /** The same, by directive; those about which there is no doubt are left out. */
    public static Map<Consent, List<Doubt>> doubts(
            Collection<? extends Resource> plan,
            Collection<? extends Resource> all,
            Function<RelatedPerson, OptionalInt> rank) {
        Decided decided = new Decided(all, rank);
        for (Resource one : plan) {
            if (one instanceof Consent consent && Directive.isOne(consent)) {
                decided.look(consent);
            }
        }
        return decided.doubts;
    }

    private void look(Consent directive) {
        Optional<Observation> found = lastFinding(directive);
        if (!consenters(directive, "Patient").isEmpty()) {
            // With a representative beside the patient it does not matter which of them it was.
            if (consenters(directive, "RelatedPerson").isEmpty() && found.isPresent() && !isCapable(found.get())) {
                warn(directive, Doubt.FOUND_INCAPABLE);
            }
            return;
        }
        List<String> agreed = consenters(directive, "RelatedPerson");
        if (agreed.isEmpty()) {
            return;
        }
        if (found.isEmpty()) {
            warn(directive, Doubt.NO_FINDING);
        } else if (isCapable(found.get())) {
            warn(directive, Doubt.FOUND_CAPABLE);
        } else if (!found.get().hasPerformer()) {
            warn(directive, Doubt.NOBODY_NAMED);
        }
        rankOf(directive, agreed);
    }

    /** Curator or mentor, then in writing, then partner, then parent, child, brother or sister (Burgerlijk Wetboek 7:465 lid 3). */
    private void rankOf(Consent directive, List<String> agreed) {
        List<RelatedPerson> parties = people.stream()
                .filter(one -> agreed.contains(String.valueOf(one.getIdElement().getIdPart())))
                .toList();
        if (parties.isEmpty()) {
            return;
        }
        int best = parties.stream().mapToInt(this::rankOrLast).min().orElse(Integer.MAX_VALUE);
        if (best == Integer.MAX_VALUE) {
            warn(directive, Doubt.NO_GROUND);
        }
        boolean passedOver = people.stream()
                .filter(one -> !parties.contains(one) && isOnRecord(one, directive))
                .anyMatch(one -> rankOrLast(one) < best);
        if (passedOver) {
            warn(directive, Doubt.PASSED_OVER);
        }
    }

    private int rankOrLast(RelatedPerson person) {
        return rank.apply(person).orElse(Integer.MAX_VALUE);
    }

    /** At the moment of the directive, as far as both are dated. */
    private static boolean isOnRecord(RelatedPerson person, Consent directive) {
        if (person.hasActive() && !person.getActive()) {
            return false;
        }
        if (!directive.hasDateTime()) {
            return true;
        }
        DateTimeType start = person.getPeriod().getStartElement();
        DateTimeType end = person.getPeriod().getEndElement();
        Instant stated = directive.getDateTime().toInstant();
        boolean begun = !start.hasValue() || start.getValue().toInstant().isBefore(endOf(directive));
        return begun && (!end.hasValue() || Moments.endOf(end).isAfter(stated));
    }

    private Optional<Observation> lastFinding(Consent directive) {
        return capacity.stream()
                .filter(one -> !directive.hasDateTime()
                        || moment(one.getEffective()) < endOf(directive).toEpochMilli())
                .max(Comparator.comparing(one -> moment(one.getEffective())));
    }

    private static Instant endOf(Consent directive) {
        return Moments.endOf(directive.getDateTimeElement());
    }

    private static boolean isCapable(Observation finding) {
        return ((BooleanType) finding.getValue()).booleanValue();
    }

    private void warn(Consent directive, Doubt doubt) {
        doubts.computeIfAbsent(directive, one -> new ArrayList<>()).add(doubt);
    }

    private static List<String> consenters(Consent directive, String type) {
        return directive.getProvision().getActor().stream()
                .filter(actor ->
                        actor.getRole().getCoding().stream().anyMatch(code -> "CONSENTER".equals(code.getCode())))
                .map(actor -> actor.getReference().getReferenceElement())
                .filter(id -> type.equals(id.getResourceType()))
                .map(id -> String.valueOf(id.getIdPart()))
                .toList();
    }

    private static long moment(@Nullable Type value) {
        Type moment = value instanceof Period period ? period.getStartElement() : value;
        return moment instanceof BaseDateTimeType known && known.hasValue()
                ? known.getValue().getTime()
                : Long.MIN_VALUE;
    }
}
