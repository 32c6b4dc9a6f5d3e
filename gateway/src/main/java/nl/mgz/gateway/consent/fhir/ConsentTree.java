package nl.mgz.gateway.consent.fhir;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/**
 * A privacy Consent as the decision reads it: the resource as JSON, with references in the one form in which they are
 * compared and codes of systems that mean nothing here taken away. An entry that loses its code so is one that cannot be
 * understood: it forbids and never allows.
 */
final class ConsentTree {

    private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

    private static final String TERMINOLOGY = "http://terminology.hl7.org/CodeSystem/";

    private static final Map<String, Set<String>> SYSTEMS = Map.of(
            "purpose", Set.of(TERMINOLOGY + "v3-ActReason"),
            "securityLabel",
                    Set.of(
                            TERMINOLOGY + "v3-Confidentiality",
                            TERMINOLOGY + "v3-ActCode",
                            "https://mgz-gateway.nl/fhir/CodeSystem/mgz-sensitivity"),
            "class",
                    Set.of(
                            "http://hl7.org/fhir/resource-types",
                            "https://mgz-gateway.nl/fhir/CodeSystem/mgz-data-category"),
            "action", Set.of(TERMINOLOGY + "consentaction"));

    private final FhirContext context;
    private final ObjectMapper json = new ObjectMapper();

    ConsentTree(FhirContext context) {
        this.context = context;
    }

    Map<String, Object> of(Consent consent) {
        Map<String, Object> tree = parse(context.newJsonParser().encodeResourceToString(consent));
        tree.keySet().removeAll(Set.of("text", "meta", "category", "sourceAttachment", "verification", "contained"));
        tree.put("id", String.valueOf(consent.getIdElement().getIdPart()));
        tree.computeIfPresent("patient", (name, reference) -> named(reference));
        replaceAll(tree, "performer", ConsentTree::named);
        replaceAll(tree, "organization", ConsentTree::named);
        if (tree.get("provision") instanceof Map<?, ?> root) {
            provision(map(root));
        }
        return tree;
    }

    Map<String, Object> parse(String text) {
        try {
            return json.readValue(text, TREE);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was written as JSON is read as JSON", e);
        }
    }

    String write(Map<String, Object> tree) {
        try {
            return json.writeValueAsString(tree);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of texts and numbers", e);
        }
    }

    private static void provision(Map<String, Object> provision) {
        for (String name : List.of("actor", "data")) {
            replaceAll(provision, name, entry -> {
                Map<String, Object> one = new LinkedHashMap<>(map(entry));
                one.computeIfPresent("reference", (field, reference) -> named(reference));
                return one;
            });
        }
        for (String name : List.of("purpose", "securityLabel", "class")) {
            replaceAll(provision, name, coding -> known(name, coding));
        }
        replaceAll(provision, "action", concept -> codings(concept, coding -> known("action", coding)));
        replaceAll(provision, "code", concept -> codings(concept, ConsentTree::qualified));
        if (provision.get("provision") instanceof List<?> children) {
            children.stream().filter(Map.class::isInstance).forEach(child -> provision(map(child)));
        }
    }

    private static void replaceAll(Map<String, Object> tree, String name, UnaryOperator<Object> change) {
        if (tree.get(name) instanceof List<?> entries) {
            tree.put(
                    name,
                    entries.stream()
                            .map(entry -> entry instanceof Map<?, ?> ? change.apply(entry) : entry)
                            .toList());
        }
    }

    /** A reference of which nothing can be compared stays without one: the entry is malformed, as the rules say. */
    private static Object named(@Nullable Object reference) {
        if (!(reference instanceof Map<?, ?> found)) {
            return reference == null ? Map.of() : reference;
        }
        Map<String, Object> fields = map(found);
        Reference read = new Reference();
        if (fields.get("reference") instanceof String literal) {
            read.setReference(literal);
        } else if (fields.get("identifier") instanceof Map<?, ?> identifier) {
            read.setIdentifier(new Identifier()
                    .setSystem(text(map(identifier).get("system")))
                    .setValue(text(map(identifier).get("value"))));
        }
        return ReferenceText.of(read)
                .map(text -> Map.<String, Object>of("reference", text))
                .orElseGet(Map::of);
    }

    private static Object known(String element, Object coding) {
        Map<String, Object> copy = new LinkedHashMap<>(map(coding));
        if (!SYSTEMS.getOrDefault(element, Set.of()).contains(String.valueOf(copy.get("system")))) {
            copy.remove("code");
        }
        return copy;
    }

    private static Object codings(Object concept, UnaryOperator<Object> change) {
        Map<String, Object> copy = new LinkedHashMap<>(map(concept));
        replaceAll(copy, "coding", change);
        return copy;
    }

    /** Equal codes of two systems are two codes. */
    private static Object qualified(Object coding) {
        Map<String, Object> copy = new LinkedHashMap<>(map(coding));
        copy.computeIfPresent("code", (name, code) -> copy.get("system") + "|" + code);
        return copy;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value instanceof String text ? text : null;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
