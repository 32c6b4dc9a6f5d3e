package nl.mgz.gateway.triage;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.summary.Narratives;
import nl.mgz.gateway.triage.TriageReport.Contact;
import nl.mgz.gateway.triage.TriageReport.Judged;
import nl.mgz.gateway.triage.UrgencySet.Question;
import org.hl7.fhir.r4.model.Annotation;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Composition;
import org.hl7.fhir.r4.model.Composition.CompositionStatus;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskIntent;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.hl7.fhir.r4.model.Type;

/**
 * Writes a report as one transaction: the contact (Encounter), what was found and decided (Observation), the report
 * (Composition, zib SOEPVerslag) and a Task for each who gets it. By that Task the receiver sees the report and what belongs to
 * it, with or without a consent, as with every hand-over that a patient knows of.
 */
public final class ReportBundle {

    /** The code of the Tasks by which a report is handed over. */
    static final Coding HAND_OVER =
            new Coding("https://mgz-gateway.nl/fhir/CodeSystem/mgz-task-code", "triage-report", null);

    private static final String LOINC = "http://loinc.org|";
    private static final String UCUM = "http://unitsofmeasure.org";

    /** Measurements of HL7's profiles of vital signs, which have a category of their own. */
    private static final Set<String> VITAL_SIGNS =
            Set.of("9279-1", "8867-4", "59408-5", "2708-6", "8310-5", "29463-7", "8302-2");

    private final TriageReport report;
    private final UrgencyTables tables;
    private final MadeBundle sent = new MadeBundle();
    private final Reference encounter;
    private final List<Reference> belonging = new ArrayList<>();

    private ReportBundle(TriageReport report, UrgencyTables tables) {
        this.report = report;
        this.tables = tables;
        encounter = sent.add(encounter());
    }

    /**
     * @param receivers who gets it, by URA
     * @param now when it is handed over
     */
    public static Bundle of(TriageReport report, UrgencyTables tables, Collection<Ura> receivers, Instant now) {
        ReportBundle bundle = new ReportBundle(report, tables);
        Reference composition = bundle.sent.add(bundle.composition());
        receivers.forEach(receiver -> bundle.sent.add(bundle.handOver(receiver, composition, now)));
        return bundle.sent.bundle();
    }

    private Reference patient() {
        return new Reference("Patient/" + report.patientId());
    }

