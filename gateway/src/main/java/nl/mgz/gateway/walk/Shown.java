package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.consent.Obligation;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.consent.gate.Grounds;
import nl.mgz.gateway.consent.gate.Verdict;
import nl.mgz.gateway.labels.LabelsOnShow;
import nl.mgz.gateway.patient.Bsn;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Patient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The last look at an answer. Every resource about a patient in it has a decision that permits it, or the answer does not
 * leave; what a decision obliges to is done; and each carries the labels that count now.
 */
@Component
class Shown {

    /** Tells with an answer, also one that is no Bundle, what {@link Answers#NOTICE} tells in one. */
    static final String HEADER = "X-Data-Notice";

    private static final Logger LOG = LoggerFactory.getLogger(Shown.class);

    private final Accesses accesses;

    Shown(Accesses accesses) {
        this.accesses = accesses;
    }

    /** @return why each patient's part was shown, for the trail */
    Map<String, Grounds> prepare(IBaseResource answer, RequestDetails request) {
        Map<String, List<String>> byPatient = cleared(answer, request);
        return Accesses.made(request).map(access -> grounds(access, byPatient)).orElseGet(Map::of);
    }

    /** Makes resources ready to make an answer of; what is shown of them in the end is for {@link #prepare} to tell. */
    void clear(IBaseResource resources, RequestDetails request) {
        cleared(resources, request);
    }

    /** @return ids of what is shown, by patient */
    private Map<String, List<String>> cleared(IBaseResource answer, RequestDetails request) {
        List<IBaseResource> records = new ArrayList<>();
        collect(answer, records);
        Map<String, List<String>> byPatient = new LinkedHashMap<>();
        List<PagedAnswers.Shown> pages = PagedAnswers.of(request);
        pages.forEach(one -> byPatient
                .computeIfAbsent(one.verdict().row().patientId(), patient -> new ArrayList<>())
                .add(one.page().id()));
        if (!pages.isEmpty()) {
            notice(request);
        }
        if (!records.isEmpty()) {
            Access access = accesses.of(request);
            access.decide(records.stream().map(Shown::id).toList());
            for (IBaseResource resource : records) {
                Verdict verdict = access.verdict(id(resource)).orElseThrow(() -> undecided(resource));
                if (!verdict.permitted() && !access.holds(id(resource))) {
                    throw undecided(resource);
                }
                byPatient
                        .computeIfAbsent(verdict.row().patientId(), patient -> new ArrayList<>())
                        .add(id(resource));
                oblige(resource, verdict, access);
                LabelsOnShow.add(resource, verdict.row().labels());
            }
            // A page is of the writing that was decided on; what was read beside pages may be of a newer one. Of its
            // own
            // the holder sees each.
            access.requireAsDecided(records.stream()
                    .filter(resource -> !PagedAnswers.isOfPage(resource))
                    .map(Shown::id)
                    .filter(id -> !access.holds(id))
                    .toList());
            notice(request);
        }
        return byPatient;
    }

    private static Map<String, Grounds> grounds(Access access, Map<String, List<String>> shown) {
        Map<String, Grounds> grounds = new LinkedHashMap<>();
        shown.forEach((patient, ids) -> grounds.put(patient, access.grounds(ids)));
        access.patients()
                .forEach(patient ->
                        grounds.computeIfAbsent(patient, nothing -> access.grounds(access.decidedOf(patient))));
        return grounds;
    }

    /** Why nothing of some patients was shown. */
    static Map<String, Grounds> refused(Access access) {
        return grounds(access, Map.of());
    }

    /** For every answer about a patient, whatever is in it. */
    static void notice(RequestDetails request) {
        if (request instanceof ServletRequestDetails servlet && servlet.getServletResponse() != null) {
            servlet.getServletResponse().setHeader(HEADER, Answers.NOTICE_CODE);
        }
    }

    private static String id(IBaseResource resource) {
        return String.valueOf(resource.getIdElement().getIdPart());
    }

    private static void collect(IBaseResource answer, List<IBaseResource> records) {
        if (answer instanceof Bundle bundle) {
            bundle.getEntry().stream()
                    .filter(Bundle.BundleEntryComponent::hasResource)
                    .forEach(entry -> collect(entry.getResource(), records));
        } else if (PermittedSearch.isAboutPatients(answer.fhirType())
                && answer.getIdElement().hasIdPart()) {
            records.add(answer);
        }
    }

    /** A bug, and so no data. */
    private static RuntimeException undecided(IBaseResource resource) {
        LOG.error("An answer held a {} that no decision permits: it was not sent", resource.fhirType());
        return Refusal.of(ErrorCode.UNAVAILABLE, "The gateway cannot answer this now")
                .asException();
    }

    private static void oblige(IBaseResource resource, Verdict verdict, Access access) {
        List<Obligation> obligations = verdict.decision().obligations();
        if (obligations.contains(Obligation.REDACT_BSN) && resource instanceof Patient patient) {
            patient.getIdentifier().removeIf(identifier -> Bsn.isSystem(identifier.getSystem()));
        }
        if (obligations.contains(Obligation.REDACT_NARRATIVE) && resource instanceof DomainResource domain) {
            domain.setText(null);
        }
        if (resource instanceof Composition composition && !access.holds(id(resource))) {
            Sections.keepVisible(composition, access);
        }
    }
}
