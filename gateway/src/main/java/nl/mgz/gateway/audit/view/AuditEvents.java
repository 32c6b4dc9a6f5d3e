package nl.mgz.gateway.audit.view;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import nl.mgz.gateway.audit.Outcome;
import nl.mgz.gateway.identity.GatewayAddress;
import nl.mgz.gateway.identity.Purpose;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventOutcome;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventSourceComponent;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.InstantType;

/**
 * A line of the trail as an AuditEvent (https://hl7.org/fhir/R4/auditevent.html), in the patterns of IHE BALP
 * (https://profiles.ihe.net/ITI/BALP/) and with the fields of NEN 7513.
 *
 * <p>A profile is claimed only where the event meets it: BALP describes requests that succeeded. A refusal has the same
 * shape and claims none. A request made with an access token also claims {@code OAUTHaccessTokenUse.Minimal}.
 *
 * <p>What NEN 7513 asks and BALP has no place for:
 *
 * <ul>
 *   <li>the responsible person is an agent of type {@code RESP}, never the requestor; the organisation is an agent too, and
 *       its URA is {@code source.site}
 *   <li>the decision (rule, emergency, its reason) is an entity of its own, a security resource with details: BALP forbids
 *       details on the query, and a search on {@code entity-role} finds all decisions. The consent that decided is an
 *       entity of type {@code Consent} in the same role, as in BALP's AuthZconsent, so that it can be followed
 *   <li>an emergency is a second subtype besides, DICOM 110127, so that {@code AuditEvent?subtype=} finds them all
 *   <li>the rest of the request (path, status, the open call, and any field that a later version adds) is details of the
 *       entity with the request's number
 * </ul>
 *
 * <p>What a query showed is told by entities of the resource's own type: BALP keeps {@code System Object} for the query.
 */
public final class AuditEvents {

    private static final Set<String> RESTFUL = Set.of(
            "read",
            "vread",
            "update",
            "patch",
            "delete",
            "history-instance",
            "history-type",
            "history-system",
            "create",
            "search-type",
            "search-system",
            "capabilities",
            "transaction",
            "batch");

    private final String base;

    public AuditEvents(GatewayAddress address) {
        this.base = address.base();
    }

    public AuditEvent of(TrailLine line) {
        Facts facts = new Facts(line);
        BalpPattern pattern = BalpPattern.of(facts);
        AuditEvent event = new AuditEvent();
        event.setId(line.id());
        pattern.profile(facts).ifPresent(event.getMeta()::addProfile);
        event.setText(AuditNarrative.of(line));
        event.setType(type(pattern).coding());
        addSubtypes(event, facts, pattern);
        event.setAction(pattern.action(facts));
        // In the trail's own time zone, so that the same line gives the same resource wherever the gateway runs.
        event.setRecordedElement(inUtc(new InstantType(Date.from(facts.recorded()))));
        facts.received()
                .ifPresent(received ->
                        event.getPeriod().setStartElement(moment(received)).setEndElement(moment(facts.recorded())));
        event.setOutcome(outcome(facts.outcome()));
        event.setOutcomeDesc(outcomeText(facts));
        facts.text("purpose")
                .ifPresent(purpose -> event.addPurposeOfEvent().addCoding(new Coding(Purpose.SYSTEM, purpose, null)));
        new AuditAgents(facts, pattern, base).addTo(event);
        event.setSource(source(facts));
        new AuditEntities(facts, pattern).addTo(event);
        return event;
    }

    private static DateTimeType moment(Instant instant) {
        return inUtc(new DateTimeType(Date.from(instant)));
    }

    private static <T extends BaseDateTimeType> T inUtc(T moment) {
        moment.setPrecision(TemporalPrecisionEnum.MILLI);
        moment.setTimeZoneZulu(true);
        return moment;
    }

    private static Codings.Code type(BalpPattern pattern) {
        return switch (pattern) {
            case TOKEN -> Codings.AUTHENTICATION;
            case REGISTER -> Codings.ALERT;
            case EXPORT -> Codings.LOG_USED;
            case CREATE, READ, UPDATE, DELETE, QUERY, OPERATION, HISTORY, OTHER -> Codings.REST;
        };
    }

    private static void addSubtypes(AuditEvent event, Facts facts, BalpPattern pattern) {
        String interaction = facts.interaction();
        if (RESTFUL.contains(interaction)) {
            event.addSubtype(new Coding(Codings.RESTFUL, interaction, interaction));
        } else if (pattern == BalpPattern.TOKEN) {
            event.addSubtype(Codings.GET_TOKEN.coding());
        } else if (pattern == BalpPattern.REGISTER) {
            event.addSubtype(Codings.RIGHTS_CHANGED.coding());
        }
        if (facts.isOperation()) {
            event.addSubtype(new Coding(Codings.RESTFUL, "operation", "operation"));
        }
        // A later page of a search is a search; so, to BALP, is an operation that hands out records.
        if (interaction.equals("get-page")
                || (facts.isOperation() && pattern.profile(facts).isPresent())) {
            event.addSubtype(new Coding(Codings.RESTFUL, "search", "search"));
        }
        if (facts.emergency()) {
            event.addSubtype(Codings.EMERGENCY.coding());
        }
    }

    private static AuditEventOutcome outcome(Outcome outcome) {
        return switch (outcome) {
            case PERMIT -> AuditEventOutcome._0;
            case REFUSAL -> AuditEventOutcome._4;
            case UNAUTHENTICATED -> AuditEventOutcome._8;
            case FAILURE -> AuditEventOutcome._12;
        };
    }

    private static String outcomeText(Facts facts) {
        String text = switch (facts.outcome()) {
            case PERMIT -> "Done";
            case REFUSAL -> "Refused";
            case UNAUTHENTICATED -> "Refused: nobody knows who asked";
            case FAILURE -> "Failed";
        };
        String status = facts.status() > 0 ? ", HTTP status " + facts.status() : "";
        return text
                + status
                + facts.text("rule").map(rule -> ", by rule " + rule).orElse("");
    }

    private AuditEventSourceComponent source(Facts facts) {
        AuditEventSourceComponent source = new AuditEventSourceComponent();
        facts.text("organization").ifPresent(source::setSite);
        source.setObserver(AuditAgents.gateway(base));
        source.addType(Codings.SERVER.coding());
        return source;
    }
}
