package nl.mgz.gateway.http;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.fhirpath.IFhirPath;
import ca.uhn.fhir.rest.api.RestSearchParameterTypeEnum;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Searches of one patient's record, made of what is served: type, parameters, modifiers, chains, includes, order, pages and parts
 * of the answer. Values are those that stand in the record, hidden ones too; ids are of what is seen, for an id of what is hidden
 * still stands in what refers to it, and a copy cannot have that. Some ask what is not served.
 */
final class RandomQuery {

    /** @param sortedBy parameter by which the answer is in order; null where there is none or ids decide */
    record Asked(String type, String query, String sortedBy) {}

    /** @param id in the whole database */
    record Known(String type, String id, Resource resource, boolean seen) {}

    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final IFhirPath PATHS = FHIR.newFhirPath();
    private static final List<String> NOT_SERVED = List.of(
            "_tag=x",
            "_has:Observation:patient:code=x",
            "code:missing=true",
            "_text=griep",
            "nosuch=1",
            "status:contains=a",
            "_security=R",
            "_sort=_security",
            "_include=*",
            "_revinclude=Observation:nosuch",
            "_lastUpdated=gisteren",
            "date=gisteren",
            "_count=-1",
            "_filter=code eq x",
            "encounter.subject.family=x");

    private final Random random;
    private final String patient;
    private final List<Known> record;

    RandomQuery(Random random, String patient, List<Known> record) {
        this.random = random;
        this.patient = patient;
        this.record = record;
    }

    static List<ServedType> types() {
        return ServedTypes.all().stream()
                .filter(type -> type.aboutPatient() || type.kind() == ServedType.Kind.PATIENT)
                .toList();
    }

    Asked next() {
        ServedType type = pick(types());
        List<String> parts = new ArrayList<>();
        about(type).forEach(parts::add);
        boolean named = !parts.isEmpty();
        for (int i = pick(List.of(0, 0, 0, 1, 1, 1, 2)); i > 0; i--) {
            parts.addAll(criterion(type));
        }
        if (!named) {
            // A name finds whoever else has it too, and the copy holds one person.
            parts.removeIf(part -> part.contains(":Patient."));
        }
        for (int i = pick(List.of(0, 0, 1, 2)); i > 0; i--) {
            parts.addAll(include(type));
        }
        String sorted = null;
        if (chance(35)) {
            sorted = pick(List.copyOf(type.parameters()));
            parts.add("_sort=" + (chance(50) ? "-" : "") + sorted);
        }
        maybe(parts, 50, "_count=" + random.nextInt(6));
        maybe(parts, 20, "_summary=" + pick(List.of("count", "true", "data", "text", "false")));
        maybe(parts, 10, "_elements=" + pick(List.of("status", "code,status", "identifier", "subject,patient", "id")));
        maybe(parts, 15, "_total=" + pick(List.of("accurate", "none", "estimate")));
        maybe(parts, 10, "_lastUpdated=" + pick(List.of("ge2020-01-01", "lt2020-01-01", "gt2020")));
        maybe(parts, 5, pick(NOT_SERVED));
        boolean ordered = sorted != null && isOrderedByValue(type.name(), sorted);
        return new Asked(type.name(), type.name() + "?" + String.join("&", parts), ordered ? sorted : null);
    }

    /** Whom it is about; now and then nobody, which is refused. */
    private List<String> about(ServedType type) {
        if (type.kind() == ServedType.Kind.PATIENT) {
            return List.of("_id=" + patient);
        }
        if (type.kind() == ServedType.Kind.ABOUT_PATIENT
                && chance(3)
                && !List.of("Task", "ServiceRequest").contains(type.name())) {
            return List.of();
        }
        List<String> names = Stream.of("patient", "subject", "beneficiary")
                .filter(type.parameters()::contains)
                .toList();
        String name = pick(names);
        List<String> ways = new ArrayList<>(
                List.of(name + "=Patient/" + patient, name + ":Patient=" + patient, name + ":Patient._id=" + patient));
        if (!"subject".equals(name)) {
            ways.add(name + "=" + patient);
        }
        return List.of(pick(ways));
    }

    private List<String> criterion(ServedType type) {
        String name = pick(List.copyOf(type.parameters()));
        return valued(type.name(), name, true);
    }

    /** One criterion as name and value; empty where the record has no value for it. */
    private List<String> valued(String type, String name, boolean chains) {
        RuntimeSearchParam definition = definition(type, name);
        if (definition == null) {
            return "_id".equals(name) ? byId(type) : List.of();
        }
        if (definition.getParamType() == RestSearchParameterTypeEnum.REFERENCE) {
            return chains && chance(60) ? chain(definition, name) : reference(type, name);
        }
        List<String> values = record.stream()
                .filter(known -> type.equals(known.type()))
                .flatMap(known -> values(known.resource(), name).stream())
                .filter(value -> !value.isEmpty() && !value.contains("nl/fhir/NamingSystem/bsn"))
                .toList();
        if (values.isEmpty()) {
            return List.of();
        }
        String value = pick(values);
        return List.of(
                switch (definition.getParamType()) {
                    case TOKEN -> token(name, value, pick(values));
                    case DATE -> name + "=" + pick(List.of("", "eq", "ge", "le", "gt", "lt", "ne")) + value;
                    case STRING ->
                        chance(40)
                                ? name + ":exact=" + value
                                : name + "=" + value.substring(0, 1 + random.nextInt(value.length()));
                    default -> name + "=" + value;
                });
    }

