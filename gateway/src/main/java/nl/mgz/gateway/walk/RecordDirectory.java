package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.ParameterUtil;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.fhir.References;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * People, organisations, places and products that come with a record that is sent again: which of those that are there they are.
 * One that carries an identifier is found by it, whoever sent it. One without is what the sender's record refers to already,
 * where that says the same: nothing else tells it from somebody of the same name.
 */
@Component
class RecordDirectory {

    private static final Pattern SEARCH = Pattern.compile("([A-Za-z]+)\\?identifier=([^|&]*)(?:\\||%7[Cc])([^&|]+)");

    private final FhirRepository repository;

    RecordDirectory(FhirRepository repository) {
        this.repository = repository;
    }

    static boolean isOne(Resource resource) {
        return ServedTypes.find(resource.fhirType())
                .filter(RecordDirectory::isShared)
                .isPresent();
    }

    private static boolean isShared(ServedType type) {
        return type.kind() == ServedType.Kind.DIRECTORY || type.kind() == ServedType.Kind.SHARED;
    }

    private static boolean isFoundByIdentifier(String type) {
        return ServedTypes.find(type)
                .filter(served -> served.parameters().contains("identifier"))
                .isPresent();
    }

    /**
     * Those with an identifier that somebody in the directory has. One search for each type.
     *
     * @param sent resources of the directory, by place in the push
     */
    Map<Integer, Resource> byIdentifier(Map<Integer, Resource> sent) {
        Map<String, Set<String>> asked = new LinkedHashMap<>();
        sent.values().stream()
                .filter(resource -> isFoundByIdentifier(resource.fhirType()))
                .forEach(resource -> RecordPush.identifiers(resource)
                        .forEach(one -> asked.computeIfAbsent(resource.fhirType(), type -> new LinkedHashSet<>())
                                .add(token(one))));
        Map<String, List<Resource>> known = known(asked);
        Map<Integer, Resource> found = new HashMap<>();
        sent.forEach((place, resource) -> RecordPush.keys(resource).stream()
                .flatMap(key -> known.getOrDefault(key, List.of()).stream())
                .findFirst()
                .ifPresent(there -> found.put(place, there)));
        return found;
    }

    /**
     * Where references lead that search the directory ({@code Organization?identifier=system|value}). One that finds none, or
     * several, is left to the storage, which refuses it.
     */
    Map<String, Resource> searched(Collection<? extends IBaseResource> resources) {
        Map<String, Identifier> literals = new LinkedHashMap<>();
        Map<String, Set<String>> asked = new LinkedHashMap<>();
        resources.forEach(resource -> References.in((Resource) resource).forEach(reference -> {
            String literal = String.valueOf(reference.getReferenceElement().getValue());
            Matcher search = SEARCH.matcher(literal);
            if (search.matches() && isFoundByIdentifier(search.group(1))) {
                Identifier one =
                        new Identifier().setSystem(decoded(search.group(2))).setValue(decoded(search.group(3)));
                literals.put(literal, one);
                asked.computeIfAbsent(search.group(1), type -> new LinkedHashSet<>())
                        .add(token(one));
            }
        }));
        Map<String, List<Resource>> known = known(asked);
        Map<String, Resource> found = new HashMap<>();
        literals.forEach((literal, one) -> {
            List<Resource> there =
                    known.getOrDefault(RecordPush.key(literal.substring(0, literal.indexOf('?')), one), List.of());
            if (there.size() == 1) {
                found.put(literal, there.get(0));
            }
        });
        return found;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** By type and identifier; of several with one identifier always the same one first. */
    private Map<String, List<Resource>> known(Map<String, Set<String>> tokens) {
        Map<String, List<String>> ids = new HashMap<>();
        tokens.forEach((type, some) -> ids.put(
                type,
                repository.searchIds(
                        type,
                        Map.of("identifier", new String[] {String.join(",", some)}),
                        new SystemRequestDetails())));
        Map<String, List<Resource>> known = new HashMap<>();
        repository.current(ids).stream()
                .sorted(Comparator.comparing(RecordPush::place))
                .forEach(resource -> RecordPush.keys(resource)
                        .forEach(key -> known.computeIfAbsent(key, one -> new ArrayList<>())
                                .add(resource)));
        return known;
    }

    private static String token(Identifier identifier) {
        return ParameterUtil.escape(identifier.getSystem()) + "|" + ParameterUtil.escape(identifier.getValue());
    }

    /** What some resources refer to in the directory, and what that refers to in turn. A statement for each step. */
    List<Resource> referredTo(Collection<? extends IBaseResource> resources) {
        Map<String, Resource> all = new LinkedHashMap<>();
        Collection<? extends IBaseResource> last = resources;
        while (!last.isEmpty()) {
            Map<String, Set<String>> wanted = new LinkedHashMap<>();
            last.forEach(resource -> targets(resource)
                    .filter(target -> !all.containsKey(target.getValue()))
                    .forEach(target -> wanted.computeIfAbsent(target.getResourceType(), type -> new TreeSet<>())
                            .add(target.getIdPart())));
            List<Resource> found = new ArrayList<>(repository.current(wanted));
            found.forEach(resource -> all.put(RecordPush.place(resource), resource));
            last = found;
        }
        return List.copyOf(all.values());
    }

    private Stream<IIdType> targets(IBaseResource resource) {
        return References.in((Resource) resource).stream()
                .map(reference -> reference.getReferenceElement().toUnqualifiedVersionless())
                .filter(target -> target.hasIdPart()
                        && ServedTypes.find(String.valueOf(target.getResourceType()))
                                .filter(RecordDirectory::isShared)
                                .isPresent())
                .collect(Collectors.toCollection(LinkedHashSet::new))
                .stream();
    }
}
