package nl.mgz.gateway.sandbox.region;

import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.sandbox.region.Catalog.Report;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Composition.SectionComponent;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Narrative.NarrativeStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.utilities.xhtml.NodeType;
import org.hl7.fhir.utilities.xhtml.XhtmlNode;
import org.jspecify.annotations.Nullable;

/** Writes a contact: the encounter, the report with its four lines (SOEP), and what was measured. */
final class ContactReports {

    /** The lines of a report, with the codes of nl-core. */
    private enum Line {
        SUBJECTIVE("255362007", "Subjectief"),
        OBJECTIVE("260224007", "Objectief"),
        EVALUATION("129265001", "Evaluatie"),
        PLAN("129271007", "Plan");

        final String code;
        final String display;

        Line(String code, String display) {
            this.code = code;
            this.display = display;
        }
    }

    /** Who reports when. The problem is the Condition in the same push, if it is there. */
    record Visit(
            Report report,
            ZonedDateTime start,
            int minutes,
            Reference author,
            Reference organisation,
            @Nullable Reference problem) {}

    private static final Map<String, String> WAYS = Map.of("AMB", "ambulatory", "HH", "home health", "VR", "virtual");

    private final Chart chart;

    ContactReports(Chart chart) {
        this.chart = chart;
    }

    /** Those of this kind that fit what the client has and where the client lives. */
    List<Report> fitting(String by) {
        Client client = chart.client();
        return Catalog.shared().reports.stream()
                .filter(report -> report.by().equals(by))
                .filter(report -> report.problem().isEmpty() || client.has(report.problem()))
                .filter(report -> report.team().isEmpty()
                        || List.of(report.team().split(",")).contains(setting()))
                .toList();
    }

    /** People with profound multiple disabilities do not walk and speak without words: they have their own texts. */
    private String setting() {
        Catalog.Profile profile = chart.client().profile();
        return profile.key().equals("emb") ? "emb" : profile.team();
    }

    void add(PushDraft push, Visit visit, Dice dice) {
        Report report = visit.report();
        LocalDate date = visit.start().toLocalDate();
        Findings findings = new Findings(chart.client(), date, chart.scene().anchor(), dice);
        Map<Line, String> texts = new EnumMap<>(Line.class);
        texts.put(Line.SUBJECTIVE, chart.phrases().say(report.s(), dice, findings::take));
        texts.put(Line.OBJECTIVE, chart.phrases().say(report.o(), dice, findings::take));
        texts.put(Line.EVALUATION, chart.phrases().say(report.e(), dice, findings::take));
        texts.put(Line.PLAN, chart.phrases().say(report.p(), dice, findings::take));
        String title = chart.say(report.title(), dice);
        Reference encounter = push.add(encounter(push, visit, title));
        Composition composition = composition(push, visit, encounter, title);
        for (Map.Entry<Line, String> line : texts.entrySet()) {
            Reference entry = push.add(line(line.getKey(), line.getValue(), visit, encounter));
            composition.addSection(section(line.getKey(), line.getValue(), entry));
        }
        push.add(composition);
        for (Findings.Measured measured : findings.all()) {
            push.add(new Measurements(chart)
                    .observation(measured, visit.start(), visit.author())
                    .setEncounter(encounter));
        }
    }

    private Encounter encounter(PushDraft push, Visit visit, String reason) {
        String way = way(visit.report());
        Encounter encounter = new Encounter()
                .setStatus(EncounterStatus.FINISHED)
                .setClass_(new Coding(Codes.HL7 + "v3-ActCode", way, WAYS.get(way)))
                .setSubject(chart.patient())
                .setServiceProvider(visit.organisation())
                .setPeriod(new Period()
                        .setStartElement(Codes.at(visit.start()))
                        .setEndElement(Codes.at(visit.start().plusMinutes(visit.minutes()))));
        encounter.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        encounter.addParticipant().setIndividual(visit.author());
        if (way.equals("HH")) {
            chart.location().ifPresent(location -> encounter.addLocation().setLocation(location));
        }
        encounter.addReasonCode().setText(reason);
        addUrgency(encounter, visit.report());
        if (visit.problem() != null) {
            encounter.addReasonReference(visit.problem());
        }
        return encounter;
    }

    /** The GP comes to people who live in a nursing home. */
    private String way(Report report) {
        boolean visit =
                report.way().equals("AMB") && chart.client().profile().home().equals("verpleeghuis");
        return visit ? "HH" : report.way();
    }

    private static void addUrgency(DomainResource resource, Report report) {
        if (!report.urgency().isEmpty()) {
            Coding urgency = new Coding().setSystem(Codes.URGENCY).setCode(report.urgency());
            resource.addExtension(Codes.MGZ + "mgz-NtsUrgency", urgency);
        }
    }

    private Composition composition(PushDraft push, Visit visit, Reference encounter, String title) {
        Composition composition = new Composition()
                .setStatus(CompositionStatus.FINAL)
                .setType(Codes.snomed("11591000146107", "patiëntcontactverslag"))
                .setSubject(chart.patient())
                .setEncounter(encounter)
                .setTitle(title)
                .setCustodian(visit.organisation())
                .addAuthor(visit.author());
        composition.setDateElement(Codes.at(visit.start().plusMinutes(visit.minutes())));
        addUrgency(composition, visit.report());
        return composition.setIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
    }

    private Observation line(Line line, String text, Visit visit, Reference encounter) {
        Observation observation = new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(Codes.snomed(line.code, line.display))
                .setSubject(chart.patient())
                .setEncounter(encounter)
                .setEffective(Codes.at(visit.start()))
                .addPerformer(visit.author())
                .setValue(new StringType(text));
        if (line == Line.EVALUATION) {
            CodeableConcept icpc = Codes.concept(
                    Codes.ICPC, visit.report().icpc(), visit.report().icpcName());
            observation.addExtension(Codes.NICTIZ + "ext-SOAPReport.SOAPLineCode", icpc);
        }
        return observation;
    }

    private static SectionComponent section(Line line, String text, Reference entry) {
        SectionComponent section = new SectionComponent()
                .setTitle(line.display)
                .setCode(Codes.snomed(line.code, line.display))
                .addEntry(entry);
        XhtmlNode div = new XhtmlNode(NodeType.Element, "div");
        div.setAttribute("xmlns", "http://www.w3.org/1999/xhtml");
        div.addTag("p").addText(text);
        section.getText().setStatus(NarrativeStatus.GENERATED).setDiv(div);
        return section;
    }
}
