package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.springframework.stereotype.Component;

/**
 * A search as a server would answer it that holds only what the caller may see: ids first, a decision on each, and only then
 * totals, pages and what comes along. A chain asks of resources at its end only what the caller may see of those.
 *
 * <p>INVARIANT: nothing is counted, cut, sorted or followed before it is decided.
 */
@Component
class PermittedSearch {

    private static final int MOST_IN_ONE_ANSWER = 10_000;

    /** By these a search is about one patient, or about what its caller knows already. */
    private static final Set<String> NAMES_SOMEBODY =
            Set.of("patient", "subject", "beneficiary", "_id", "identifier", "encounter", "focus");

    /** Of those the ones that lead to a few at most. */
    private static final Set<String> BY_NUMBER = Set.of("patient", "subject", "beneficiary", "_id", "identifier");

    private static final Set<String> NAMES_A_PATIENT =
            Set.of("_id", "identifier", "family", "name", "general-practitioner", "organization");

    /** Lists of work, by who is to do it or asked for it, or by what kind of work it is. */
    private static final Map<String, Set<String>> WORK = Map.of(
            "Task", Set.of("owner", "requester", "group-identifier", "code"),
            "ServiceRequest", Set.of("performer", "requester"));

    private final FhirRepository repository;
    private final Accesses accesses;
    private final Answers answers;
    private final PageLinks pages;
    private final BreakGlassOffer offer;
    private final PagedAnswers paged;

    PermittedSearch(
            FhirRepository repository,
            Accesses accesses,
            Answers answers,
            PageLinks pages,
            BreakGlassOffer offer,
            PagedAnswers paged) {
        this.paged = paged;
        this.repository = repository;
        this.accesses = accesses;
        this.answers = answers;
        this.pages = pages;
        this.offer = offer;
    }

    static boolean isAboutPatients(String type) {
        return ServedTypes.find(type)
                .filter(served -> served.aboutPatient() || served.kind() == ServedType.Kind.PATIENT)
                .isPresent();
    }

    Bundle search(String type, Map<String, String[]> parameters, RequestDetails request) {
        // The link to a page names nobody that the trail could see.
        patients(type, parameters).forEach(patient -> Trails.about(request, patient));
        List<String> permitted = ids(type, parameters, request);
        boolean aboutPatients = isAboutPatients(type);
        if (permitted.isEmpty() && aboutPatients) {
            offer.insteadOfNothing(patients(type, parameters), request);
        }
        int count = FhirRepository.pageSize(first(parameters, "_count"));
        int offset = Math.min(permitted.size(), offset(parameters));
        boolean countOnly = "count".equals(first(parameters, "_summary"));
        List<String> page =
                countOnly ? List.of() : permitted.subList(offset, Math.min(permitted.size(), offset + count));
        Found found = aboutPatients
                ? paged.several(page, parameters, request)
                        .map(pages -> new Found(pages, List.of()))
                        .orElseGet(() -> load(type, page, parameters, request))
                : load(type, page, parameters, request);
        Bundle bundle = aboutPatients
                ? answers.aboutPatient(found.matches(), found.included(), permitted.size(), request)
                : answers.searchset(found.matches(), found.included(), permitted.size());
        if (!countOnly && count > 0) {
            link(bundle, type, parameters, offset, count, permitted.size(), request);
        }
        return bundle;
    }

    private void link(
            Bundle bundle,
            String type,
            Map<String, String[]> parameters,
            int offset,
            int count,
            int total,
            RequestDetails request) {
        if (offset + count < total) {
            answers.link(bundle, "next", type, page(type, parameters, offset + count, request));
        }
        if (offset > 0) {
            answers.link(bundle, "previous", type, page(type, parameters, Math.max(0, offset - count), request));
        }
    }

    private String page(String type, Map<String, String[]> parameters, int offset, RequestDetails request) {
        return pages.write(type, parameters, offset, FrontDoor.caller(request));
    }

    /** What is on a page, and what comes along with it. */
    record Found(List<IBaseResource> matches, List<IBaseResource> included) {}

    /** Everything that may be seen of a search, and what it includes. */
    Found all(String type, Map<String, String[]> parameters, RequestDetails request) {
        List<String> permitted = ids(type, parameters, request);
        if (permitted.isEmpty()) {
            offer.insteadOfNothing(patients(type, parameters), request);
        }
        return whole(type, permitted, parameters, request);
    }

