package nl.mgz.gateway.fhir;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.entity.BaseResourceIndexedSearchParam;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamToken;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.IQueryParameterType;
import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import ca.uhn.fhir.rest.api.SortOrderEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.param.DateParam;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.ParamPrefixEnum;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import nl.mgz.gateway.fhir.PatientIndex.Dates;
import nl.mgz.gateway.fhir.PatientIndex.Entry;
import nl.mgz.gateway.fhir.PatientIndex.Link;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Searches in one patient's record, answered from what the indexes of the database hold of it, which is kept for as long as
 * nothing of that patient changes. By tokens, dates and references, in the order of ids or dates; whatever else is asked goes to
 * the database, with the same result where both can answer.
 */
@Component
class PatientIndexes {

    private static final int MOST_KEPT_BYTES = 60_000_000;

    /** Parameters of which the value names the patient that a record is about. */
    private static final Set<String> PATIENT = Set.of("patient", "subject");

    private static final Set<ParamPrefixEnum> PREFIXES = EnumSet.of(
            ParamPrefixEnum.EQUAL,
            ParamPrefixEnum.GREATERTHAN,
            ParamPrefixEnum.GREATERTHAN_OR_EQUALS,
            ParamPrefixEnum.LESSTHAN,
            ParamPrefixEnum.LESSTHAN_OR_EQUALS);

    private static final String LOAD = """
            with mine as (
                select distinct r.res_id, r.fhir_id from hfj_resource p
                join hfj_res_link l on l.target_resource_id = p.res_id
                join hfj_resource r on r.res_id = l.src_resource_id
                where p.res_type = 'Patient' and p.fhir_id = ? and r.res_type = ? and r.res_deleted_at is null)
            select 0 as kind, fhir_id, null as path, null as target_type, null as target, null::bigint as one,
                null::bigint as two, null::bigint as three, null::timestamp as low, null::timestamp as high from mine
            union all
            select 1, fhir_id, null, null, null, hash_sys, hash_value, hash_sys_and_value, null, null
                from mine join hfj_spidx_token using (res_id)
            union all
            select 2, fhir_id, null, null, null, hash_identity, sp_value_low_date_ordinal, sp_value_high_date_ordinal,
                sp_value_low, sp_value_high from mine join hfj_spidx_date using (res_id)
            union all
            select 3, m.fhir_id, l.src_path, t.res_type, t.fhir_id, null, null, null, null, null
                from mine m join hfj_res_link l on l.src_resource_id = m.res_id
                join hfj_resource t on t.res_id = l.target_resource_id
            """;

    private record Key(String patient, String type) {}

    private record Kept(long contents, PatientIndex index) {}

    private final JdbcTemplate jdbc;
    private final ISearchParamRegistry registry;
    private final PartitionSettings partitions;
    private final Cache<Key, Kept> kept = Caffeine.newBuilder()
            .maximumWeight(MOST_KEPT_BYTES)
            .weigher((Key key, Kept one) ->
                    200 + one.index().entries().stream().mapToInt(Entry::size).sum())
            .build();

    PatientIndexes(JdbcTemplate jdbc, ISearchParamRegistry registry, PartitionSettings partitions) {
        this.jdbc = jdbc;
        this.registry = registry;
        this.partitions = partitions;
    }

    /** A search that can be answered from one patient's index, whatever is in it. */
    record Asked(String patient, Predicate<Entry> matches, Comparator<Entry> order) {}

    /** @return empty for a search that has to be asked of the database */
    Optional<Asked> understood(String type, SearchParameterMap search) {
        String patient = null;
        Predicate<Entry> all = entry -> true;
        if (search.getLastUpdated() != null && !search.getLastUpdated().isEmpty() || search.hasIncludes()) {
            return Optional.empty();
        }
        for (Map.Entry<String, List<List<IQueryParameterType>>> one : search.entrySet()) {
            RuntimeSearchParam definition =
                    registry.getActiveSearchParam(type, one.getKey(), SearchParamLookupContextEnum.SEARCH);
            if (definition == null) {
                return Optional.empty();
            }
            for (List<IQueryParameterType> values : one.getValue()) {
                Optional<Predicate<Entry>> any = any(type, definition, values);
                if (any.isEmpty()) {
                    return Optional.empty();
                }
                all = all.and(any.get());
                if (PATIENT.contains(one.getKey()) && values.size() == 1) {
                    patient = ((ReferenceParam) values.get(0)).getIdPart();
                }
            }
        }
        Optional<Comparator<Entry>> order = order(type, search.getSort());
        return patient == null || order.isEmpty()
                ? Optional.empty()
                : Optional.of(new Asked(patient, all, order.get()));
    }

