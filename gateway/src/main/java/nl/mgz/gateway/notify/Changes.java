package nl.mgz.gateway.notify;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import nl.mgz.gateway.capability.DataCategory;
import nl.mgz.gateway.consult.ConsultationEvents;
import nl.mgz.gateway.consult.Consultations;
import nl.mgz.gateway.consult.TaskLife;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.patient.BoundResources;
import nl.mgz.gateway.patient.EmergencyReview;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * What stored resources mean for who subscribed: one event for each patient and topic of a transaction, and one for each Task
 * and report. First among those who look at what is stored, so that the rows of patients are held in one order.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class Changes implements BoundResources {

    private static final Set<DataCategory> SUMMARY = EnumSet.of(
            DataCategory.SUMMARY,
            DataCategory.MEDICATION,
            DataCategory.ALLERGY,
            DataCategory.PROBLEM,
            DataCategory.OBSERVATION);

    /** A contact report of the zib SOEPVerslag. */
    private static final Coding CONTACT_REPORT = new Coding("http://snomed.info/sct", "11591000146107", null);

    private final Outbox outbox;
    private final Clock clock;

    Changes(Outbox outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    @Override
    public void stored(List<Bound> resources) {
        Set<Topic> wanted = outbox.wanted();
        if (wanted.isEmpty()) {
            return;
        }
        Map<String, Event> events = new LinkedHashMap<>();
        for (Bound bound : resources) {
            Topic topic = topic(bound);
            if (topic != null && wanted.contains(topic)) {
                Event event = event(topic, bound, clock.instant());
                events.merge(event.topic() + event.patientId() + event.focus(), event, Changes::together);
            }
        }
        if (!events.isEmpty()) {
            outbox.hold(patients(resources));
            outbox.add(new ArrayList<>(events.values()));
        }
    }

    /** All of them, also those of whom nothing is told: others hold their rows after this. */
    private static Set<String> patients(List<Bound> resources) {
        Set<String> all = new TreeSet<>();
        resources.forEach(bound -> {
            if (bound.binding().patientId() != null) {
                all.add(bound.binding().patientId());
            }
        });
        return all;
    }

    private static @Nullable Topic topic(Bound bound) {
        if (bound.binding().patientId() == null || EmergencyReview.isOne(bound.resource())) {
            return null;
        }
        if (bound.resource() instanceof Task task) {
            boolean isNew = "1".equals(version(task));
            return isNew ? Topic.CONSULTATION_REQUESTED : Topic.CONSULTATION_CHANGED;
        }
        if (bound.resource() instanceof Composition report
                && report.getType().hasCoding(CONTACT_REPORT.getSystem(), CONTACT_REPORT.getCode())) {
            return Topic.TRIAGE_REPORT;
        }
        DataCategory category = bound.binding().category();
        if (category == DataCategory.CONSENT) {
            return Topic.CONSENT_CHANGED;
        }
        if (category == DataCategory.CAREPLAN) {
            return Topic.CAREPLAN_CHANGED;
        }
        boolean summary =
                SUMMARY.contains(category) || "Patient".equals(bound.binding().resourceType());
        return summary ? Topic.SUMMARY_UPDATED : null;
    }

    private static String version(Resource resource) {
        return resource.getIdElement().hasVersionIdPart()
                ? resource.getIdElement().getVersionIdPart()
                : String.valueOf(resource.getMeta().getVersionId());
    }

    private static Event event(Topic topic, Bound bound, Instant now) {
        String patient = String.valueOf(bound.binding().patientId());
        String id = bound.binding().resourceId();
        boolean byItself = topic.isAboutTask() || topic == Topic.TRIAGE_REPORT;
        Set<String> codes = new TreeSet<>();
        boolean ends = false;
        String author = bound.binding().authorUra();
        if (bound.resource() instanceof Task task) {
            ends = topic == Topic.CONSULTATION_CHANGED && TaskLife.isEnded(task.getStatus());
            codes.addAll(ConsultationEvents.codes(task));
            if (topic == Topic.CONSULTATION_CHANGED) {
                author = Consultations.changedBy(task).map(Ura::value).orElse(null);
            }
        }
        return new Event(
                0,
                now,
                topic,
                patient,
                byItself ? bound.binding().resourceType() + "/" + id : "Patient/" + patient,
                Set.of(id),
                author,
                null,
                codes,
                ends,
                null);
    }

    /** What several wrote is news to each of them. */
    private static Event together(Event one, Event other) {
        Set<String> resources = new TreeSet<>(one.resources());
        resources.addAll(other.resources());
        boolean sameAuthor = one.author() != null && one.author().equals(other.author());
        return new Event(
                0,
                one.created(),
                one.topic(),
                one.patientId(),
                one.focus(),
                resources,
                sameAuthor ? one.author() : null,
                null,
                one.codes(),
                one.ends() || other.ends(),
                null);
    }

    @Override
    public void deleted(String resourceId) {
        // Nobody could be asked any more whether it may know: what is not there has no labels and no holder.
    }
}
