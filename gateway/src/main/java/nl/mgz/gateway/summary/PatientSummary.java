package nl.mgz.gateway.summary;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.careplan.CurrentDirectives;
import nl.mgz.gateway.careplan.Directive;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Device.DeviceNameType;
import org.hl7.fhir.r4.model.DeviceUseStatement;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;

/**
 * Puts the document together: the Composition first, then the patient, then what the sections name, then whom those name.
 *
 * <p>INVARIANT: the same statements give the same document, but for when it was made. A section that is empty says that nothing
 * can be shown, and never that there is nothing: what the patient withholds looks the same.
 */
public final class PatientSummary {

    /** Says with every answer about a patient that data may be missing. */
    private static final Coding NOTICE =
            new Coding("https://mgz-gateway.nl/fhir/CodeSystem/mgz-notice", "data-may-be-missing", null);

    private static final String EXTENSION = "https://mgz-gateway.nl/fhir/StructureDefinition/mgz-Difference";
    private static final String DIFFERENCE_KIND = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-difference-kind";
    private static final String URA = "http://fhir.nl/fhir/NamingSystem/ura";
    private static final String AUTHOR = "urn:uuid:0b1f7f0e-6f0e-5c0b-9d55-2f6f3a6f9a01";
    private static final String NOTHING_TO_SHOW =
            "Hier is niets te tonen. Dat betekent niet dat er niets is: de patiënt"
                    + " bepaalt wie wat ziet, en niet elke zorgverlener levert gegevens aan.";
    private static final String NO_DIFFERENCE = "In wat hier te zien is, is geen verschil tussen bronnen gevonden.";
    private static final int LAST_CONTACTS = 10;

    private final String base;
    private final Instant at;
    private final Belonging belonging;
    private final List<Statement> statements;
    private final Map<String, Resource> byReference = new HashMap<>();
    private final Map<SummarySection, List<Statement>> told = new EnumMap<>(SummarySection.class);

    private PatientSummary(String base, Instant at, Collection<Statement> statements, Collection<Resource> named) {
        this.base = base;
        this.at = at;
        this.belonging = new Belonging(at);
        this.statements = statements.stream()
                .sorted(Comparator.comparing((Statement one) -> SortDate.of(one.resource()), Comparator.reverseOrder())
                        .thenComparing(Statement::id))
                .toList();
        Stream.concat(statements.stream().map(Statement::resource), named.stream())
                .forEach(one -> byReference.put(
                        one.fhirType() + "/" + one.getIdElement().getIdPart(), one));
    }

    /**
     * A summary as somebody may see it, without the moment and the identifier of the document.
     *
     * @param patient id of whom it is about
     * @param statements what that one may see of the patient, the Patient among them
     * @param named organisations, people and products that those name
     * @param sections those that were asked for
     * @param base address under which callers know the server
     */
    public static Bundle of(
            String patient,
            Collection<Statement> statements,
            Collection<Resource> named,
            Set<SummarySection> sections,
            String base,
            Instant at) {
        return new PatientSummary(base, at, statements, named).document(patient, sections);
    }

    /** Makes it a document of its own: which one, and when it was made. */
    public static void stamp(Bundle document, UUID id, Instant at) {
        String urn = "urn:uuid:" + id;
        Identifier identifier = new Identifier().setSystem("urn:ietf:rfc:3986").setValue(urn);
        document.setIdentifier(identifier).setTimestamp(Date.from(at));
        // Not before: HAPI takes a urn for the id of a resource, and what has an id is somebody's record.
        document.getEntryFirstRep().setFullUrl(urn);
        document.getEntry().get(document.getEntry().size() - 1).setFullUrl(AUTHOR);
        ((Composition) document.getEntryFirstRep().getResource())
                .setIdentifier(identifier.copy())
                .setDate(Date.from(at));
    }