    /** @param contents the patient's counter, read before; what is kept is used for as long as it is the same */
    List<String> ids(String type, Asked asked, long contents) {
        Key key = new Key(asked.patient(), type);
        Kept there = kept.getIfPresent(key);
        if (there == null || there.contents() != contents) {
            there = new Kept(contents, load(asked.patient(), type));
            kept.put(key, there);
        }
        return there.index().ids(asked.matches(), asked.order());
    }

    private Optional<Predicate<Entry>> any(
            String type, RuntimeSearchParam definition, List<IQueryParameterType> values) {
        Predicate<Entry> any = entry -> false;
        for (IQueryParameterType value : values) {
            Optional<Predicate<Entry>> one = value.getMissing() != null
                    ? Optional.empty()
                    : switch (definition.getParamType()) {
                        case TOKEN -> token(type, definition.getName(), (TokenParam) value);
                        // Several of one parameter have one prefix in the database, that of the first.
                        case DATE ->
                            values.size() > 1 ? Optional.empty() : date(type, definition.getName(), (DateParam) value);
                        case REFERENCE -> reference(type, definition, (ReferenceParam) value);
                        default -> Optional.<Predicate<Entry>>empty();
                    };
            if (one.isEmpty()) {
                return Optional.empty();
            }
            any = any.or(one.get());
        }
        return Optional.of(any);
    }

    private Optional<Predicate<Entry>> token(String type, String parameter, TokenParam token) {
        String system = token.getSystem();
        String value = token.getValue();
        if (token.getModifier() != null || (system == null && value == null)) {
            return Optional.empty();
        }
        if ("_id".equals(parameter)) {
            return system != null
                    ? Optional.empty()
                    : Optional.of(entry -> entry.id().equals(value));
        }
        if (parameter.startsWith("_")) {
            return Optional.empty();
        }
        long hash = hash(type, parameter, system, value);
        return Optional.of(entry -> entry.hasToken(hash));
    }

    private long hash(String type, String parameter, @Nullable String system, @Nullable String value) {
        RequestPartitionId all = RequestPartitionId.defaultPartition();
        if (system == null) {
            return ResourceIndexedSearchParamToken.calculateHashValue(partitions, all, type, parameter, value);
        }
        return value == null || value.isBlank()
                ? ResourceIndexedSearchParamToken.calculateHashSystem(partitions, all, type, parameter, system)
                : ResourceIndexedSearchParamToken.calculateHashSystemAndValue(
                        partitions, all, type, parameter, system, value);
    }

    private long identity(String type, String parameter) {
        return BaseResourceIndexedSearchParam.calculateHashIdentity(
                partitions, RequestPartitionId.defaultPartition(), type, parameter);
    }

    /** As HAPI compares in the database: days with days, and moments with moments. */
    private Optional<Predicate<Entry>> date(String type, String parameter, DateParam date) {
        ParamPrefixEnum prefix = Objects.requireNonNullElse(date.getPrefix(), ParamPrefixEnum.EQUAL);
        if (date.isEmpty() || !PREFIXES.contains(prefix) || parameter.startsWith("_")) {
            return Optional.empty();
        }
        // A year or a month ends with its last day, which HAPI works out in more than one way.
        if (date.getPrecision().ordinal() < TemporalPrecisionEnum.DAY.ordinal()) {
            return Optional.empty();
        }
        DateRangeParam range = new DateRangeParam(date);
        boolean days = date.getPrecision() == TemporalPrecisionEnum.DAY;
        Long from = days
                ? number(range.getLowerBoundAsDateInteger())
                : range.getLowerBoundAsInstant() == null
                        ? null
                        : Long.valueOf(range.getLowerBoundAsInstant().getTime());
        Long to = days
                ? number(range.getUpperBoundAsDateInteger())
                : range.getUpperBoundAsInstant() == null
                        ? null
                        : Long.valueOf(range.getUpperBoundAsInstant().getTime());
        long identity = identity(type, parameter);
        return Optional.of(entry -> entry.dates(identity).anyMatch(one -> {
            Long low = days ? number(one.lowDay()) : one.low();
            Long high = days ? number(one.highDay()) : one.high();
            return switch (prefix) {
                case GREATERTHAN, GREATERTHAN_OR_EQUALS -> atLeast(high, from);
                case LESSTHAN, LESSTHAN_OR_EQUALS -> atMost(low, to);
                default -> atLeast(low, from) && atMost(low, to) && atLeast(high, from) && atMost(high, to);
            };
        }));
    }

