package nl.mgz.gateway.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.jpa.searchparam.util.JpaParamUtil;
import ca.uhn.fhir.model.api.Include;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.api.QualifiedParamList;
import ca.uhn.fhir.rest.api.SearchTotalModeEnum;
import ca.uhn.fhir.rest.api.SortOrderEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.SummaryEnum;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.refusal.RefusedException;
import nl.mgz.gateway.terminology.CodeExpansion;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * From the parameters of a request to a search that HAPI carries out (https://hl7.org/fhir/R4/search.html). What is not
 * on the positive list is refused, never ignored: an ignored parameter answers another question than was asked.
 */
@Component
class SearchParsing {

    /** Where a page ends when the caller does not say. */
    static final int DEFAULT_PAGE = 50;

    static final int LARGEST_PAGE = 500;

    /** What the server handles about the answer rather than about the search. */
    private static final Set<String> ABOUT_THE_ANSWER = Set.of("_format", "_pretty", "_elements", "_summary");

    private static final Set<String> MODIFIERS = Set.of(":exact", ":in", ":not");

    private final FhirContext context;
    private final ISearchParamRegistry registry;
    private final CodeExpansion codes;
    private final IndexState index;

    SearchParsing(FhirContext context, ISearchParamRegistry registry, CodeExpansion codes, IndexState index) {
        this.index = index;
        this.context = context;
        this.registry = registry;
        this.codes = codes;
    }

    SearchParameterMap parse(String type, Map<String, String[]> parameters) {
        ServedType served = ServedTypes.find(type)
                .orElseThrow(() -> Refusal.of(ErrorCode.TYPE_NOT_SUPPORTED, type + " is not served here")
                        .asException());
        SearchParameterMap search = new SearchParameterMap();
        search.setCount(DEFAULT_PAGE);
        search.setOffset(0);
        parameters.forEach((name, values) -> add(search, served, name, values));
        if (search.getSort() == null) {
            // Pages must not overlap: without an order PostgreSQL may give the same row twice.
            search.setSort(new SortSpec("_id", SortOrderEnum.ASC));
        }
        return search;
    }

    private void add(SearchParameterMap search, ServedType type, String name, String[] values) {
        switch (name) {
            case "_count" -> search.setCount(Math.min(LARGEST_PAGE, number(name, values[0])));
            case "_offset" -> search.setOffset(number(name, values[0]));
            case "_sort" -> search.setSort(sort(type, String.join(",", values)));
            case "_include" -> includes(type, name, values).forEach(search::addInclude);
            case "_revinclude" -> includes(type, name, values).forEach(search::addRevInclude);
            case "_total" -> search.setSearchTotalMode(total(values[0]));
            case "_lastUpdated" -> search.setLastUpdated(lastUpdated(values));
            default -> {
                if (!ABOUT_THE_ANSWER.contains(name)) {
                    addCriterion(search, type, name, values);
                } else if ("_summary".equals(name) && "count".equals(values[0])) {
                    search.setSummaryMode(SummaryEnum.COUNT);
                }
            }
        }
    }

    private void addCriterion(SearchParameterMap search, ServedType type, String asked, String[] values) {
        int end = endOfName(asked);
        String name = asked.substring(0, end);
        String qualifier = asked.substring(end);
        RuntimeSearchParam definition = definition(type, name);
        String served = servedQualifier(definition, asked, qualifier);
        List<QualifiedParamList> all = Stream.of(values)
                .filter(value -> !value.isBlank())
                .map(value -> QualifiedParamList.splitQueryStringByCommasIgnoreEscape(
                        withoutIn(served), qualifier.endsWith(":in") ? codes.ofValueSet(value) : value))
                .toList();
        if (all.isEmpty()) {
            throw invalid(asked, "has no value");
        }
        try {
            search.add(name, JpaParamUtil.parseQueryParams(registry, context, definition, name, all));
        } catch (BaseServerResponseException | DataFormatException | IllegalArgumentException e) {
            throw invalid(
                    asked,
                    "has a value that cannot be read as "
                            + definition.getParamType().getCode());
        }
    }

    List<FhirRepository.Chain> chains(String type, Set<String> names) {
        ServedType served = ServedTypes.find(type).orElseThrow();
        List<FhirRepository.Chain> chains = new ArrayList<>();
        for (String asked : names) {
            int end = endOfName(asked);
            if (asked.startsWith("_") || asked.indexOf('.', end) < 0) {
                continue;
            }
            RuntimeSearchParam definition = definition(served, asked.substring(0, end));
            String qualifier = servedQualifier(definition, asked, asked.substring(end));
            int dot = qualifier.indexOf('.');
            chains.add(new FhirRepository.Chain(
                    asked, asked.substring(0, end), qualifier.substring(1, dot), qualifier.substring(dot + 1)));
        }
        return chains;
    }

    private static @Nullable String withoutIn(String qualifier) {
        String kept = qualifier.endsWith(":in") ? qualifier.substring(0, qualifier.length() - 3) : qualifier;
        return kept.isEmpty() ? null : kept;
    }

    /** A modifier that is served, or a chain of one step; the chain names its target type, as HAPI tries all types else. */
    private String servedQualifier(RuntimeSearchParam definition, String asked, String qualifier) {
        if (qualifier.isEmpty() || MODIFIERS.contains(qualifier)) {
            return qualifier;
        }
        boolean reference = "reference".equals(definition.getParamType().getCode());
        int dot = qualifier.indexOf('.');
        if (reference && dot < 0 && ServedTypes.find(qualifier.substring(1)).isPresent()) {
            return qualifier;
        }
        if (reference && dot >= 0 && qualifier.indexOf('.', dot + 1) < 0) {
            String chained = qualifier.substring(dot + 1);
            List<ServedType> targets = chainTargets(definition, qualifier.substring(0, dot)).stream()
                    .filter(target -> target.parameters().contains(nameOf(chained)))
                    .toList();
            if (targets.size() == 1 && chainedModifierIsServed(chained)) {
                definition(targets.get(0), nameOf(chained));
                return ":" + targets.get(0).name() + "." + chained;
            }
        }
        throw Refusal.of(
                        ErrorCode.PARAMETER_NOT_SUPPORTED,
                        "Search parameter " + asked + ": this modifier or chain is not served; served are "
                                + String.join(", ", new TreeSet<>(MODIFIERS))
                                + ", a reference's :Type, and chains of one step to one type (reference:Type.parameter)")
                .asException();
    }

    private static boolean chainedModifierIsServed(String chained) {
        String modifier = chained.substring(endOfName(chained));
        return modifier.isEmpty() || MODIFIERS.contains(modifier);
    }

    private static List<ServedType> chainTargets(RuntimeSearchParam definition, String typeQualifier) {
        if (typeQualifier.startsWith(":")) {
            return ServedTypes.find(typeQualifier.substring(1)).stream().toList();
        }
        return definition.getTargets().stream()
                .flatMap(target -> ServedTypes.find(target).stream())
                .toList();
    }

    private static String nameOf(String chained) {
        return chained.substring(0, endOfName(chained));
    }

    private static int endOfName(String asked) {
        for (int i = 0; i < asked.length(); i++) {
            if (asked.charAt(i) == ':' || asked.charAt(i) == '.') {
                return i;
            }
        }
        return asked.length();
    }

    private RuntimeSearchParam definition(ServedType type, String name) {
        RuntimeSearchParam found = type.parameters().contains(name)
                ? registry.getActiveSearchParam(type.name(), name, SearchParamLookupContextEnum.SEARCH)
                : null;
        if (found == null) {
            throw Refusal.of(
                            ErrorCode.PARAMETER_NOT_SUPPORTED,
                            "Search parameter " + name + " is not served for " + type.name() + "; served are "
                                    + String.join(", ", type.parameters()))
                    .asException();
        }
        if (!index.isReady(type.name(), name)) {
            throw Refusal.of(
                            ErrorCode.UNAVAILABLE,
                            "Search parameter " + name + " is new for " + type.name()
                                    + ", and what was stored before is being indexed by it: search without it, or try again later")
                    .asException();
        }
        return found;
    }

    private SortSpec sort(ServedType type, String value) {
        SortSpec sort = new SortSpec("_id", SortOrderEnum.ASC);
        String[] parts = value.split(",");
        for (int i = parts.length - 1; i >= 0; i--) {
            boolean descending = parts[i].startsWith("-");
            String name = descending ? parts[i].substring(1) : parts[i];
            definition(type, name);
            sort = new SortSpec(name, descending ? SortOrderEnum.DESC : SortOrderEnum.ASC, sort);
        }
        return sort;
    }

    private List<Include> includes(ServedType type, String name, String[] values) {
        List<Include> includes = new ArrayList<>();
        for (String value : values) {
            String[] parts = value.split(":", -1);
            boolean wellFormed = parts.length == 2
                    || (parts.length == 3 && ServedTypes.find(parts[2]).isPresent());
            if (!wellFormed || (name.equals("_include") && !parts[0].equals(type.name()))) {
                throw invalid(name, "must be Type:parameter or Type:parameter:TargetType, with served types");
            }
            ServedType source =
                    ServedTypes.find(parts[0]).orElseThrow(() -> invalid(name, "names a type that is not served"));
            RuntimeSearchParam found = definition(source, parts[1]);
            boolean pointsHere = name.equals("_include") || pointsAt(found, type.name());
            if (!"reference".equals(found.getParamType().getCode()) || !pointsHere) {
                throw invalid(name, "must name a reference parameter that leads to or from " + type.name());
            }
            includes.add(new Include(value));
        }
        return includes;
    }

    private static boolean pointsAt(RuntimeSearchParam parameter, String type) {
        return parameter.getTargets().isEmpty() || parameter.getTargets().contains(type);
    }

    private DateRangeParam lastUpdated(String[] values) {
        if (values.length > 2) {
            throw invalid("_lastUpdated", "may be given twice at most");
        }
        DateRangeParam range = new DateRangeParam();
        try {
            range.setValuesAsQueryTokens(
                    context,
                    "_lastUpdated",
                    Stream.of(values)
                            .map(value -> QualifiedParamList.splitQueryStringByCommasIgnoreEscape(null, value))
                            .collect(Collectors.toList()));
        } catch (BaseServerResponseException | DataFormatException | IllegalArgumentException e) {
            throw invalid("_lastUpdated", "has a value that is no date");
        }
        return range;
    }

    private static SearchTotalModeEnum total(String value) {
        SearchTotalModeEnum mode = SearchTotalModeEnum.fromCode(value);
        if (mode == null) {
            throw invalid("_total", "must be none, estimate or accurate");
        }
        return mode;
    }

    static int number(String name, String value) {
        try {
            int number = Integer.parseInt(value);
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // told below, together with a number below zero
        }
        throw invalid(name, "must be a whole number of 0 or more");
    }

    private static RefusedException invalid(String name, String why) {
        return Refusal.of(ErrorCode.PARAMETER_INVALID, "Search parameter " + name + " " + why)
                .asException();
    }
}
