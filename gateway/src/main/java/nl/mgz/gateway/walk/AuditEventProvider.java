package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import nl.mgz.gateway.audit.view.AuditEvents;
import nl.mgz.gateway.audit.view.TrailLine;
import nl.mgz.gateway.audit.view.TrailReader;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The trail as AuditEvents (https://hl7.org/fhir/R4/auditevent.html), to read and to search; nobody writes them. Whoever
 * reads it is on record too, with the patients whose events were shown.
 */
public class AuditEventProvider implements IResourceProvider {

    static final String TYPE = "AuditEvent";

    static final Map<String, SearchParamType> PARAMETERS = new LinkedHashMap<>();

    static {
        PARAMETERS.put("patient", SearchParamType.REFERENCE);
        PARAMETERS.put("agent", SearchParamType.REFERENCE);
        PARAMETERS.put("date", SearchParamType.DATE);
        PARAMETERS.put("entity", SearchParamType.REFERENCE);
        PARAMETERS.put("outcome", SearchParamType.TOKEN);
    }

    private static final Map<String, Set<String>> OUTCOMES = Map.of(
            "0", Set.of("permit"),
            "4", Set.of("refusal"),
            "8", Set.of("unauthenticated"),
            "12", Set.of("failure"));

    private static final Set<String> ABOUT_THE_ANSWER = Set.of("_format", "_pretty", "_count", "_offset");

    private final TrailReader trail;
    private final AuditEvents events;

    AuditEventProvider(TrailReader trail, AuditEvents events) {
        this.trail = trail;
        this.events = events;
    }

    @Override
    public Class<AuditEvent> getResourceType() {
        return AuditEvent.class;
    }

    @Read
    public AuditEvent read(@IdParam IIdType id, RequestDetails request) {
        if (!id.getIdPart().matches("\\d{1,18}")) {
            throw ErrorMapping.notFound();
        }
        TrailLine line = trail.one(id.getIdPartAsLong()).orElseThrow(ErrorMapping::notFound);
        remember(List.of(line), request);
        return events.of(line);
    }

    /** Parameters that are not ours are refused by name, which HAPI would not do. */
    @Search(allowUnknownParams = true)
    public IBundleProvider search(
            @OptionalParam(name = "patient") @Nullable ReferenceParam patient,
            @OptionalParam(name = "agent") @Nullable TokenParam agent,
            @OptionalParam(name = "date") @Nullable DateRangeParam date,
            @OptionalParam(name = "entity") @Nullable ReferenceParam entity,
            @OptionalParam(name = "outcome") @Nullable TokenOrListParam outcome,
            RequestDetails request) {
        refuseOthers(request);
        Paging page = Paging.beside(request);
        TrailReader.Which which = new TrailReader.Which(
                patient == null ? null : patient.getIdPart(),
                date == null ? null : instant(date.getLowerBoundAsInstant()),
                date == null ? null : after(date.getUpperBoundAsInstant()),
                agent == null ? null : agent.getValue(),
                entity == null ? null : reference(entity),
                outcomes(outcome));
        List<TrailLine> found = trail.page(which, page.count(), page.offset());
        remember(found, request);
        List<Resource> shown =
                found.stream().map(line -> (Resource) events.of(line)).toList();
        SimpleBundleProvider answer = new SimpleBundleProvider(List.<IBaseResource>copyOf(shown));
        answer.setCurrentPageOffset(page.offset());
        answer.setCurrentPageSize(page.count());
        answer.setSize(Math.toIntExact(trail.count(which)));
        return answer;
    }

    /** Of whom something was shown. */
    private static void remember(List<TrailLine> lines, RequestDetails request) {
        Set<String> patients = new LinkedHashSet<>();
        lines.forEach(line -> {
            if (line.event().has("patient")) {
                patients.add(line.event().get("patient").asText());
            }
        });
        Trails.of(request).ifPresent(trail -> trail.about(patients));
    }

    private static @Nullable Instant instant(@Nullable Date moment) {
        return moment == null ? null : moment.toInstant();
    }

    /** The last moment that is asked for is part of it, to the millisecond. */
    private static @Nullable Instant after(@Nullable Date moment) {
        return moment == null ? null : moment.toInstant().plusMillis(1);
    }

    private static String reference(ReferenceParam entity) {
        if (entity.getResourceType() == null) {
            throw Refusal.of(ErrorCode.PARAMETER_INVALID, "Parameter entity names a resource: entity=Condition/[id]")
                    .asException();
        }
        return entity.getResourceType() + "/" + entity.getIdPart();
    }

    private static Set<String> outcomes(@Nullable TokenOrListParam asked) {
        Set<String> outcomes = new TreeSet<>();
        if (asked != null) {
            asked.getValuesAsQueryTokens().forEach(one -> {
                Set<String> known = OUTCOMES.get(one.getValue());
                if (known == null) {
                    throw Refusal.of(
                                    ErrorCode.PARAMETER_INVALID,
                                    "Parameter outcome is 0 (done), 4 (refused), 8 (unknown caller) or 12 (failed)")
                            .asException();
                }
                outcomes.addAll(known);
            });
        }
        return outcomes;
    }

    private static void refuseOthers(RequestDetails request) {
        for (String name : request.getParameters().keySet()) {
            boolean served =
                    PARAMETERS.containsKey(name) || "agent:identifier".equals(name) || ABOUT_THE_ANSWER.contains(name);
            if (!served) {
                throw Refusal.of(
                                ErrorCode.PARAMETER_NOT_SUPPORTED,
                                "Search parameter " + name.replaceFirst("[:.].*$", "")
                                        + " is not served here; served are " + String.join(", ", PARAMETERS.keySet())
                                        + " and agent:identifier")
                        .asException();
            }
        }
    }
}
