package nl.mgz.gateway.audit.view;

import static nl.mgz.gateway.audit.view.Codings.APPLICATION;
import static nl.mgz.gateway.audit.view.Codings.AUTHOR;
import static nl.mgz.gateway.audit.view.Codings.CUSTODIAN;
import static nl.mgz.gateway.audit.view.Codings.DESTINATION;
import static nl.mgz.gateway.audit.view.Codings.RECIPIENT;
import static nl.mgz.gateway.audit.view.Codings.SOURCE;
import static nl.mgz.gateway.audit.view.Codings.TOKEN_SERVICE;
import static org.hl7.fhir.r4.model.AuditEvent.AuditEventAction.C;
import static org.hl7.fhir.r4.model.AuditEvent.AuditEventAction.D;
import static org.hl7.fhir.r4.model.AuditEvent.AuditEventAction.E;
import static org.hl7.fhir.r4.model.AuditEvent.AuditEventAction.R;
import static org.hl7.fhir.r4.model.AuditEvent.AuditEventAction.U;

import java.util.Optional;
import java.util.Set;
import nl.mgz.gateway.audit.Outcome;
import nl.mgz.gateway.audit.view.Codings.Code;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAction;

/**
 * The patterns of IHE Basic Audit Log Patterns (https://profiles.ihe.net/ITI/BALP/) and what they fix: the action and who
 * plays which part. In a read the data flows from the server, so the client is its destination; of a query and of a change
 * the client is the source; of a deletion nothing flows.
 */
enum BalpPattern {
    CREATE("Create", C, SOURCE, DESTINATION, AUTHOR),
    READ("Read", R, DESTINATION, SOURCE, RECIPIENT),
    UPDATE("Update", U, SOURCE, DESTINATION, AUTHOR),
    DELETE("Delete", D, APPLICATION, CUSTODIAN, AUTHOR),
    QUERY("Query", E, SOURCE, DESTINATION, RECIPIENT),
    /** One that hands out records is a query by another name; the rest has no pattern. */
    OPERATION("Query", E, SOURCE, DESTINATION, RECIPIENT),
    HISTORY("", R, DESTINATION, SOURCE, RECIPIENT),
    /** A Bundle of requests, and what was refused before anybody understood it. */
    OTHER("", E, SOURCE, DESTINATION, RECIPIENT),
    /** Like IHE.IUA.71, without claiming that: it closes the entities to one, and leaves no room for the request's number. */
    TOKEN("", E, APPLICATION, TOKEN_SERVICE, RECIPIENT),
    REGISTER("", U, SOURCE, DESTINATION, AUTHOR),
    EXPORT("", R, DESTINATION, SOURCE, RECIPIENT);

    static final String PROFILES = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";
    private static final Set<BalpPattern> OF_ONE_RESOURCE = Set.of(CREATE, READ, UPDATE, DELETE);

    private final String profile;
    private final AuditEventAction action;
    private final Code client;
    private final Code server;
    private final Code user;

    BalpPattern(String profile, AuditEventAction action, Code client, Code server, Code user) {
        this.profile = profile;
        this.action = action;
        this.client = client;
        this.server = server;
        this.user = user;
    }

    static BalpPattern of(Facts facts) {
        String interaction = facts.interaction();
        return switch (interaction) {
            case "create", "$record" -> CREATE;
            case "read", "vread" -> READ;
            case "update", "patch", "$withdraw" -> UPDATE;
            case "delete" -> DELETE;
            case "search-type", "search-system", "get-page" -> QUERY;
            case "history-instance", "history-type", "history-system" -> HISTORY;
            case "$break-glass", "$judge", "mitz-notice" -> OTHER;
            case "token" -> TOKEN;
            case "audit-export" -> EXPORT;
            default -> interaction.startsWith("partner-") ? REGISTER : facts.isOperation() ? OPERATION : OTHER;
        };
    }

    /**
     * The profile that an event of this pattern meets. BALP describes what succeeded; and a read or a change of one
     * resource, with the one that it was.
     */
    Optional<String> profile(Facts facts) {
        boolean patient = facts.text("patient").isPresent();
        boolean fits = switch (this) {
            case CREATE, READ, UPDATE, DELETE -> isOfOneResource(facts);
            case QUERY -> true;
            case OPERATION -> patient || !facts.resources().isEmpty();
            case HISTORY, OTHER, TOKEN, REGISTER, EXPORT -> false;
        };
        return fits
                        && facts.outcome() == Outcome.PERMIT
                        && facts.text("client").isPresent()
                        && facts.text("network").isPresent()
                ? Optional.of(PROFILES + (patient ? "Patient" : "") + profile)
                : Optional.empty();
    }

    boolean isOfOneResource(Facts facts) {
        return OF_ONE_RESOURCE.contains(this) && facts.resources().size() == 1;
    }

    boolean hasQuery() {
        return this == QUERY || this == OPERATION;
    }

    AuditEventAction action(Facts facts) {
        return facts.interaction().equals("partner-registered") ? C : action;
    }

    Code client() {
        return client;
    }

    Code server() {
        return server;
    }

    Code user() {
        return user;
    }
}
