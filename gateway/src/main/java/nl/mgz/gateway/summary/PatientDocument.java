package nl.mgz.gateway.summary;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import nl.mgz.gateway.careplan.FormAnswers;
import nl.mgz.gateway.fhir.References;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Device.DeviceNameType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * A document about one patient: the Composition first, then the patient, then what the sections name, then whom those name.
 *
 * <p>INVARIANT: a section that is empty says that nothing can be shown, and never that there is nothing: what the patient
 * withholds looks the same.
 */
public final class PatientDocument {

    /** What an empty section says. */
    public static final String NOTHING_TO_SHOW = "Hier is niets te tonen. Dat betekent niet dat er niets is: de patiënt"
            + " bepaalt wie wat ziet, en niet elke zorgverlener levert gegevens aan.";

    /** Says with every answer about a patient that data may be missing. */
    private static final Coding NOTICE =
            new Coding("https://mgz-gateway.nl/fhir/CodeSystem/mgz-notice", "data-may-be-missing", null);

    /** The gateway as the author of a document, in that document. */
    public static final String AUTHOR = "urn:uuid:0b1f7f0e-6f0e-5c0b-9d55-2f6f3a6f9a01";

    /** What is told as an entry and was not chosen as one stays out; what is of these types and named comes along. */
    private static final Set<String> COMING_ALONG = Set.of(
            "Device",
            "Medication",
            "Organization",
            "Practitioner",
            "PractitionerRole",
            "Location",
            "HealthcareService");

    private final String patient;
    private final Told told;
    private final String base;

    /**
     * @param patient id of whom it is about
     * @param base address under which callers know the server
     */
    public PatientDocument(String patient, Told told, String base) {
        this.patient = patient;
        this.told = told;
        this.base = base;
    }

    /** Without sections, and without the moment and the identifier of the document. */
    public Composition composition(Coding type, String title, String text) {
        Composition composition = new Composition();
        composition.setLanguage("nl-NL");
        composition
                .setStatus(CompositionStatus.FINAL)
                .setType(new CodeableConcept(type))
                .setSubject(to("Patient/" + patient))
                .addAuthor(new Reference(AUTHOR))
                .setTitle(title);
        composition.setText(Narratives.paragraph(text));
        return composition;
    }

    /** The address of a resource of this document, by its reference {@code Type/id}. */
    public Reference to(String reference) {
        return new Reference(reference.startsWith("urn:") ? reference : base + "/" + reference);
    }

    public static SectionComponent empty(String title, Coding code, String text) {
        return section(title, code)
                .setText(Narratives.paragraph(text))
                .setEmptyReason(new CodeableConcept(new Coding(
                                "http://terminology.hl7.org/CodeSystem/list-empty-reason", "unavailable", null))
                        .setText(text));
    }

    /** @param note a sentence below the table; null for none */
    public static SectionComponent table(
            String title, Coding code, List<String> heads, List<List<String>> rows, @Nullable String note) {
        return section(title, code).setText(Narratives.table(heads, rows, note));
    }

    private static SectionComponent section(String title, Coding code) {
        return new SectionComponent().setTitle(title).setCode(new CodeableConcept(code));
    }

    /** The document, without its moment and identifier. */
    public Bundle of(Composition composition) {
        Bundle bundle = new Bundle();
        bundle.setType(BundleType.DOCUMENT);
        bundle.getMeta().addTag(NOTICE);
        bundle.addEntry().setResource(composition);
        contents(composition).forEach(resource -> {
            Bundle.BundleEntryComponent entry = bundle.addEntry().setResource(resource);
            if (!FormAnswers.isStated(resource)) {
                entry.setFullUrl(base + "/" + resource.fhirType() + "/"
                        + resource.getIdElement().getIdPart());
            }
        });
        bundle.addEntry().setResource(author());
        return bundle;
    }

    /** Makes it a document of its own: which one, and when it was made. */
    public static void stamp(Bundle document, UUID id, Instant at) {
        String urn = "urn:uuid:" + id;
        Identifier identifier = new Identifier().setSystem("urn:ietf:rfc:3986").setValue(urn);
        document.setIdentifier(identifier).setTimestamp(Date.from(at));
        // Not before: HAPI takes a urn for the id of a resource, and what has an id is somebody's record.
        document.getEntryFirstRep().setFullUrl(urn);
        document.getEntry().stream()
                .filter(entry -> FormAnswers.isStated(entry.getResource()))
                .forEach(entry -> entry.setFullUrl(Statement.urn(entry.getResource())));
        document.getEntry().get(document.getEntry().size() - 1).setFullUrl(AUTHOR);
        ((Composition) document.getEntryFirstRep().getResource())
                .setIdentifier(identifier.copy())
                .setDate(Date.from(at));
    }

    private static Device author() {
        Device device = new Device();
        device.addDeviceName().setName("MGZ Gateway").setType(DeviceNameType.USERFRIENDLYNAME);
        return device;
    }

    /** The patient, then every entry once, then what those name and may come along. */
    private List<Resource> contents(Composition composition) {
        Set<String> order = new LinkedHashSet<>();
        order.add("Patient/" + patient);
        composition
                .getSection()
                .forEach(section -> section.getEntry().forEach(entry -> order.add(relative(entry.getReference()))));
        List<Resource> contents = new ArrayList<>();
        Set<Resource> there = new HashSet<>();
        for (String reference : order) {
            add(told.find(reference), contents, there);
        }
        for (int i = 0; i < contents.size(); i++) {
            Resource content = contents.get(i);
            for (String reference : References.of(content)) {
                Resource named = told.find(reference);
                if (named != null && COMING_ALONG.contains(named.fhirType())) {
                    add(named, contents, there);
                }
            }
            if (FormAnswers.isStated(content)) {
                // By its form it is decided on and on record.
                add(told.find(FormAnswers.reference(content)), contents, there);
                References.makeAbsolute(content, base);
            }
        }
        return contents;
    }

    private String relative(String reference) {
        return reference.startsWith(base) ? reference.substring(base.length() + 1) : reference;
    }

    private static void add(@Nullable Resource resource, List<Resource> contents, Set<Resource> there) {
        if (resource != null && there.add(resource)) {
            contents.add(resource);
        }
    }
}
