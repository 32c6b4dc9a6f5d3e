package nl.mgz.gateway.consent.fhir;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.OrganizationAffiliation;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Resource;

/** Who a resource of the directory is, or whom it links. */
record DirectoryFact(String id, String type, List<String> identifiers, Map<String, Object> statement) {

    /** What a care provider is, as Mitz knows them (RoleCodeNL). */
    private static final Set<String> FACILITY_TYPES = Set.of(
            "http://nictiz.nl/fhir/NamingSystem/organization-type",
            "http://fhir.nl/fhir/NamingSystem/organization-type",
            "urn:oid:2.16.840.1.113883.2.4.15.1060");

    static Optional<DirectoryFact> of(Resource resource) {
        if (resource instanceof Organization organization) {
            return Optional.of(fact(resource, organization.getIdentifier(), organization(organization)));
        }
        if (resource instanceof Practitioner practitioner) {
            return Optional.of(fact(resource, practitioner.getIdentifier(), Map.of()));
        }
        if (resource instanceof PractitionerRole role) {
            return Optional.of(fact(
                    resource, role.getIdentifier(), links("organization", ReferenceText.of(role.getOrganization()))));
        }
        if (resource instanceof OrganizationAffiliation affiliation) {
            return Optional.of(fact(resource, affiliation.getIdentifier(), locum(affiliation)));
        }
        // Nobody is named by these, but who is on duty follows from them: what is remembered of that must be read anew.
        if (resource instanceof HealthcareService service) {
            return Optional.of(fact(resource, service.getIdentifier(), Map.of()));
        }
        if (resource instanceof Location place) {
            return Optional.of(fact(resource, place.getIdentifier(), Map.of()));
        }
        return Optional.empty();
    }

    private static Map<String, Object> organization(Organization organization) {
        Map<String, Object> statement =
                new LinkedHashMap<>(links("partOf", ReferenceText.of(organization.getPartOf())));
        organization.getType().stream()
                .flatMap(concept -> concept.getCoding().stream())
                .filter(coding -> FACILITY_TYPES.contains(String.valueOf(coding.getSystem())) && coding.hasCode())
                .findFirst()
                .ifPresent(coding -> statement.put("facilityType", coding.getCode()));
        return statement;
    }

    private static DirectoryFact fact(Resource resource, List<Identifier> identifiers, Map<String, Object> statement) {
        return new DirectoryFact(
                resource.getIdElement().getIdPart(),
                resource.fhirType(),
                identifiers.stream()
                        .filter(Identifier::hasValue)
                        .map(one -> one.getSystem() + "|" + one.getValue())
                        .toList(),
                statement);
    }

    private static Map<String, Object> links(String name, Optional<String> reference) {
        return reference.<Map<String, Object>>map(text -> Map.of(name, text)).orElseGet(Map::of);
    }

    /** That one organisation stands in for another. */
    private static Map<String, Object> locum(OrganizationAffiliation affiliation) {
        boolean counts = (!affiliation.hasActive() || affiliation.getActive())
                && affiliation.getCode().stream()
                        .flatMap(concept -> concept.getCoding().stream())
                        .anyMatch(coding -> "locum".equals(coding.getCode()));
        Optional<String> primary = ReferenceText.of(affiliation.getOrganization());
        Optional<String> other = ReferenceText.of(affiliation.getParticipatingOrganization());
        if (!counts || primary.isEmpty() || other.isEmpty()) {
            return Map.of();
        }
        Map<String, Object> statement = new LinkedHashMap<>();
        statement.put("locumOf", primary.get());
        statement.put("locum", other.get());
        Optional.ofNullable(affiliation.getPeriod().getStartElement().getValueAsString())
                .ifPresent(start -> statement.put("start", start));
        Optional.ofNullable(affiliation.getPeriod().getEndElement().getValueAsString())
                .ifPresent(end -> statement.put("end", end));
        return statement;
    }
}
