package nl.mgz.gateway.summary;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import nl.mgz.gateway.summary.Difference.Kind;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Medication;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * Where organisations state different medication or allergies. Nothing is merged and nobody is right: two statements are about
 * the same when they share a code, or where codes do not meet, the words. Two code systems that mean the same are not
 * recognised, and so told as a difference: one too many does less harm than one too few.
 */
final class Differences {

    /** No known allergy, to anything or to a kind of thing (SNOMED CT, and the codes of IPS). */
    private static final Set<String> NONE_KNOWN = Set.of(
            "716186003",
            "409137002",
            "428607008",
            "429625007",
            "no-known-allergies",
            "no-known-medication-allergies",
            "no-known-environmental-allergies",
            "no-known-food-allergies");

    private static final String TEXT = "text|";

    private final Map<String, Resource> byReference;
    private final Set<String> told;

    /** @param told references of the statements that their section tells: others are there for comparison only */
    Differences(Map<String, Resource> byReference, Set<String> told) {
        this.byReference = byReference;
        this.told = told;
    }

    /** @param statements all about medication, or all about allergies */
    List<Difference> among(Collection<Statement> statements) {
        Set<String> sources = statements.stream().map(Statement::ura).collect(Collectors.toSet());
        if (sources.size() < 2) {
            return List.of();
        }
        List<Difference> found = new ArrayList<>();
        List<Statement> none = statements.stream()
                .filter(statement -> isNoneKnown(statement.resource()))
                .toList();
        Set<String> sayNone = none.stream().map(Statement::ura).collect(Collectors.toSet());
        for (List<Statement> group : groups(statements)) {
            difference(group, sayNone).ifPresent(found::add);
        }
        return found;
    }

    private Optional<Difference> difference(List<Statement> group, Set<String> sayNone) {
        List<Statement> current =
                group.stream().filter(one -> told.contains(one.reference())).toList();
        if (current.isEmpty()) {
            return Optional.empty();
        }
        Set<String> by = group.stream().map(Statement::ura).collect(Collectors.toSet());
        Statement first = current.get(0);
        String about = Line.of(first.resource(), byReference).what();
        boolean none = isNoneKnown(first.resource());
        boolean othersSayNone = !none && sayNone.stream().anyMatch(ura -> !by.contains(ura));
        if (othersSayNone) {
            return Optional.of(new Difference(Kind.CONTRADICTS, about, group));
        }
        if (by.size() == 1) {
            return Optional.of(new Difference(Kind.ONE_SOURCE, about, group));
        }
        Map<String, Set<String>> said = new HashMap<>();
        group.forEach(
                one -> said.computeIfAbsent(one.ura(), ura -> new TreeSet<>()).add(signature(one)));
        return new HashSet<>(said.values()).size() > 1
                ? Optional.of(new Difference(Kind.DIFFERS, about, group))
                : Optional.empty();
    }

    /** Statements that share a key, directly or by way of others. */
    private List<List<Statement>> groups(Collection<Statement> statements) {
        Map<String, List<Statement>> byKey = new HashMap<>();
        List<List<Statement>> all = new ArrayList<>();
        for (Statement statement : statements) {
            Set<String> keys = keys(statement.resource());
            List<List<Statement>> met = keys.stream()
                    .map(byKey::get)
                    .filter(Objects::nonNull)
                    .distinct()
                    .toList();
            List<Statement> group = met.isEmpty() ? new ArrayList<>() : met.get(0);
            if (met.isEmpty()) {
                all.add(group);
            }
            group.add(statement);
            met.stream().skip(1).filter(other -> other != group).forEach(other -> {
                group.addAll(other);
                all.removeIf(one -> one == other);
                byKey.replaceAll((key, value) -> value == other ? group : value);
            });
            keys.forEach(key -> byKey.put(key, group));
        }
        return all;
    }

    private Set<String> keys(Resource resource) {
        CodeableConcept concept = concept(resource);
        Set<String> keys = concept.getCoding().stream()
                .filter(Coding::hasCode)
                .map(coding -> coding.getSystem() + "|" + coding.getCode())
                .collect(Collectors.toCollection(LinkedHashSet::new));
        String words =
                resource instanceof AllergyIntolerance ? Dutch.concept(concept) : Line.medicine(resource, byReference);
        keys.add(TEXT + normal(words));
        return keys;
    }

    private CodeableConcept concept(Resource resource) {
        if (resource instanceof AllergyIntolerance allergy) {
            return allergy.getCode();
        }
        Type medication = resource instanceof MedicationRequest request
                ? request.getMedication()
                : resource instanceof MedicationStatement statement
                        ? statement.getMedication()
                        : ((MedicationDispense) resource).getMedication();
        if (medication instanceof CodeableConcept concept) {
            return concept;
        }
        return medication instanceof Reference reference && named(reference) instanceof Medication named
                ? named.getCode()
                : new CodeableConcept();
    }

    private @Nullable Resource named(Reference reference) {
        return reference.getResource() instanceof Resource contained
                ? contained
                : byReference.get(reference
                        .getReferenceElement()
                        .toUnqualifiedVersionless()
                        .getValue());
    }

    /** What a source says of it, as far as it can be compared. */
    private String signature(Statement statement) {
        Resource resource = statement.resource();
        String current = told.contains(statement.reference()) ? "current " : "past ";
        if (resource instanceof AllergyIntolerance allergy) {
            return current + said(allergy);
        }
        Line line = Line.of(resource, byReference);
        return current + normal(line.details());
    }

    /** How sure, how dangerous, and what happened then: by codes, for the words are each source's own. */
    private static String said(AllergyIntolerance allergy) {
        Set<String> reactions = new TreeSet<>();
        allergy.getReaction().forEach(reaction -> {
            Set<String> one = new TreeSet<>();
            reaction.getManifestation().forEach(manifestation -> one.add(said(manifestation)));
            reactions.add(
                    one + " " + (reaction.hasSeverity() ? reaction.getSeverity().toCode() : "")
                            + (reaction.hasSubstance() ? " by " + said(reaction.getSubstance()) : ""));
        });
        return String.join(
                "; ",
                status(allergy.getClinicalStatus()),
                status(allergy.getVerificationStatus()),
                allergy.hasCriticality() ? allergy.getCriticality().toCode() : "",
                reactions.toString());
    }

    /** Of two codes for one status that of FHIR, which every source has. */
    private static String status(CodeableConcept status) {
        return status.getCoding().stream()
                .filter(coding -> String.valueOf(coding.getSystem()).startsWith("http://terminology.hl7.org/"))
                .map(Coding::getCode)
                .findFirst()
                .orElse("");
    }

    private static String said(CodeableConcept concept) {
        Set<String> codes = concept.getCoding().stream()
                .filter(Coding::hasCode)
                .map(coding -> coding.getSystem() + "|" + coding.getCode())
                .collect(Collectors.toCollection(TreeSet::new));
        return codes.isEmpty() ? normal(Dutch.concept(concept)) : codes.toString();
    }

    private static String normal(String text) {
        return text.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ").replaceAll("[.\\s]+$", "");
    }

    private static boolean isNoneKnown(Resource resource) {
        return resource instanceof AllergyIntolerance allergy
                && allergy.getCode().getCoding().stream()
                        .anyMatch(coding -> NONE_KNOWN.contains(String.valueOf(coding.getCode())));
    }
}
