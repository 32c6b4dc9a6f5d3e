package nl.mgz.gateway.walk;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.consent.choice.Organisations;
import nl.mgz.gateway.consent.fhir.Items;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.consent.gate.Verdict;
import nl.mgz.gateway.dossier.Dossiers;
import nl.mgz.gateway.dossier.Page;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.summary.Statement;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** What may be seen of one patient, for answers that are made of it: decided first, read after, cleared before it is used. */
@Component
class Permitted {

    private final FhirContext context;
    private final Dossiers dossiers;
    private final FhirRepository repository;
    private final Accesses accesses;
    private final BreakGlassOffer offer;
    private final Shown shown;
    private final Organisations organisations;
    private final PagedAnswers paged;

    Permitted(
            FhirContext context,
            Dossiers dossiers,
            FhirRepository repository,
            Accesses accesses,
            BreakGlassOffer offer,
            Shown shown,
            Organisations organisations,
            PagedAnswers paged) {
        this.paged = paged;
        this.context = context;
        this.dossiers = dossiers;
        this.repository = repository;
        this.accesses = accesses;
        this.offer = offer;
        this.shown = shown;
        this.organisations = organisations;
    }

    /** @throws nl.mgz.gateway.refusal.RefusedException as for an unknown patient, when nothing may be seen */
    List<Verdict> everything(String patient, RequestDetails request) {
        Caller caller = FrontDoor.caller(request);
        List<Verdict> permitted = accesses.of(request).everything(patient).stream()
                .filter(verdict -> FrontDoor.mayGet(caller, verdict.row().type()))
                .toList();
        if (permitted.isEmpty()) {
            offer.insteadOfNothing(List.of(patient), request);
            throw ErrorMapping.notFound();
        }
        return permitted;
    }

    /**
     * What was read, each as its holder states it.
     *
     * @param statements without what an obligation takes out, and with the labels that count now
     */
    record Read(List<Statement> statements) {

        List<Resource> resources() {
            return statements.stream().map(Statement::resource).toList();
        }
    }

    Read load(Collection<Items.Row> rows, RequestDetails request) {
        Access access = accesses.of(request);
        Map<String, Items.Row> byId = new HashMap<>();
        rows.forEach(row -> byId.put(row.id(), row));
        Map<String, Page> pages = dossiers.read(byId.keySet().stream()
                .flatMap(id -> access.verdict(id).stream())
                .toList());
        List<Resource> resources = new ArrayList<>();
        IParser parser = context.newJsonParser();
        Map<String, List<String>> withoutPage = new LinkedHashMap<>();
        byId.forEach((id, row) -> {
            Page page = pages.get(id);
            if (page == null) {
                withoutPage
                        .computeIfAbsent(row.type(), type -> new ArrayList<>())
                        .add(id);
            } else {
                Resource resource = (Resource) parser.parseResource(page.content());
                access.verdict(id).ifPresent(verdict -> paged.madeOf(page, verdict, access, resource));
                resources.add(resource);
            }
        });
        resources.addAll(repository.current(withoutPage));
        Bundle all = new Bundle();
        resources.forEach(resource -> all.addEntry().setResource(resource));
        // What is made of them, text and ETag, must not tell what is taken out of them.
        shown.clear(all, request);
        List<Statement> statements = new ArrayList<>();
        for (Resource resource : resources) {
            Items.Row row = byId.get(resource.getIdElement().getIdPart());
            if (row != null) {
                statements.add(new Statement(
                        resource,
                        row.authorUra(),
                        organisations.name(row.authorUra()).orElse("organisatie met URA " + row.authorUra())));
            }
        }
        return new Read(statements);
    }
}
