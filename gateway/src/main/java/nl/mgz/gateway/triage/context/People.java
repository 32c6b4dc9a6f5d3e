package nl.mgz.gateway.triage.context;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.summary.Dutch;
import nl.mgz.gateway.summary.Told;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** Who is meant and how to call, from what is named and may be seen. */
final class People {

    private final Told told;
    private final Map<String, Organization> byUra = new HashMap<>();

    People(Told told, Collection<Resource> named) {
        this.told = told;
        named.forEach(one -> {
            if (one instanceof Organization organization) {
                organization.getIdentifier().stream()
                        .filter(identifier -> Ura.SYSTEM.equals(identifier.getSystem()) && identifier.hasValue())
                        .forEach(identifier -> byUra.put(identifier.getValue(), organization));
            }
        });
    }

    private @Nullable Resource find(Reference reference) {
        Resource found = told.find(
                reference.getReferenceElement().toUnqualifiedVersionless().getValue());
        return found != null || !Ura.SYSTEM.equals(reference.getIdentifier().getSystem())
                ? found
                : byUra.get(String.valueOf(reference.getIdentifier().getValue()));
    }

    String name(Reference reference) {
        Resource found = find(reference);
        if (found instanceof PractitionerRole role) {
            return Stream.of(
                            role.hasPractitioner() ? name(role.getPractitioner()) : "",
                            role.hasOrganization() ? name(role.getOrganization()) : "")
                    .filter(name -> !name.isBlank())
                    .collect(Collectors.joining(", "));
        }
        if (found instanceof Organization organization && organization.hasName()) {
            return organization.getName();
        }
        List<HumanName> names = found instanceof Practitioner practitioner
                ? practitioner.getName()
                : found instanceof RelatedPerson person
                        ? person.getName()
                        : found instanceof Patient patient ? patient.getName() : List.of();
        if (!names.isEmpty()) {
            return Dutch.name(names);
        }
        return reference.hasDisplay()
                ? reference.getDisplay()
                : Ura.SYSTEM.equals(reference.getIdentifier().getSystem())
                        ? "organisatie met URA " + reference.getIdentifier().getValue()
                        : "";
    }

    /** Telephone numbers: of a role its own, else those of the person, else those of the organisation. */
    String phones(Reference reference) {
        Resource found = find(reference);
        if (found instanceof PractitionerRole role) {
            return Stream.of(phones(role.getTelecom()), phones(role.getPractitioner()), phones(role.getOrganization()))
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse("");
        }
        return found instanceof Practitioner practitioner
                ? phones(practitioner.getTelecom())
                : found instanceof Organization organization
                        ? phones(organization.getTelecom())
                        : found instanceof RelatedPerson person
                                ? phones(person.getTelecom())
                                : found instanceof Patient patient ? phones(patient.getTelecom()) : "";
    }

    static String phones(List<ContactPoint> points) {
        String numbers = points.stream()
                .filter(point -> point.hasValue()
                        && point.getUse() != ContactPoint.ContactPointUse.OLD
                        && (!point.hasSystem()
                                || point.getSystem() == ContactPointSystem.PHONE
                                || point.getSystem() == ContactPointSystem.SMS))
                .map(ContactPoint::getValue)
                .distinct()
                .collect(Collectors.joining(", "));
        return numbers.isEmpty() ? "" : "tel. " + numbers;
    }
}
