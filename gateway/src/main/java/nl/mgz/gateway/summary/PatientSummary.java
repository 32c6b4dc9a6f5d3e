package nl.mgz.gateway.summary;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import nl.mgz.gateway.identity.Ura;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;

/**
 * Puts the summary together, section by section.
 *
 * <p>INVARIANT: the same statements give the same document, but for when it was made.
 */
public final class PatientSummary {

    private static final String EXTENSION = "https://mgz-gateway.nl/fhir/StructureDefinition/mgz-Difference";
    private static final String DIFFERENCE_KIND = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-difference-kind";
    private static final String NO_DIFFERENCE = "In wat hier te zien is, is geen verschil tussen bronnen gevonden.";

    private final Told told;
    private final PatientDocument document;

    private PatientSummary(Told told, PatientDocument document) {
        this.told = told;
        this.document = document;
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
        Told told = new Told(statements, named, at);
        return new PatientSummary(told, new PatientDocument(patient, told, base)).bundle(sections);
    }

    private Bundle bundle(Set<SummarySection> sections) {
        Composition composition = document.composition(
                new Coding("http://loinc.org", "60591-5", "Patient summary Document"),
                "Patiëntsamenvatting",
                "Samenvatting van wat in de regio over deze patiënt te zien is voor wie"
                        + " ernaar vroeg. Gegevens kunnen ontbreken: de patiënt bepaalt wie wat ziet.");
        if (sections.containsAll(SummarySection.MANDATORY)) {
            composition.getMeta().addProfile("https://mgz-gateway.nl/fhir/StructureDefinition/mgz-PatientSummary");
        }
        for (SummarySection section : SummarySection.values()) {
            if (sections.contains(section)) {
                composition.addSection(section == SummarySection.DIFFERENCES ? differences() : section(section));
            }
        }
        return document.of(composition);
    }

    private SectionComponent section(SummarySection section) {
        List<Statement> content = told.in(section);
        if (content.isEmpty()) {
            return PatientDocument.empty(section.title(), section.code(), PatientDocument.NOTHING_TO_SHOW);
        }
        List<List<String>> rows = new ArrayList<>();
        for (Statement one : content) {
            Line line = told.line(one);
            rows.add(List.of(line.what(), line.details(), line.date(), one.organisation()));
        }
        SectionComponent made = PatientDocument.table(
                section.title(), section.code(), List.of("Wat", "Bijzonderheden", "Datum", "Bron"), rows, null);
        content.forEach(one -> made.addEntry(document.to(one.reference())));
        return made;
    }

    private SectionComponent differences() {
        List<Difference> found = new ArrayList<>();
        for (SummarySection section : List.of(SummarySection.MEDICATION, SummarySection.ALLERGIES)) {
            Set<String> current =
                    told.in(section).stream().map(Statement::reference).collect(Collectors.toSet());
            found.addAll(new Differences(told.byReference(), current).among(told.inOrBefore(section)));
        }
        String title = SummarySection.DIFFERENCES.title();
        Coding code = SummarySection.DIFFERENCES.code();
        if (found.isEmpty()) {
            return PatientDocument.empty(title, code, NO_DIFFERENCE);
        }
        List<List<String>> rows = new ArrayList<>();
        List<Reference> entries = new ArrayList<>();
        for (Difference difference : found) {
            for (Statement one : difference.statements()) {
                Line line = told.line(one);
                rows.add(List.of(
                        difference.about(),
                        difference.kind().dutch(),
                        Dutch.joined(line.what(), line.details()),
                        line.date(),
                        one.organisation()));
                entries.add(marked(difference, one));
            }
        }
        SectionComponent made = PatientDocument.table(
                title, code, List.of("Waarover", "Verschil", "Wat de bron zegt", "Datum", "Bron"), rows, null);
        entries.forEach(made::addEntry);
        return made;
    }

    private Reference marked(Difference difference, Statement one) {
        Reference reference = document.to(one.reference());
        Extension extension = reference.addExtension();
        extension.setUrl(EXTENSION);
        extension.addExtension(
                "kind", new Coding(DIFFERENCE_KIND, difference.kind().code(), null));
        extension.addExtension("about", new StringType(difference.about()));
        extension.addExtension("source", new Identifier().setSystem(Ura.SYSTEM).setValue(one.ura()));
        return reference;
    }
}