    private Bundle document(String patient, Set<SummarySection> sections) {
        Composition composition = composition(patient, sections);
        for (SummarySection section : SummarySection.values()) {
            if (sections.contains(section)) {
                composition.addSection(
                        section == SummarySection.DIFFERENCES ? differences() : section(section, tell(section)));
            }
        }
        Bundle bundle = new Bundle();
        bundle.setType(BundleType.DOCUMENT);
        bundle.getMeta().addTag(NOTICE);
        bundle.addEntry().setResource(composition);
        contents(patient, composition)
                .forEach(resource -> bundle.addEntry()
                        .setFullUrl(base + "/" + resource.fhirType() + "/"
                                + resource.getIdElement().getIdPart())
                        .setResource(resource));
        bundle.addEntry().setResource(author());
        return bundle;
    }

    private Composition composition(String patient, Set<SummarySection> sections) {
        Composition composition = new Composition();
        if (sections.containsAll(SummarySection.MANDATORY)) {
            composition.getMeta().addProfile("https://mgz-gateway.nl/fhir/StructureDefinition/mgz-PatientSummary");
        }
        composition.setLanguage("nl-NL");
        composition
                .setStatus(CompositionStatus.FINAL)
                .setType(new CodeableConcept(new Coding("http://loinc.org", "60591-5", "Patient summary Document")))
                .setSubject(absolute("Patient/" + patient))
                .addAuthor(new Reference(AUTHOR))
                .setTitle("Patiëntsamenvatting");
        composition.setText(
                Narratives.paragraph("Samenvatting van wat in de regio over deze patiënt te zien is voor wie"
                        + " ernaar vroeg. Gegevens kunnen ontbreken: de patiënt bepaalt wie wat ziet."));
        return composition;
    }

    private static Device author() {
        Device device = new Device();
        device.addDeviceName().setName("MGZ Gateway").setType(DeviceNameType.USERFRIENDLYNAME);
        return device;
    }

    private Reference absolute(String reference) {
        return new Reference(base + "/" + reference);
    }

    private List<Statement> tell(SummarySection section) {
        return told.computeIfAbsent(section, one -> switch (one) {
            case LIMITS -> limits();
            case VITALS -> latest(section);
            case CONTACTS -> contacts();
            case DEVICES -> devices();
            case ENCOUNTERS -> belonging(section).limit(LAST_CONTACTS).toList();
            default -> belonging(section).toList();
        });
    }

    private Stream<Statement> belonging(SummarySection section) {
        return statements.stream().filter(one -> belonging.in(section, one.resource()));
    }

    /** Of the treatment directives those that hold now. */
    private List<Statement> limits() {
        List<Statement> all = belonging(SummarySection.LIMITS).toList();
        List<Consent> directives = all.stream()
                .filter(one -> one.resource() instanceof Consent)
                .map(one -> (Consent) one.resource())
                .toList();
        Set<Resource> current = new HashSet<>(CurrentDirectives.at(at, directives));
        return all.stream()
                .filter(one -> !(one.resource() instanceof Consent consent)
                        || !Directive.isOne(consent)
                        || current.contains(consent))
                .toList();
    }

    /** Of each measurement the last. */
    private List<Statement> latest(SummarySection section) {
        Map<String, Statement> byCode = new LinkedHashMap<>();
        belonging(section)
                .forEach(one ->
                        byCode.putIfAbsent(Line.of(one.resource(), byReference).what(), one));
        return List.copyOf(byCode.values());
    }

    /** Of what was found on the capacity to decide, the last of each source. */
    private List<Statement> contacts() {
        Set<String> sources = new HashSet<>();
        return belonging(SummarySection.CONTACTS)
                .filter(one -> !"Observation".equals(one.resource().fhirType()) || sources.add(one.ura()))
                .sorted(Comparator.comparing(one -> one.resource().fhirType()))
                .toList();
    }

    /** A device of which is told how it is used, is told once. */
    private List<Statement> devices() {
        List<Statement> all = belonging(SummarySection.DEVICES).toList();
        Set<String> used = all.stream()
                .filter(one -> one.resource() instanceof DeviceUseStatement)
                .map(one -> ((DeviceUseStatement) one.resource())
                        .getDevice()
                        .getReferenceElement()
                        .getIdPart())
                .collect(Collectors.toCollection(HashSet::new));
        return all.stream().filter(one -> !used.contains(one.id())).toList();
    }

