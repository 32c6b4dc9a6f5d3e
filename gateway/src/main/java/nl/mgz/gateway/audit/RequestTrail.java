package nl.mgz.gateway.audit;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import nl.mgz.gateway.consent.gate.Grounds;
import nl.mgz.gateway.identity.AuthenticationFilter;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.Ura;
import org.jspecify.annotations.Nullable;

/** What one request has shown and changed so far. It belongs to the request and is used by its thread alone. */
public final class RequestTrail {

    private static final String ATTRIBUTE = "nl.mgz.trail";

    private final UUID requestId = UUID.randomUUID();
    private final Instant received;
    private final HttpServletRequest request;
    private final Set<Touched> shown = new LinkedHashSet<>();
    private final List<Touched> changing = new ArrayList<>();
    private final Set<Touched> recorded = new LinkedHashSet<>();
    private final Set<String> parameterNames = new TreeSet<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private final Map<String, Grounds> grounds = new LinkedHashMap<>();
    private final Set<String> acting = new LinkedHashSet<>();
    private final Map<String, Object> told = new TreeMap<>();
    private final Map<String, String> patients = new HashMap<>();
    private boolean acted;
    private String interaction = "";
    private @Nullable Ura sender;

    private RequestTrail(HttpServletRequest request, Instant received) {
        this.request = request;
        this.received = received;
    }

    static RequestTrail begin(HttpServletRequest request, Instant received) {
        RequestTrail trail = new RequestTrail(request, received);
        request.setAttribute(ATTRIBUTE, trail);
        return trail;
    }

    /** @throws IllegalStateException when a request came in beside the audit: a bug, and so no data */
    public static RequestTrail of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof RequestTrail trail) {
            return trail;
        }
        throw new IllegalStateException("a request without a trail");
    }

    /**
     * What kind of request it turned out to be; of a batch, the first time counts.
     *
     * @param name in the words of FHIR: {@code search-type}, {@code $everything}
     * @param parameters names of its search parameters; their values may name people
     */
    public void understood(String name, Set<String> parameters) {
        if (interaction.isEmpty()) {
            interaction = name;
            parameterNames.addAll(parameters);
        }
    }

    /** Whom it asks about, by ids of patients or of resources about them, whether it gets anything or not. */
    public void about(Collection<String> ids) {
        asked.addAll(ids);
    }

    Set<String> asked() {
        return asked;
    }

    /** Why something of some patients is shown, or is not: by patient id. */
    public void decided(Map<String, Grounds> why) {
        grounds.putAll(why);
    }

    Optional<Grounds> grounds(@Nullable String patientId) {
        return patientId == null ? Optional.empty() : Optional.ofNullable(grounds.get(patientId));
    }

    /**
     * Whose data some resources are, as they were decided on; nobody has to look it up again.
     *
     * @param patientsById ids of patients under those of resources; an empty text where one is nobody's
     */
    public void patients(Map<String, String> patientsById) {
        patients.putAll(patientsById);
    }

    Map<String, String> patients() {
        return patients;
    }

    /** Somebody breaks the glass: on what ground, and why in that one's own words. */
    public void emergency(String ground, String reason) {
        told.put("emergency", true);
        told.put("emergencyGround", ground);
        told.put("emergencyReason", reason);
        told.put("rule", "B2");
    }

    /** Broken glass is judged. */
    public void judged(String outcome, String text) {
        told.put("judgement", outcome);
        told.put("judgementText", text);
    }

    /** Who sent it, where that is no caller with a token. */
    public void sentBy(Ura organization, String name) {
        sender = organization;
        told.put("organization", organization.value());
        told.put("organizationName", name);
    }

    Optional<Ura> organization() {
        return caller().map(Caller::organization).or(() -> Optional.ofNullable(sender));
    }

    /** What is on record of the request beside what every request has. */
    Map<String, Object> told() {
        return told;
    }

    /** Something is done about a patient in a transaction that has not been committed, whatever it changes. */
    void acting(String patientId) {
        acting.add(patientId);
    }

    Set<String> acting() {
        return Set.copyOf(acting);
    }

    /** A resource that the answer holds. */
    public void shown(Touched resource) {
        shown.add(resource);
    }

    /** Nothing of what the answer was to hold leaves, and who asked has no business to be told of. */
    void showsNothing() {
        shown.clear();
        asked.clear();
        grounds.clear();
    }

    /** A resource that is changed in a transaction that has not been committed. */
    void changing(Touched resource) {
        changing.add(resource);
    }

    List<Touched> changing() {
        return List.copyOf(changing);
    }

    /** The transaction has ended: what it changed is on record, or did not happen. */
    void changed(boolean committed) {
        if (committed) {
            recorded.addAll(changing);
            acted |= !acting.isEmpty();
        }
        changing.clear();
        acting.clear();
    }

    /** What was shown and not changed: a change is on record already. */
    Set<Touched> toRecord() {
        Set<Touched> left = new LinkedHashSet<>(shown);
        left.removeAll(recorded);
        return left;
    }

    boolean tellsOnlyWhatItWrote() {
        return !recorded.isEmpty() && toRecord().isEmpty();
    }

    boolean hasRecord() {
        return acted || !recorded.isEmpty();
    }

    boolean isForToken() {
        return "token".equals(interaction);
    }

    UUID requestId() {
        return requestId;
    }

    Instant received() {
        return received;
    }

    String interaction() {
        return interaction;
    }

    Optional<Caller> caller() {
        return AuthenticationFilter.caller(request);
    }

    String method() {
        return request.getMethod();
    }

    /** Without its query: that may name people. */
    String path() {
        String path = request.getRequestURI();
        return path.length() > 200 ? path.substring(0, 200) : path;
    }

    String network() {
        return request.getRemoteAddr();
    }

    Set<String> parameterNames() {
        return parameterNames;
    }
}