    private static @Nullable Long number(@Nullable Integer day) {
        return day == null ? null : Long.valueOf(day);
    }

    private static boolean atLeast(@Nullable Long value, @Nullable Long bound) {
        return value != null && bound != null && value >= bound;
    }

    private static boolean atMost(@Nullable Long value, @Nullable Long bound) {
        return value != null && bound != null && value <= bound;
    }

    private Optional<Predicate<Entry>> reference(String type, RuntimeSearchParam definition, ReferenceParam reference) {
        String id = reference.getIdPart();
        String target = reference.getResourceType();
        if (target == null && PATIENT.contains(definition.getName())) {
            target = "Patient";
        }
        if (reference.getChain() != null
                || reference.getBaseUrl() != null
                || reference.isMdmExpand()
                || id == null
                || target == null
                || target.isEmpty()) {
            return Optional.empty();
        }
        List<String> paths = definition.getPathsSplitForResourceType(type);
        String of = target;
        return Optional.of(entry -> entry.refersTo(paths, of, id));
    }

    private Optional<Comparator<Entry>> order(String type, @Nullable SortSpec sort) {
        Comparator<Entry> order = (one, other) -> 0;
        for (SortSpec spec = sort; spec != null; spec = spec.getChain()) {
            boolean ascending = spec.getOrder() != SortOrderEnum.DESC;
            if ("_id".equals(spec.getParamName())) {
                Comparator<Entry> byId = Comparator.comparing(Entry::id);
                return Optional.of(order.thenComparing(ascending ? byId : byId.reversed()));
            }
            RuntimeSearchParam definition =
                    registry.getActiveSearchParam(type, spec.getParamName(), SearchParamLookupContextEnum.SORT);
            if (definition == null
                    || !"date".equals(definition.getParamType().getCode())
                    || definition.getName().startsWith("_")) {
                return Optional.empty();
            }
            order = order.thenComparing(PatientIndex.byDate(identity(type, definition.getName()), ascending));
        }
        return Optional.of(order);
    }

    private static final class Reading {

        private final List<Long> tokens = new ArrayList<>();
        private final List<Dates> dates = new ArrayList<>();
        private final List<Link> links = new ArrayList<>();

        void add(ResultSet row) throws SQLException {
            switch (row.getInt("kind")) {
                case 1 -> {
                    addToken(row, "one");
                    addToken(row, "two");
                    addToken(row, "three");
                }
                case 2 ->
                    dates.add(new Dates(
                            row.getLong("one"),
                            millis(row, "low"),
                            millis(row, "high"),
                            day(row, "two"),
                            day(row, "three")));
                case 3 ->
                    links.add(new Link(
                            row.getString("path").intern(),
                            row.getString("target_type").intern(),
                            row.getString("target")));
                default -> {
                    // It is there: that is all.
                }
            }
        }

        private void addToken(ResultSet row, String column) throws SQLException {
            long hash = row.getLong(column);
            if (!row.wasNull()) {
                tokens.add(hash);
            }
        }

        private static @Nullable Long millis(ResultSet row, String column) throws SQLException {
            Timestamp at = row.getTimestamp(column);
            return at == null ? null : Long.valueOf(at.getTime());
        }

        private static @Nullable Integer day(ResultSet row, String column) throws SQLException {
            int day = row.getInt(column);
            return row.wasNull() ? null : Integer.valueOf(day);
        }

        Entry entry(String id) {
            return new Entry(
                    id,
                    tokens.stream().mapToLong(Long::longValue).sorted().toArray(),
                    List.copyOf(dates),
                    List.copyOf(links));
        }
    }

    private PatientIndex load(String patient, String type) {
        Map<String, Reading> byId = new TreeMap<>();
        jdbc.query(
                LOAD,
                row -> {
                    byId.computeIfAbsent(row.getString("fhir_id"), id -> new Reading())
                            .add(row);
                },
                patient,
                type);
        List<Entry> entries = new ArrayList<>();
        byId.forEach((id, reading) -> entries.add(reading.entry(id)));
        return new PatientIndex(List.copyOf(entries));
    }
}
