package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import nl.mgz.gateway.consent.AccessRequest.Relation;
import nl.mgz.gateway.consent.fhir.PatientRecord;
import nl.mgz.gateway.consent.fhir.PatientRecords;
import nl.mgz.gateway.consent.fhir.ReferenceText;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Partners;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.EpisodeOfCare;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/**
 * Who gets a report of triage: the practice of the patient's general practitioner and who has the patient in care, and whom
 * the sender names.
 *
 * <p>INVARIANT: of the record only what the sender may see is used. Who somebody's practice or care organisation is, is a fact
 * about the patient; a Task of the sender's own that names it would tell.
 */
@Component
class TriageReceivers {

    private static final Set<String> SAY_WHO_CARES = Set.of("EpisodeOfCare", "CareTeam");

    private final Accesses accesses;
    private final FhirRepository repository;
    private final PatientRecords records;
    private final Partners partners;

    TriageReceivers(Accesses accesses, FhirRepository repository, PatientRecords records, Partners partners) {
        this.accesses = accesses;
        this.repository = repository;
        this.records = records;
        this.partners = partners;
    }

    /** @param withPractice whether a general practice is among them */
    record Found(Set<Ura> organisations, boolean withPractice) {}

    Found of(String patient, List<Reference> named, RequestDetails request) {
        Access access = accesses.of(request);
        Map<Ura, OrganizationKind> kinds = kinds();
        Set<Ura> all = new LinkedHashSet<>();
        if (access.permits(patient)) {
            access.recordToAddTo(patient).ifPresent(record -> {
                record.practices().forEach(practice -> all.add(new Ura(practice)));
                all.addAll(caring(patient, record, access));
            });
        }
        all.removeIf(one -> kinds.get(one) != OrganizationKind.GP && kinds.get(one) != OrganizationKind.CARE);
        for (Reference one : named) {
            all.add(organisation(one)
                    .filter(kinds::containsKey)
                    .orElseThrow(() -> Refusal.of(
                                    ErrorCode.TRIAGE_REPORT_INVALID,
                                    "A recipient takes no part in the region and could not fetch the report: send it there in"
                                            + " another way",
                                    OperationBody.path("recipient"))
                            .asException()));
        }
        boolean withPractice = all.stream().anyMatch(one -> kinds.get(one) == OrganizationKind.GP);
        all.remove(access.caller().organization());
        return new Found(all, withPractice || access.caller().kind() == OrganizationKind.GP);
    }

    private Map<Ura, OrganizationKind> kinds() {
        Map<Ura, OrganizationKind> kinds = new HashMap<>();
        partners.all().stream()
                .filter(one -> !one.suspended())
                .forEach(one -> OrganizationKind.of(one.kind()).ifPresent(kind -> kinds.put(one.ura(), kind)));
        return kinds;
    }

    private List<Ura> caring(String patient, PatientRecord record, Access access) {
        Map<String, List<String>> ids = new HashMap<>();
        access.everything(patient).stream()
                .filter(verdict -> SAY_WHO_CARES.contains(verdict.row().type()))
                .forEach(verdict -> ids.computeIfAbsent(verdict.row().type(), type -> new ArrayList<>())
                        .add(verdict.row().id()));
        return repository.current(ids).stream()
                .flatMap(TriageReceivers::organisations)
                .flatMap(one -> ReferenceText.of(one).stream())
                .map(text -> record.directory().canonical(text))
                .filter(text -> record.relation(text, access.at()) == Relation.TREATMENT)
                .flatMap(text -> ReferenceText.ura(text).stream())
                .map(Ura::new)
                .distinct()
                .toList();
    }

    private static Stream<Reference> organisations(Resource resource) {
        if (resource instanceof EpisodeOfCare episode) {
            return Stream.of(episode.getManagingOrganization());
        }
        return resource instanceof CareTeam team
                ? Stream.concat(
                        team.getManagingOrganization().stream(),
                        team.getParticipant().stream().map(CareTeam.CareTeamParticipantComponent::getMember))
                : Stream.empty();
    }

    private Optional<Ura> organisation(Reference named) {
        return ReferenceText.of(named)
                .map(text -> records.directory().canonical(text))
                .flatMap(ReferenceText::ura)
                .map(Ura::new);
    }
}
