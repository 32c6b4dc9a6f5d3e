package nl.mgz.gateway.loading;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.FhirTerser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.loading.ResourceFiles.Item;
import org.hl7.fhir.r4.model.Reference;

/**
 * Puts loose resources together as a gateway wants them: first what is nobody's record, then for each patient one
 * transaction. What names its patient only through another resource goes where that other one goes.
 */
final class Grouping {

    private final FhirTerser terser;
    private final Map<String, Item> byName = new HashMap<>();

    Grouping(FhirContext context) {
        this.terser = context.newTerser();
    }

    /** The name by which resources refer to each other: {@code Type/id}. */
    static String name(Item item) {
        return item.resource().fhirType() + "/" + item.resource().getIdElement().getIdPart();
    }

    /** In the order in which they must be sent. */
    Collection<List<Item>> group(List<Item> items) {
        items.forEach(item -> byName.put(name(item), item));
        Map<String, List<Item>> groups = new LinkedHashMap<>();
        groups.put("", new ArrayList<>());
        Map<String, String> patientOf = new HashMap<>();
        items.forEach(item -> patient(item).ifPresent(patient -> patientOf.put(name(item), patient)));
        spread(items, patientOf);
        for (Item item : items) {
            groups.computeIfAbsent(patientOf.getOrDefault(name(item), ""), patient -> new ArrayList<>())
                    .add(item);
        }
        groups.values().removeIf(List::isEmpty);
        return groups.values();
    }

    private Optional<String> patient(Item item) {
        Optional<ServedType> type = ServedTypes.find(item.resource().fhirType());
        if (type.isPresent() && type.get().kind() == ServedType.Kind.PATIENT) {
            return Optional.of(name(item));
        }
        return type.flatMap(ServedType::patientPath)
                .flatMap(path -> terser.getValues(item.resource(), path, Reference.class).stream()
                        .map(Grouping::patientName)
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    private static Optional<String> patientName(Reference reference) {
        if (reference.hasReference()) {
            return reference.getReference().startsWith("Patient/")
                    ? Optional.of(reference.getReference())
                    : Optional.empty();
        }
        return reference.hasIdentifier()
                ? Optional.of("identifier " + reference.getIdentifier().getSystem() + "|"
                        + reference.getIdentifier().getValue())
                : Optional.empty();
    }

    /** A device that names nobody follows the statement of its use. */
    private void spread(List<Item> items, Map<String, String> patientOf) {
        for (Item item : items) {
            String patient = patientOf.get(name(item));
            if (patient != null) {
                terser.getAllResourceReferences(item.resource()).stream()
                        .map(info ->
                                byName.get(String.valueOf(((Reference) info.getResourceReference()).getReference())))
                        .filter(java.util.Objects::nonNull)
                        .filter(Grouping::isAboutPatient)
                        .forEach(target -> patientOf.putIfAbsent(name(target), patient));
            }
        }
    }

    private static boolean isAboutPatient(Item item) {
        return ServedTypes.find(item.resource().fhirType())
                .map(ServedType::aboutPatient)
                .orElse(false);
    }
}
