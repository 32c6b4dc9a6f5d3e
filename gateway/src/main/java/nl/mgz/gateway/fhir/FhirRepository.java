package nl.mgz.gateway.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.model.dao.JpaPid;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.PatchTypeEnum;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.HistorySearchDateRangeParam;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hl7.fhir.instance.model.api.IBaseParameters;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The stored resources. Every call runs in a transaction of its own unless one is open. */
@Component
public class FhirRepository {

    /** A parameter for conditions of the gateway's own: the organisation that holds a resource, by URA. */
    public static final String HOLDER = "mgz-holder";

    private static final String CURRENT = "select r.res_type, r.fhir_id, v.res_ver, v.res_updated, v.res_text_vc"
            + " from unnest(?, ?) as wanted (type, id)"
            + " join hfj_resource r on r.res_type = wanted.type and r.fhir_id = wanted.id"
            + " join hfj_res_ver v on v.res_id = r.res_id and v.res_ver = r.res_ver"
            + " where r.res_deleted_at is null";

    private final DaoRegistry daos;
    private final IFhirSystemDao<Bundle, Meta> system;
    private final SearchParsing parsing;
    private final JdbcTemplate jdbc;
    private final FhirContext context;

    FhirRepository(
            DaoRegistry daos,
            IFhirSystemDao<Bundle, Meta> system,
            SearchParsing parsing,
            JdbcTemplate jdbc,
            FhirContext context) {
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
        SearchParameterMap search = parsing.parse(type, parameters);
        search.setCount(null);
        search.setOffset(null);
        search.setSummaryMode(null);
        search.setSearchTotalMode(null);
        search.getIncludes().clear();
        search.getRevIncludes().clear();
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
        List<String> types = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        idsByType.forEach((type, some) -> some.forEach(id -> {
            types.add(type);
            ids.add(id);
        }));
        List<Resource> found = new ArrayList<>();
        if (!ids.isEmpty()) {
            jdbc.query(
                    CURRENT,
                    statement -> {
                        statement.setArray(1, statement.getConnection().createArrayOf("varchar", types.toArray()));
                        statement.setArray(2, statement.getConnection().createArrayOf("varchar", ids.toArray()));
                    },
                    row -> {
                        found.add(stored(row));
                    });
        }
        return found;
    }

    private Resource stored(ResultSet row) throws SQLException {
        Resource resource = (Resource) context.newJsonParser().parseResource(row.getString("res_text_vc"));
        String version = String.valueOf(row.getLong("res_ver"));
        resource.setId(new IdType(row.getString("res_type"), row.getString("fhir_id"), version));
        resource.getMeta().setVersionId(version).setLastUpdated(row.getTimestamp("res_updated"));
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

    public MethodOutcome patch(
            IIdType id, PatchTypeEnum kind, String body, @Nullable IBaseParameters fhirPatch, RequestDetails request) {
        return dao(id.getResourceType()).patch(id, null, kind, body, fhirPatch, request);
    }

    public MethodOutcome delete(IIdType id, RequestDetails request) {
        return dao(id.getResourceType()).delete(id, request);
    }

    /** A transaction or a batch, as its type says. */
    public Bundle process(Bundle bundle, RequestDetails request) {
        return system.transaction(request, bundle);
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
