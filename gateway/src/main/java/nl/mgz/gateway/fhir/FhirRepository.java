package nl.mgz.gateway.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.HistorySearchDateRangeParam;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The stored resources. Every call runs in a transaction of its own unless one is open. */
@Component
public class FhirRepository {

    /** A parameter for conditions of the gateway's own: the organisation that holds a resource, by URA. */
    public static final String HOLDER = "mgz-holder";

    private static final String REFERRED_TO = "select distinct target.fhir_id from hfj_resource source"
            + " join hfj_res_link link on link.src_resource_id = source.res_id"
            + " join hfj_resource target on target.res_id = link.target_resource_id"
            + " where source.res_type = ? and source.fhir_id = any (?) and target.res_type = ?"
            + " and target.res_deleted_at is null";

    private final DaoRegistry daos;
    private final IFhirSystemDao<Bundle, Meta> system;
    private final SearchParsing parsing;
    private final PatientIndexes indexes;
    private final JdbcTemplate jdbc;
    private final FhirContext context;

    FhirRepository(
            DaoRegistry daos,
            IFhirSystemDao<Bundle, Meta> system,
            SearchParsing parsing,
            PatientIndexes indexes,
            JdbcTemplate jdbc,
            FhirContext context) {
        this.indexes = indexes;
        this.context = context;
        this.daos = daos;
        this.system = system;
        this.parsing = parsing;
        this.jdbc = jdbc;
    }

    /** @throws ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException when there is none */
    public IBaseResource read(IIdType id, RequestDetails request) {
        return dao(id.getResourceType()).read(id, request);
    }

    /** @throws nl.mgz.gateway.refusal.RefusedException when a parameter is not served or has no meaning */
    public IBundleProvider search(String type, Map<String, String[]> parameters, RequestDetails request) {
        return dao(type).search(parsing.parse(type, parameters), request);
    }

    /**
     * The ids of every match in their order, whoever may see them: no part of an answer before somebody has decided on each.
     *
     * @throws nl.mgz.gateway.refusal.RefusedException as {@link #search}
     */
    public List<String> searchIds(String type, Map<String, String[]> parameters, RequestDetails request) {
        SearchParameterMap search = forIds(type, parameters);
        search.setLoadSynchronousUpTo(Integer.MAX_VALUE);
        List<JpaPid> found = dao(type).searchForIds(search, request);
        Map<Long, String> ids = new HashMap<>();
        jdbc.query(
                "select res_id, fhir_id from hfj_resource where res_id = any (?)",
                statement -> statement.setArray(
                        1,
                        statement
                                .getConnection()
                                .createArrayOf(
                                        "bigint",
                                        found.stream().map(JpaPid::getId).toArray())),
                row -> {
                    ids.put(row.getLong(1), row.getString(2));
                });
        return found.stream()
                .map(pid -> ids.get(pid.getId()))
                .filter(Objects::nonNull)
                .distinct()
                .toList();
    }

    /** Without what is about the answer and not about what is found. */
    private SearchParameterMap forIds(String type, Map<String, String[]> parameters) {
        SearchParameterMap search = parsing.parse(type, parameters);
        search.setCount(null);
        search.setOffset(null);
        search.setSummaryMode(null);
        search.setSearchTotalMode(null);
        search.getIncludes().clear();
        search.getRevIncludes().clear();
        return search;
    }

    /**
     * The same for a search in one patient's record, from what is kept of it.
     *
     * @param contents the counter of a patient, read before
     * @return empty for a search that only the database can answer
     * @throws nl.mgz.gateway.refusal.RefusedException as {@link #search}
     */
    public Optional<OfPatient> searchIdsOfPatient(
            String type, Map<String, String[]> parameters, ToLongFunction<String> contents) {
        return indexes.understood(type, forIds(type, parameters))
                .map(asked -> new OfPatient(
                        asked.patient(), indexes.ids(type, asked, contents.applyAsLong(asked.patient()))));
    }

    /** What was found in one patient's record. */
    public record OfPatient(String patient, List<String> ids) {}

    /**
     * Resources of one type by id, in the order of the ids, and behind them what includes bring along.
     *
     * @param includes the parameters {@code _include} and {@code _revinclude}, as asked
     */
    public List<IBaseResource> load(
            String type, List<String> ids, Map<String, String[]> includes, RequestDetails request) {
        if (ids.isEmpty()) {
            return List.of();
        }
        Map<String, String[]> parameters = new LinkedHashMap<>(includes);
        parameters.put("_id", new String[] {String.join(",", ids)});
        parameters.put("_count", new String[] {String.valueOf(SearchParsing.LARGEST_PAGE)});
        Map<String, Integer> place = new HashMap<>();
        ids.forEach(id -> place.put(type + "/" + id, place.size()));
        // With includes HAPI takes the count from the request, which is never less than the ids of its page.
        List<IBaseResource> all = new ArrayList<>(
                includes.isEmpty()
                        ? dao(type).searchForResources(parsing.parse(type, parameters), request)
                        : search(type, parameters, request).getResources(0, Integer.MAX_VALUE));
        all.sort(Comparator.comparingInt(resource -> place.getOrDefault(
                resource.fhirType() + "/" + resource.getIdElement().getIdPart(), Integer.MAX_VALUE)));
        return all;
    }