    /** The same where the answer has other things too: to find none of these is then no reason to offer broken glass. */
    Found allBesides(String type, Map<String, String[]> parameters, RequestDetails request) {
        return whole(type, ids(type, parameters, request), parameters, request);
    }

    private Found whole(String type, List<String> permitted, Map<String, String[]> parameters, RequestDetails request) {
        if (permitted.size() > MOST_IN_ONE_ANSWER) {
            throw Refusal.of(
                            ErrorCode.PARAMETER_INVALID,
                            "There are too many of these for one answer: ask by code, or since a date")
                    .asException();
        }
        List<IBaseResource> matches = new ArrayList<>();
        List<IBaseResource> included = new ArrayList<>();
        int most = FhirRepository.pageSize(String.valueOf(MOST_IN_ONE_ANSWER));
        for (int offset = 0; offset < permitted.size(); offset += most) {
            Found part = load(
                    type, permitted.subList(offset, Math.min(permitted.size(), offset + most)), parameters, request);
            matches.addAll(part.matches());
            included.addAll(part.included());
        }
        return new Found(matches, included);
    }

    /** Resources that may be seen, with what they include of what may be seen. */
    private Found load(String type, List<String> permitted, Map<String, String[]> parameters, RequestDetails request) {
        Map<String, String[]> includes = new LinkedHashMap<>(parameters);
        includes.keySet().retainAll(Set.of("_include", "_revinclude"));
        Set<String> asked = new HashSet<>(permitted);
        List<IBaseResource> matches = new ArrayList<>();
        List<IBaseResource> along = new ArrayList<>();
        for (IBaseResource resource : repository.load(type, permitted, includes, request)) {
            boolean match = type.equals(resource.fhirType())
                    && asked.contains(resource.getIdElement().getIdPart());
            (match ? matches : along).add(resource);
        }
        return new Found(matches, permitted(along, accesses.of(request)));
    }

    private static List<IBaseResource> permitted(List<IBaseResource> resources, Access access) {
        access.decide(resources.stream()
                .filter(resource -> isAboutPatients(resource.fhirType()))
                .map(resource -> resource.getIdElement().getIdPart())
                .collect(Collectors.toSet()));
        return resources.stream()
                .filter(resource -> !isAboutPatients(resource.fhirType())
                        || access.permits(resource.getIdElement().getIdPart()))
                .toList();
    }

    /** The ids of what is found and may be seen, in the order asked. */
    List<String> ids(String type, Map<String, String[]> parameters, RequestDetails request) {
        if (!isAboutPatients(type)) {
            return repository.searchIds(type, parameters, request);
        }
        repository.check(type, parameters);
        requireSomebody(type, parameters);
        Optional<Map<String, String[]>> rewritten = withoutChains(type, parameters, request);
        return rewritten.isEmpty() ? List.of() : permitted(type, rewritten.get(), request);
    }

    private List<String> permitted(String type, Map<String, String[]> parameters, RequestDetails request) {
        Access access = accesses.of(request);
        return repository
                .searchIdsOfPatient(type, parameters, access::contentsOrNone)
                .map(found -> access.permittedOf(found.patient(), found.ids()))
                .orElseGet(() -> access.permitted(repository.searchIds(type, parameters, request)));
    }

    /**
     * A chain is asked of what the rest of the search leads to, and so of nobody else's record: what others have makes it
     * neither slower nor fail. Where the rest names nobody the chain itself does, and goes first.
     *
     * @return empty where a chain ends nowhere that may be seen: then nothing is found
     */
    private Optional<Map<String, String[]>> withoutChains(
            String type, Map<String, String[]> parameters, RequestDetails request) {
        List<FhirRepository.Chain> chains = recordChains(type, parameters);
        Map<String, String[]> rewritten = new LinkedHashMap<>(parameters);
        chains.forEach(chain -> rewritten.remove(chain.asked()));
        for (FhirRepository.Chain chain : chains) {
            boolean goesFirst = !namesSomebody(type, rewritten.keySet()) && namesSomebody(chain);
            List<String> among = goesFirst ? List.of() : referredTo(type, rewritten, chain.target(), request);
            if (!goesFirst && among.isEmpty()) {
                return Optional.empty();
            }
            List<String> references =
                    new ArrayList<>(List.of(rewritten.getOrDefault(chain.reference(), new String[0])));
            for (String value : parameters.getOrDefault(chain.asked(), new String[0])) {
                List<String> ends = accesses.of(request)
                        .permitted(repository.searchIds(chain.target(), asked(chain, value, among), request));
                if (ends.isEmpty()) {
                    return Optional.empty();
                }
                references.add(
                        ends.stream().map(id -> chain.target() + "/" + id).collect(Collectors.joining(",")));
            }
            rewritten.put(chain.reference(), references.toArray(String[]::new));
        }
        return Optional.of(rewritten);
    }