    private SectionComponent section(SummarySection section, List<Statement> content) {
        SectionComponent made = empty(section);
        if (content.isEmpty()) {
            return withoutEntries(made, NOTHING_TO_SHOW);
        }
        List<List<String>> rows = new ArrayList<>();
        for (Statement one : content) {
            Line line = Line.of(one.resource(), byReference);
            rows.add(List.of(line.what(), line.details(), line.date(), one.organisation()));
            made.addEntry(absolute(one.reference()));
        }
        return made.setText(Narratives.table(List.of("Wat", "Bijzonderheden", "Datum", "Bron"), rows));
    }

    private static SectionComponent empty(SummarySection section) {
        return new SectionComponent().setTitle(section.title()).setCode(new CodeableConcept(section.code()));
    }

    private static SectionComponent withoutEntries(SectionComponent section, String text) {
        return section.setText(Narratives.paragraph(text))
                .setEmptyReason(new CodeableConcept(new Coding(
                                "http://terminology.hl7.org/CodeSystem/list-empty-reason", "unavailable", null))
                        .setText(text));
    }

    private SectionComponent differences() {
        List<Difference> found = new ArrayList<>();
        for (SummarySection section : List.of(SummarySection.MEDICATION, SummarySection.ALLERGIES)) {
            Set<String> current =
                    tell(section).stream().map(Statement::reference).collect(Collectors.toSet());
            List<Statement> all = statements.stream()
                    .filter(one -> current.contains(one.reference()) || belonging.isNoLonger(section, one.resource()))
                    .toList();
            found.addAll(new Differences(byReference, current).among(all));
        }
        SectionComponent made = empty(SummarySection.DIFFERENCES);
        if (found.isEmpty()) {
            return withoutEntries(made, NO_DIFFERENCE);
        }
        List<List<String>> rows = new ArrayList<>();
        for (Difference difference : found) {
            for (Statement one : difference.statements()) {
                Line line = Line.of(one.resource(), byReference);
                rows.add(List.of(
                        difference.about(),
                        difference.kind().dutch(),
                        Dutch.joined(line.what(), line.details()),
                        line.date(),
                        one.organisation()));
                made.addEntry(marked(difference, one));
            }
        }
        return made.setText(
                Narratives.table(List.of("Waarover", "Verschil", "Wat de bron zegt", "Datum", "Bron"), rows));
    }

    private Reference marked(Difference difference, Statement one) {
        Reference reference = absolute(one.reference());
        Extension extension = reference.addExtension();
        extension.setUrl(EXTENSION);
        extension.addExtension(
                "kind", new Coding(DIFFERENCE_KIND, difference.kind().code(), null));
        extension.addExtension("about", new StringType(difference.about()));
        extension.addExtension("source", new Identifier().setSystem(URA).setValue(one.ura()));
        return reference;
    }

    /** The patient, then every entry once, then what those name and may come along. */
    private List<Resource> contents(String patient, Composition composition) {
        Set<String> order = new LinkedHashSet<>();
        order.add("Patient/" + patient);
        composition
                .getSection()
                .forEach(section -> section.getEntry()
                        .forEach(entry -> order.add(entry.getReference().substring(base.length() + 1))));
        List<Resource> contents = new ArrayList<>();
        Set<Resource> there = new HashSet<>();
        for (String reference : order) {
            add(byReference.get(reference), contents, there);
        }
        for (int i = 0; i < contents.size(); i++) {
            References.of(contents.get(i)).stream()
                    .map(byReference::get)
                    .filter(one -> one != null && !statementsOnly(one))
                    .forEach(one -> add(one, contents, there));
        }
        return contents;
    }

    /** What is told as an entry and was not chosen as one stays out; a device or a medicine that is named comes along. */
    private static boolean statementsOnly(Resource resource) {
        return !Set.of(
                        "Device",
                        "Medication",
                        "Organization",
                        "Practitioner",
                        "PractitionerRole",
                        "Location",
                        "HealthcareService")
                .contains(resource.fhirType());
    }

    private static void add(@Nullable Resource resource, List<Resource> contents, Set<Resource> there) {
        if (resource != null && there.add(resource)) {
            contents.add(resource);
        }
    }
}