    /**
     * The current versions of some resources, whatever their types, in one statement and no order. What is deleted, or not
     * there, is not among them. Nobody is asked whether they may be seen: that is decided before.
     *
     * @param idsByType ids under the types of their resources
     */
    public List<Resource> current(Map<String, ? extends Collection<String>> idsByType) {
        return StoredTexts.current(jdbc, idsByType).stream().map(this::parsed).toList();
    }

    /** Which of some ids are those of stored resources, under the types of those. What was deleted is not. */
    public Set<String> stored(Map<String, ? extends Collection<String>> idsByType) {
        Set<String> found = new HashSet<>();
        idsByType.forEach((type, ids) -> jdbc.query(
                "select fhir_id from hfj_resource where res_type = ? and fhir_id = any (?) and res_deleted_at is null",
                statement -> {
                    statement.setString(1, type);
                    statement.setArray(2, statement.getConnection().createArrayOf("varchar", ids.toArray()));
                },
                row -> {
                    found.add(row.getString(1));
                }));
        return found;
    }

    /**
     * The resources of one type to which some of another refer, by any element that is searched by.
     *
     * @return their ids, each once and in no order
     */
    public List<String> referredTo(String type, Collection<String> ids, String target) {
        List<String> found = new ArrayList<>();
        jdbc.query(
                REFERRED_TO,
                statement -> {
                    statement.setString(1, type);
                    statement.setArray(2, statement.getConnection().createArrayOf("varchar", ids.toArray()));
                    statement.setString(3, target);
                },
                row -> {
                    found.add(row.getString(1));
                });
        return found;
    }

    private Resource parsed(StoredTexts.Text stored) {
        Resource resource = (Resource) context.newJsonParser().parseResource(stored.text());
        resource.setId(stored.id());
        resource.getMeta().setVersionId(stored.id().getVersionIdPart()).setLastUpdated(Date.from(stored.updated()));
        return resource;
    }

    /** @throws nl.mgz.gateway.refusal.RefusedException as {@link #search}, without searching */
    public void check(String type, Map<String, String[]> parameters) {
        parsing.parse(type, parameters);
    }

    /** The chains in a search, each with what it asks of the resource at its end. */
    public List<Chain> chains(String type, Map<String, String[]> parameters) {
        return parsing.chains(type, parameters.keySet());
    }

    /**
     * A parameter that asks something of a resource that is referred to.
     *
     * @param asked the parameter as asked
     * @param reference the reference parameter that it begins with
     * @param target type of the resource at its end
     * @param parameter what is asked of that, with its modifier
     */
    public record Chain(String asked, String reference, String target, String parameter) {}

    /** How many a caller gets at most in one page, and how many if it does not say. */
    public static int pageSize(@Nullable String asked) {
        return asked == null
                ? SearchParsing.DEFAULT_PAGE
                : Math.min(SearchParsing.LARGEST_PAGE, SearchParsing.number("_count", asked));
    }

    public IBundleProvider history(IIdType id, int offset, RequestDetails request) {
        return dao(id.getResourceType())
                .history(id, new HistorySearchDateRangeParam(Map.of(), new DateRangeParam(), offset), request);
    }

    /** @param ifNoneExist search that must find nothing, else the one that it finds is the answer; null for a plain create */
    public MethodOutcome create(IBaseResource resource, @Nullable String ifNoneExist, RequestDetails request) {
        return dao(resource.fhirType()).create(resource, ifNoneExist, request);
    }

    public MethodOutcome update(IBaseResource resource, RequestDetails request) {
        return dao(resource.fhirType()).update(resource, request);
    }

    public MethodOutcome delete(IIdType id, RequestDetails request) {
        return dao(id.getResourceType()).delete(id, request);
    }

    /** A transaction or a batch, as its type says; where a transaction of the database is open, as a part of that. */
    public Bundle process(Bundle bundle, RequestDetails request) {
        return TransactionSynchronizationManager.isActualTransactionActive()
                ? system.transactionNested(request, bundle)
                : system.transaction(request, bundle);
    }

    /** The java class of a resource type. */
    public Class<? extends IBaseResource> classOf(String type) {
        return dao(type).getResourceType();
    }

    @SuppressWarnings("unchecked")
    private IFhirResourceDao<IBaseResource> dao(String type) {
        return daos.getResourceDao(type);
    }
}