    private Encounter encounter() {
        Contact contact = report.contact();
        Encounter made = new Encounter();
        made.setStatus(EncounterStatus.FINISHED);
        made.setClass_(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "VR", null));
        made.setSubject(patient());
        made.getPeriod()
                .setStartElement(MadeBundle.moment(contact.start()))
                .setEndElement(MadeBundle.moment(contact.end()));
        made.addReasonCode(contact.complaint().copy());
        made.setServiceProvider(MadeBundle.organisation(contact.by()).setDisplay(contact.organisation()));
        if (contact.triagist() != null) {
            made.addParticipant().setIndividual(new Reference().setDisplay(contact.triagist()));
        }
        made.addExtension(Urgency.EXTENSION, report.urgency().decided().coding());
        return made;
    }

    private Composition composition() {
        Contact contact = report.contact();
        List<String> found = new ArrayList<>();
        Composition made = new Composition();
        made.setStatus(CompositionStatus.FINAL);
        made.setType(new CodeableConcept(ReportCodes.CONTACT_REPORT.copy()));
        made.setSubject(patient());
        made.setEncounter(encounter.copy());
        made.setDateElement(MadeBundle.moment(contact.end()));
        made.addAuthor(MadeBundle.organisation(contact.by()).setDisplay(contact.organisation()));
        made.setTitle("Contactverslag triage");
        made.addExtension(Urgency.EXTENSION, report.urgency().decided().coding());
        made.addEvent().addCode(contact.complaint().copy());
        if (report.number() != null) {
            made.setIdentifier(report.number().copy());
        }
        TriageReport.Soep soep = report.soep();
        section(
                made,
                0,
                soep.subjective(),
                List.of(ours(ReportCodes.CALLER, "Wie belde", new StringType(contact.caller()))));
        section(made, 1, soep.objective(), answers(found));
        section(made, 2, soep.evaluation(), urgencies());
        CodeableConcept outcome = new CodeableConcept(new Coding(
                TriageOutcome.SYSTEM, report.outcome().code(), report.outcome().dutch()));
        section(made, 3, soep.plan(), List.of(ours(ReportCodes.OUTCOME, "Vervolg", outcome)));
        made.setText(ReturnReport.of(report, found));
        return made;
    }

    private void section(Composition made, int letter, String text, List<Observation> besides) {
        Coding code = ReportCodes.SOEP.get(letter);
        Composition.SectionComponent section = made.addSection();
        section.setTitle(code.getDisplay()).setCode(new CodeableConcept(code.copy()));
        section.setText(Narratives.paragraph(text));
        List<Observation> lines = new ArrayList<>();
        lines.add(observation(new CodeableConcept(code.copy()), new StringType(text)));
        lines.addAll(besides);
        for (Observation one : lines) {
            Reference reference = sent.add(one);
            section.addEntry(reference.copy());
            belonging.add(reference);
        }
    }

    private Observation observation(CodeableConcept code, Type value) {
        Observation made = new Observation();
        made.setStatus(ObservationStatus.FINAL);
        made.setCode(code);
        made.setSubject(patient());
        made.setEncounter(encounter.copy());
        made.setEffective(MadeBundle.moment(report.contact().end()));
        made.addPerformer(MadeBundle.organisation(report.contact().by()));
        made.setValue(value);
        return made;
    }

    private Observation ours(String code, String text, Type value) {
        return observation(new CodeableConcept(new Coding(ReportCodes.OBSERVATION, code, null)).setText(text), value);
    }

    private List<Observation> urgencies() {
        Judged urgency = report.urgency();
        List<Observation> made = new ArrayList<>();
        if (urgency.proposed() != null) {
            Observation proposed = ours(
                    ReportCodes.PROPOSED,
                    "Voorgestelde urgentie",
                    new CodeableConcept(urgency.proposed().coding()));
            proposed.addNote(new Annotation().setText(urgency.source()));
            made.add(proposed);
        }
        Observation decided = ours(
                ReportCodes.FINAL,
                "Urgentie",
                new CodeableConcept(urgency.decided().coding()));
        if (urgency.reason() != null) {
            decided.addNote(new Annotation().setText(urgency.reason()));
        }
        made.add(decided);
        return made;
    }

    /** @param found gets each in words */
    private List<Observation> answers(List<String> found) {
        List<Observation> made = new ArrayList<>();
        new TreeMap<>(report.answers())
                .forEach((id, answer) -> tables.find(id).ifPresent(question -> {
                    made.add(answer(question, answer));
                    found.add(question.text() + ": " + words(question, answer));
                }));
        return made;
    }

    private Observation answer(Question question, TriageAnswer answer) {
        Observation made = observation(code(question), value(question, answer));
        String code = question.code();
        if (code != null && code.startsWith(LOINC)) {
            boolean vital = VITAL_SIGNS.contains(code.substring(LOINC.length()));
            made.addCategory(new CodeableConcept(new Coding(
                    "http://terminology.hl7.org/CodeSystem/observation-category",
                    vital ? "vital-signs" : "survey",
                    null)));
        }
        return made;
    }

    private static CodeableConcept code(Question question) {
        String code = question.code();
        int bar = code == null ? -1 : code.indexOf('|');
        Coding coding = code == null
                ? new Coding(ReportCodes.QUESTION, question.id(), null)
                : new Coding(code.substring(0, bar), code.substring(bar + 1), null);
        return new CodeableConcept(coding).setText(question.text());
    }

    private static Type value(Question question, TriageAnswer answer) {
        if (answer instanceof TriageAnswer.YesNo yesNo) {
            return new BooleanType(yesNo.yes());
        }
        if (answer instanceof TriageAnswer.Number number) {
            return new Quantity()
                    .setValue(number.value())
                    .setUnit(question.unit())
                    .setSystem(UCUM)
                    .setCode(question.unit());
        }
        return new CodeableConcept().setText(words(question, answer));
    }

    private static String words(Question question, TriageAnswer answer) {
        if (answer instanceof TriageAnswer.Choice choice) {
            Map<String, String> choices = question.choices();
            return choices == null ? choice.code() : choices.getOrDefault(choice.code(), choice.code());
        }
        return answer instanceof TriageAnswer.YesNo yesNo
                ? yesNo.yes() ? "ja" : "nee"
                : ((TriageAnswer.Number) answer).value().toPlainString() + " " + question.unit();
    }

    private Task handOver(Ura receiver, Reference composition, Instant now) {
        Task task = new Task();
        task.setStatus(TaskStatus.REQUESTED);
        task.setIntent(TaskIntent.ORDER);
        task.setCode(new CodeableConcept(HAND_OVER.copy()));
        task.setDescription("Terugkoppeling van triage");
        task.setFocus(composition.copy());
        task.setFor(patient());
        task.setAuthoredOnElement(MadeBundle.moment(now));
        task.setRequester(MadeBundle.organisation(report.contact().by()));
        task.setOwner(MadeBundle.organisation(receiver));
        List<Reference> along = new ArrayList<>(belonging);
        along.add(0, encounter);
        along.forEach(one -> task.addInput()
                .setType(new CodeableConcept().setText("Hoort bij het verslag"))
                .setValue(one.copy()));
        return task;
    }
}
