package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.consent.gate.Verdict;
import nl.mgz.gateway.fhir.FhirRepository;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** Reads of what is known by its id: absent, deleted and hidden are one. */
@Component
class PermittedReads {

    private final FhirRepository repository;
    private final Accesses accesses;
    private final Answers answers;
    private final PageLinks pages;
    private final BreakGlassOffer offer;
    private final Permitted all;
    private final Named named;
    private final PagedAnswers paged;

    PermittedReads(
            FhirRepository repository,
            Accesses accesses,
            Answers answers,
            PageLinks pages,
            BreakGlassOffer offer,
            Permitted all,
            Named named,
            PagedAnswers paged) {
        this.paged = paged;
        this.repository = repository;
        this.accesses = accesses;
        this.answers = answers;
        this.pages = pages;
        this.offer = offer;
        this.all = all;
        this.named = named;
    }

    IBaseResource read(IIdType id, RequestDetails request) {
        if (PermittedSearch.isAboutPatients(id.getResourceType())) {
            requirePermit(id, request);
            if (!id.hasVersionIdPart()) {
                return paged.read(id.getIdPart(), repository.classOf(id.getResourceType()), request)
                        .orElseGet(() -> repository.read(id, request));
            }
            requireCurrent(id, request);
        }
        return repository.read(id, request);
    }

    /** Whether an answer to this request may hold a resource about a patient. */
    boolean mayShow(IBaseResource resource, RequestDetails request) {
        String id = String.valueOf(resource.getIdElement().getIdPart());
        Access access = accesses.of(request);
        return access.permits(id) || access.holds(id);
    }

    private void requirePermit(IIdType id, RequestDetails request) {
        Access access = accesses.of(request);
        if (!access.permits(id.getIdPart())) {
            if ("Patient".equals(id.getResourceType())) {
                offer.insteadOfNothing(List.of(id.getIdPart()), request);
            } else {
                offer.insteadOfNotFound(request);
            }
            throw ErrorMapping.notFound();
        }
    }

    /** How something was before, and what it was labelled then, is its holder's business. */
    private void requireCurrent(IIdType id, RequestDetails request) {
        if (id.hasVersionIdPart() && !accesses.of(request).holds(id.getIdPart())) {
            IBaseResource now = repository.read(id.toUnqualifiedVersionless(), request);
            if (!id.getVersionIdPart().equals(now.getIdElement().getVersionIdPart())) {
                throw ErrorMapping.notFound();
            }
        }
    }

    IBundleProvider history(IIdType id, int offset, RequestDetails request) {
        if (PermittedSearch.isAboutPatients(id.getResourceType())
                && !accesses.of(request).holds(id.getIdPart())) {
            requirePermit(id, request);
            return new SimpleBundleProvider(repository.read(id.toUnqualifiedVersionless(), request));
        }
        return repository.history(id, offset, request);
    }

    /** Everything of a patient that may be seen, and whom it names in the directory (https://hl7.org/fhir/R4/patient-operation-everything.html). */
    Bundle everything(IIdType patient, RequestDetails request) {
        String path = "Patient/" + patient.getIdPart() + "/$everything";
        Map<String, String[]> parameters = pages.read(path, request);
        Paging paging = Paging.of(parameters);
        List<Verdict> permitted = all.everything(patient.getIdPart(), request);
        int from = Math.min(paging.offset(), permitted.size());
        int to = Math.min(from + paging.count(), permitted.size());
        List<Verdict> wanted = permitted.subList(from, to);
        List<IBaseResource> page = paged.several(
                        wanted.stream().map(verdict -> verdict.row().id()).toList(), parameters, request)
                .orElseGet(() -> load(wanted, request));
        List<Resource> beside = named.by(page, PagedAnswers.named(request), request);
        Bundle bundle = answers.aboutPatient(page, beside, permitted.size(), request);
        if (to < permitted.size()) {
            answers.link(bundle, "next", path, pages.write(path, parameters, to, FrontDoor.caller(request)));
        }
        return bundle;
    }

    private List<IBaseResource> load(List<Verdict> permitted, RequestDetails request) {
        Map<String, List<String>> byType = new LinkedHashMap<>();
        permitted.forEach(verdict -> byType.computeIfAbsent(verdict.row().type(), type -> new ArrayList<>())
                .add(verdict.row().id()));
        Map<String, IBaseResource> loaded = new HashMap<>();
        byType.forEach((type, ids) -> repository
                .load(type, ids, Map.of(), request)
                .forEach(one -> loaded.put(one.getIdElement().getIdPart(), one)));
        return permitted.stream()
                .map(verdict -> loaded.get(verdict.row().id()))
                .filter(Objects::nonNull)
                .toList();
    }
}
