package nl.mgz.gateway.notify;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What one can be told of. */
public enum Topic {
    /** Something of the patient's summary is new or has changed; it points at the Patient. */
    SUMMARY_UPDATED("summary-updated"),
    /** The same for care plan and treatment directives. */
    CAREPLAN_CHANGED("careplan-changed"),
    /** There is a new Task, at which it points. */
    CONSULTATION_REQUESTED("consultation-requested"),
    CONSULTATION_CHANGED("consultation-changed"),
    /** The deadline of a Task comes near. */
    CONSULTATION_DUE("consultation-due"),
    /** The deadline of a Task has passed. */
    CONSULTATION_BREACHED("consultation-breached"),
    /** A report of a contact is there; it points at the Composition. */
    TRIAGE_REPORT("triage-report"),
    /** The patient chose otherwise about who sees what; it points at the Patient. */
    CONSENT_CHANGED("consent-changed"),
    /** Somebody broke the glass; it points at the review (Task) of who holds data, else at the Patient. */
    BREAK_GLASS("break-glass");

    static final String BASE = "https://mgz-gateway.nl/fhir/SubscriptionTopic/";

    /** Notified pull of the Dutch generic functions: a Task to be fetched, from its beginning to its end. */
    static final String NOTIFIED_PULL = "http://twiin.nl/fhir/SubscriptionTopic/referral";

    private final String code;

    Topic(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    public String canonical() {
        return BASE + code;
    }

    /** Whether it is about a Task, whose code a subscription may ask for. */
    boolean isAboutTask() {
        return code.startsWith("consultation-");
    }

    static Topic ofCode(String code) {
        return Stream.of(values())
                .filter(topic -> topic.code.equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no topic is called " + code));
    }

    /** What a canonical means, with or without its version; empty where it is no topic of ours. */
    static Optional<Set<Topic>> of(String canonical) {
        String plain = canonical.replaceFirst("\\|.*$", "");
        if (NOTIFIED_PULL.equals(plain)) {
            return Optional.of(EnumSet.of(CONSULTATION_REQUESTED, CONSULTATION_CHANGED));
        }
        return Stream.of(values())
                .filter(topic -> topic.canonical().equals(plain))
                .findFirst()
                .map(topic -> (Set<Topic>) EnumSet.of(topic));
    }
}