    private String token(String name, String value, String other) {
        String code = value.substring(value.indexOf('|') + 1);
        return switch (random.nextInt(40)) {
            case 0, 1, 2, 3, 4, 5 -> name + ":not=" + code;
            case 6, 7, 8, 9, 10, 11 -> name + "=" + value + "," + other;
            case 12, 13, 14, 15, 16, 17 -> name + "=" + code;
            case 18 -> name + ":in=http://example.nl/ValueSet/nergens";
            default -> name + "=" + value;
        };
    }

    private List<String> byId(String type) {
        List<String> ids = record.stream()
                .filter(known -> type.equals(known.type()) && known.seen())
                .map(Known::id)
                .toList();
        return ids.isEmpty() ? List.of() : List.of("_id=" + pick(ids) + "," + pick(ids));
    }

    private List<String> reference(String type, String name) {
        Set<String> seen = new TreeSet<>();
        record.stream().filter(Known::seen).forEach(known -> seen.add(known.type() + "/" + known.id()));
        List<String> targets = record.stream()
                .filter(known -> type.equals(known.type()))
                .flatMap(known -> values(known.resource(), name).stream())
                .filter(seen::contains)
                .toList();
        if (targets.isEmpty()) {
            return List.of();
        }
        String[] target = pick(targets).split("/");
        return List.of(
                chance(50) ? name + "=" + target[0] + "/" + target[1] : name + ":" + target[0] + "=" + target[1]);
    }

    private List<String> chain(RuntimeSearchParam definition, String name) {
        List<ServedType> targets = types().stream()
                .filter(target -> leadsTo(definition, target.name()))
                .toList();
        if (targets.isEmpty()) {
            return List.of();
        }
        ServedType target = pick(targets);
        String asked = pick(List.copyOf(target.parameters()));
        String to = chance(95) ? name + ":" + target.name() + "." : name + ".";
        return valued(target.name(), asked, false).stream().map(one -> to + one).toList();
    }

    private List<String> include(ServedType type) {
        if (chance(4)) {
            return List.of("_include=" + type.name() + ":status");
        }
        ServedType source = pick(types());
        if (chance(50) && !references(type, null).isEmpty()) {
            return List.of("_include=" + type.name() + ":" + pick(references(type, null))
                    + (chance(20) ? ":" + source.name() : ""));
        }
        List<String> names = references(source, chance(95) ? type.name() : null);
        return names.isEmpty() ? List.of() : List.of("_revinclude=" + source.name() + ":" + pick(names));
    }

    /** The reference parameters of a type, or those that may lead to another. */
    private static List<String> references(ServedType type, String target) {
        return type.parameters().stream()
                .filter(name -> isReference(type.name(), name))
                .filter(name -> target == null || leadsTo(definition(type.name(), name), target))
                .toList();
    }

    private static boolean leadsTo(RuntimeSearchParam definition, String target) {
        return definition.getTargets().isEmpty() || definition.getTargets().contains(target);
    }

    private static boolean isReference(String type, String name) {
        RuntimeSearchParam definition = definition(type, name);
        return definition != null && definition.getParamType() == RestSearchParameterTypeEnum.REFERENCE;
    }

    private static boolean isOrderedByValue(String type, String name) {
        RuntimeSearchParam definition = definition(type, name);
        return definition != null
                && Set.of(
                                RestSearchParameterTypeEnum.TOKEN,
                                RestSearchParameterTypeEnum.DATE,
                                RestSearchParameterTypeEnum.STRING)
                        .contains(definition.getParamType());
    }

    private static RuntimeSearchParam definition(String type, String name) {
        return name.startsWith("_") ? null : FHIR.getResourceDefinition(type).getSearchParam(name);
    }

    /** What a parameter finds in a resource. */
    static List<String> values(Resource resource, String name) {
        RuntimeSearchParam definition = definition(resource.fhirType(), name);
        List<String> found = new ArrayList<>();
        if (definition == null) {
            return found;
        }
        for (String path : definition.getPath().split("\\|")) {
            String own = path.strip().replaceAll("\\.where\\(resolve\\(\\) is \\w+\\)", "");
            if (own.replaceFirst("^\\(", "").startsWith(resource.fhirType() + ".")) {
                for (IBase value : PATHS.evaluate(resource, own, IBase.class)) {
                    add(found, value);
                }
            }
        }
        return found;
    }

    private static void add(List<String> found, IBase value) {
        if (value instanceof CodeableConcept concept) {
            concept.getCoding().forEach(coding -> found.add(coding.getSystem() + "|" + coding.getCode()));
        } else if (value instanceof Coding coding) {
            found.add(coding.getSystem() + "|" + coding.getCode());
        } else if (value instanceof Identifier identifier) {
            found.add(identifier.getSystem() + "|" + identifier.getValue());
        } else if (value instanceof HumanName name) {
            found.add(name.hasFamily() ? name.getFamily() : String.valueOf(name.getText()));
        } else if (value instanceof Period period && period.hasStart()) {
            found.add(
                    String.valueOf(period.getStartElement().getValueAsString()).substring(0, 10));
        } else if (value instanceof BaseDateTimeType moment) {
            found.add(moment.getValueAsString().substring(0, 10));
        } else if (value instanceof Reference reference) {
            found.add(String.valueOf(reference.getReference()));
        } else if (value instanceof PrimitiveType<?> primitive) {
            found.add(primitive.getValueAsString());
        }
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    private void maybe(List<String> parts, int percent, String part) {
        if (chance(percent)) {
            parts.add(part);
        }
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
