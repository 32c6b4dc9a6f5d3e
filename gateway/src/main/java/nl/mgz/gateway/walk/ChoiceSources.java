package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nl.mgz.gateway.capability.DataCategory;
import nl.mgz.gateway.consent.choice.Data;
import nl.mgz.gateway.consent.fhir.Items;
import nl.mgz.gateway.consent.fhir.PatientRecord;
import nl.mgz.gateway.consent.fhir.ReferenceText;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Partners;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.IdType;
import org.springframework.stereotype.Component;

/** What operations about a patient's choices look at, and who may ask for that. */
@Component
class ChoiceSources {

    private static final Set<String> NOT_CHOSEN_ABOUT = Set.of(DataCategory.CONSENT.code(), DataCategory.AUDIT.code());

    private final Accesses accesses;
    private final Partners partners;
    private final Items items;
    private final FhirRepository repository;

    ChoiceSources(Accesses accesses, Partners partners, Items items, FhirRepository repository) {
        this.accesses = accesses;
        this.partners = partners;
        this.items = items;
        this.repository = repository;
    }

    /** @throws nl.mgz.gateway.refusal.RefusedException the same for no such patient and for who may not have choices explained */
    PatientRecord explained(String patientId, RequestDetails request) {
        Trails.about(request, patientId);
        Caller caller = FrontDoor.caller(request);
        boolean granted =
                caller.kind() == OrganizationKind.PATIENT_APP && partners.granted(caller.clientId(), patientId);
        return accesses.of(request).explain(patientId, granted).orElseThrow(ErrorMapping::notFound);
    }

    /** The patient's privacy Consents by id, whoever holds them. The gateway looks them up for itself. */
    Map<String, Consent> consents(String patientId) {
        List<String> ids = items.ofPatients(List.of(patientId)).values().stream()
                .filter(ChoiceSources::isChoice)
                .map(Items.Row::id)
                .sorted()
                .toList();
        Map<String, Consent> consents = new HashMap<>();
        repository
                .load("Consent", ids, Map.of(), new SystemRequestDetails())
                .forEach(resource -> consents.put(resource.getIdElement().getIdPart(), (Consent) resource));
        return consents;
    }

    Consent consent(String id) {
        return (Consent) repository.read(new IdType("Consent", id), new SystemRequestDetails());
    }

    static boolean isChoice(Items.Row row) {
        return "Consent".equals(row.type()) && DataCategory.CONSENT.code().equals(row.category());
    }

    /**
     * Everything that a patient can choose about and of which the caller may be told; where there is none of that, an everyday
     * summary that anybody might hold.
     */
    List<Data> data(String patientId, PatientRecord record, Access access) {
        List<Items.Row> rows = items.ofPatients(List.of(patientId)).values().stream()
                .filter(row -> !NOT_CHOSEN_ABOUT.contains(row.category()))
                .sorted(java.util.Comparator.comparing(Items.Row::category).thenComparing(Items.Row::id))
                .toList();
        List<Data> data = access.tellable(rows).stream()
                .map(row -> Data.of(row, record.directory()))
                .toList();
        return data.isEmpty()
                ? List.of(Data.supposed(patientId, "summary", null, List.of(), ReferenceText.EVERY_HOLDER))
                : data;
    }

    /** One resource of which the caller may be told; any other is not there. */
    Items.Row tellable(String id, Access access) {
        return access.tellable(List.of(row(id))).stream().findFirst().orElseThrow(ErrorMapping::notFound);
    }

    Items.Row row(String id) {
        Items.Row row = items.of(List.of(id)).get(id);
        if (row == null) {
            throw ErrorMapping.notFound();
        }
        return row;
    }
}