    /** Those to records, and before others those that say whom the search is about. */
    private List<FhirRepository.Chain> recordChains(String type, Map<String, String[]> parameters) {
        return repository.chains(type, parameters).stream()
                .filter(chain -> isAboutPatients(chain.target()))
                .sorted(Comparator.comparing(chain -> !BY_NUMBER.contains(chain.parameter())))
                .toList();
    }

    /** What the caller may see of a search refers to these. */
    private List<String> referredTo(
            String type, Map<String, String[]> parameters, String target, RequestDetails request) {
        List<String> permitted = permitted(type, parameters, request);
        return repository.referredTo(type, permitted, target);
    }

    private static Map<String, String[]> asked(FhirRepository.Chain chain, String value, List<String> among) {
        Map<String, String[]> inner = new LinkedHashMap<>(Map.of(chain.parameter(), new String[] {value}));
        if (!among.isEmpty()) {
            String ids = String.join(",", among);
            inner.merge("_id", new String[] {ids}, (one, other) -> new String[] {one[0], other[0]});
        }
        return inner;
    }

    /** A search about nobody in particular is for a register, and this is none. Things may be looked for by kind. */
    private void requireSomebody(String type, Map<String, String[]> parameters) {
        if (ServedTypes.find(type)
                .filter(served -> served.kind() == ServedType.Kind.MAY_NAME_PATIENT)
                .isPresent()) {
            return;
        }
        List<FhirRepository.Chain> chains = recordChains(type, parameters);
        Set<String> plain = new HashSet<>(parameters.keySet());
        chains.forEach(chain -> plain.remove(chain.asked()));
        if (!namesSomebody(type, plain) && chains.stream().noneMatch(PermittedSearch::namesSomebody)) {
            throw Refusal.of(
                            ErrorCode.PARAMETER_INVALID,
                            "Say whom the search of " + type + " is about: one of " + String.join(", ", names(type)))
                    .asException();
        }
    }

    private static boolean namesSomebody(FhirRepository.Chain chain) {
        return namesSomebody(chain.target(), Set.of(chain.parameter()));
    }

    private static boolean namesSomebody(String type, Set<String> parameters) {
        Set<String> wanted = names(type);
        return parameters.stream()
                .filter(name -> !name.endsWith(":not"))
                .anyMatch(name -> wanted.contains(name.split("[:.]", 2)[0]));
    }

    private static Set<String> names(String type) {
        Set<String> names = new TreeSet<>("Patient".equals(type) ? NAMES_A_PATIENT : NAMES_SOMEBODY);
        names.addAll(WORK.getOrDefault(type, Set.of()));
        return names;
    }

    /** The patients whom a search names by id. */
    private static Set<String> patients(String type, Map<String, String[]> parameters) {
        Set<String> ids = new TreeSet<>();
        parameters.forEach((name, values) -> {
            boolean names = "Patient".equals(type)
                    ? "_id".equals(name)
                    : Set.of("patient", "subject").contains(name);
            if (names) {
                for (String value : values) {
                    ids.add(String.valueOf(new IdType(value).getIdPart()));
                }
            }
        });
        return ids;
    }

    private static int offset(Map<String, String[]> parameters) {
        String asked = first(parameters, "_offset");
        if (asked == null) {
            return 0;
        }
        if (!asked.matches("\\d{1,9}")) {
            throw Refusal.of(ErrorCode.PARAMETER_INVALID, "Parameter _offset must be a whole number")
                    .asException();
        }
        return Integer.parseInt(asked);
    }

    private static @org.jspecify.annotations.Nullable String first(Map<String, String[]> parameters, String name) {
        String[] values = parameters.get(name);
        return values == null || values.length == 0 ? null : values[0];
    }
}
