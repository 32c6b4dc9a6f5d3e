package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.List;
import java.util.UUID;
import nl.mgz.gateway.identity.GatewayAddress;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** Bundles of what was found (https://hl7.org/fhir/R4/bundle.html#searchset). */
@Component
class Answers {

    /** Sent with every answer about a patient, also as a header where the answer is no Bundle. */
    static final String NOTICE = "Data may be missing from this answer: the patient decides who sees what. "
            + "Gegevens kunnen ontbreken: de patiënt bepaalt wie wat ziet.";

    private static final String NOTICE_SYSTEM = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-notice";

    static final String NOTICE_CODE = "data-may-be-missing";

    private final GatewayAddress address;

    Answers(GatewayAddress address) {
        this.address = address;
    }

    /** About a patient: with the notice, which is the same whether something is missing or not, and also where only a number is told. */
    Bundle aboutPatient(
            List<? extends IBaseResource> matches,
            List<? extends IBaseResource> included,
            int total,
            RequestDetails request) {
        Shown.notice(request);
        Bundle bundle = searchset(matches, included, total);
        bundle.addEntry().setResource(notice()).getSearch().setMode(SearchEntryMode.OUTCOME);
        return bundle;
    }

    /** What a reader must know beside what was found; nothing is added where there is nothing to know. */
    void tell(Bundle bundle, OperationOutcome outcome) {
        if (outcome.hasIssue()) {
            bundle.addEntry().setResource(outcome).getSearch().setMode(SearchEntryMode.OUTCOME);
        }
    }

    Bundle searchset(List<? extends IBaseResource> matches, List<? extends IBaseResource> included, int total) {
        Bundle bundle = new Bundle();
        bundle.setType(BundleType.SEARCHSET).setTotal(total);
        matches.forEach(resource -> add(bundle, resource, SearchEntryMode.MATCH));
        included.forEach(resource -> add(bundle, resource, SearchEntryMode.INCLUDE));
        return bundle;
    }

    private void add(Bundle bundle, IBaseResource resource, SearchEntryMode mode) {
        bundle.addEntry()
                .setFullUrl(fullUrl(resource))
                .setResource((Resource) resource)
                .getSearch()
                .setMode(mode);
    }

    /** What was made for this answer alone has no place of its own. */
    private String fullUrl(IBaseResource resource) {
        return resource.getIdElement().hasIdPart()
                ? address.base() + "/" + type(resource) + "/"
                        + resource.getIdElement().getIdPart()
                : "urn:uuid:" + UUID.randomUUID();
    }

    /** What stands for a page is of no type of its own. */
    private static String type(IBaseResource resource) {
        return resource.getIdElement().hasResourceType()
                ? resource.getIdElement().getResourceType()
                : resource.fhirType();
    }

    void link(Bundle bundle, String relation, String path, String page) {
        bundle.addLink()
                .setRelation(relation)
                .setUrl(address.base() + "/" + path + "?" + PageLinks.PARAMETER + "=" + page);
    }

    private static OperationOutcome notice() {
        OperationOutcome outcome = new OperationOutcome();
        outcome.addIssue()
                .setSeverity(IssueSeverity.INFORMATION)
                .setCode(IssueType.SUPPRESSED)
                .setDetails(new CodeableConcept(new Coding(NOTICE_SYSTEM, NOTICE_CODE, null)))
                .setDiagnostics(NOTICE);
        return outcome;
    }
}
