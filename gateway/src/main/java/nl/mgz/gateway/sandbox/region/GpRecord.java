package nl.mgz.gateway.sandbox.region;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import nl.mgz.gateway.sandbox.region.Catalog.Problem;
import nl.mgz.gateway.sandbox.region.Catalog.Report;
import nl.mgz.gateway.sandbox.region.Client.ProblemSince;
import nl.mgz.gateway.sandbox.region.ContactReports.Visit;
import nl.mgz.gateway.sandbox.region.RegionFiles.Row;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceCategory;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceCriticality;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceReactionComponent;
import org.hl7.fhir.r4.model.AllergyIntolerance.AllergyIntoleranceSeverity;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Dosage;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Flag.FlagStatus;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestIntent;
import org.hl7.fhir.r4.model.MedicationRequest.MedicationRequestStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Timing.UnitsOfTime;

/** What the GP practice holds: person, relatives, problems, medication, allergies, alerts, contacts, measurements. */
final class GpRecord {

    private static final int MOST_MEDICINES = 8;
    private static final int MOST_ALERTS = 3;

    private final Chart chart;
    private final Client client;
    private final PushDraft push;
    private final Reference gp;
    private final Reference practice;
    private final Map<String, Reference> conditions = new HashMap<>();

    GpRecord(Chart chart) {
        this.chart = chart;
        this.client = chart.client();
        this.gp = chart.scene().role(client.care().gp());
        this.practice = chart.scene().organisation(client.care().practice());
        Patient patient = chart.fullPatient();
        client.relatives().forEach(relative -> new Relatives(chart).addContact(patient, relative));
        this.push = chart.open("gp", patient);
    }

    Push push(int size) {
        client.relatives().forEach(relative -> chart.relative(push, relative));
        client.problems().forEach(problem -> conditions.put(problem.problem().key(), push.add(condition(problem))));
        addMedication();
        addAllergies();
        addAlerts();
        new PrivacyConsents(chart).add(push, client.care().practice(), List.of("triage", "hap"), 60);
        addContacts(size);
        int left = Math.max(2, size - push.size());
        Measurements measurements = new Measurements(chart);
        measurements.addSeries(
                push, measurements.usualSlots(), left, practice, chart.dice().fork("gp/series"));
        return new Push(chart.scene().ura(client.care().practice()), "Huisartsdossier", push.bundle());
    }

    private Condition condition(ProblemSince since) {
        Problem problem = since.problem();
        Condition condition = new Condition()
                .setSubject(chart.patient())
                .setRecorder(gp)
                .setOnset(Codes.day(since.onset()))
                .setClinicalStatus(
                        Codes.concept(Codes.HL7 + "condition-clinical", problem.resolved() ? "resolved" : "active"))
                .setVerificationStatus(Codes.concept(Codes.HL7 + "condition-ver-status", "confirmed")
                        .addCoding(new Coding(Codes.SNOMED, "410605003", "aanwezigheid bevestigd")));
        condition.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        condition.addCategory(
                problem.kind().equals("finding")
                        ? Codes.snomed("404684003", "klinische bevinding")
                        : Codes.snomed("282291009", "interpretatie van diagnose"));
        CodeableConcept code =
                Codes.concept(Codes.ICPC, problem.icpc(), problem.icpcName()).setText(problem.name());
        if (!problem.snomed().isEmpty()) {
            code.addCoding(new Coding(Codes.SNOMED, problem.snomed(), problem.snomedName()));
        }
        if (problem.resolved()) {
            condition.setAbatement(Codes.day(since.onset().plusDays(21)));
        }
        return condition.setCode(code);
    }

    private void addMedication() {
        Dice dice = chart.dice().fork("gp/medication");
        Set<String> classes = new HashSet<>();
        for (ProblemSince since : client.problems()) {
            for (String wish : since.problem().medicines()) {
                List<Row> options = suitable(wish.replaceFirst("^\\?", ""));
                boolean given = dice.chance(wish.startsWith("?") ? 50 : 100) && classes.size() < MOST_MEDICINES;
                if (!given || options.isEmpty()) {
                    continue;
                }
                Row medicine = dice.pick(options);
                if (classes.add(medicine.get("class"))) {
                    push.add(prescription(since, medicine, dice));
                }
            }
        }
    }

    private List<Row> suitable(String alternatives) {
        return Stream.of(alternatives.split("\\|"))
                .map(Catalog.shared()::medicine)
                .filter(row -> Stream.of(row.get("notWith").split(",")).noneMatch(client::has))
                .toList();
    }

    private MedicationRequest prescription(ProblemSince since, Row medicine, Dice dice) {
        boolean past = since.problem().resolved();
        LocalDate asked = past ? since.onset() : chart.daysAgo(60, 900, dice);
        LocalDate start = Chart.weekday(asked.isBefore(since.onset()) ? since.onset() : asked);
        MedicationRequest request = new MedicationRequest()
                .setStatus(past ? MedicationRequestStatus.COMPLETED : MedicationRequestStatus.ACTIVE)
                .setIntent(MedicationRequestIntent.ORDER)
                .setMedication(Codes.concept(Codes.ATC, medicine.get("atc")).setText(medicine.get("name")))
                .setSubject(chart.patient())
                .setAuthoredOnElement(Codes.day(start))
                .setRequester(gp)
                .addReasonReference(conditions.get(since.problem().key()))
                .addDosageInstruction(dosage(medicine));
        String record = push.nextRecordValue();
        request.addIdentifier(Codes.recordIdentifier(record));
        request.addExtension(
                Codes.NICTIZ + "ext-PharmaceuticalTreatment.Identifier",
                Codes.identifier(Codes.RECORD, Codes.uuid(record + "/treatment")));
        request.addCategory(Codes.snomed("33633005", "voorschrijven van geneesmiddel"));
        return request;
    }

    private static Dosage dosage(Row medicine) {
        Dosage dosage = new Dosage().setText(Phrases.capital(medicine.get("text")) + ".");
        if (medicine.get("asNeeded").equals("ja")) {
            dosage.setAsNeeded(new BooleanType(true));
        } else if (medicine.has("perDay")) {
            dosage.getTiming()
                    .getRepeat()
                    .setFrequency(Integer.parseInt(medicine.get("perDay")))
                    .setPeriod(1)
                    .setPeriodUnit(UnitsOfTime.D);
        }
        return dosage;
    }

    private void addAllergies() {
        Dice dice = chart.dice().fork("gp/allergies");
        int count = dice.weighted(List.of(0, 1, 2), number -> List.of(55, 38, 7).get(number));
        Set<String> substances = new HashSet<>();
        for (Row row : dice.some(Catalog.shared().allergies, count)) {
            if (substances.add(row.get("code"))) {
                push.add(allergy(row, dice));
            }
        }
    }

    private AllergyIntolerance allergy(Row row, Dice dice) {
        AllergyIntolerance allergy = new AllergyIntolerance()
                .setPatient(chart.patient())
                .setRecorder(gp)
                .setClinicalStatus(Codes.concept(Codes.HL7 + "allergyintolerance-clinical", "active"))
                .setVerificationStatus(Codes.concept(Codes.HL7 + "allergyintolerance-verification", "confirmed"))
                .setCriticality(AllergyIntoleranceCriticality.fromCode(row.get("criticality")))
                .setCode(Codes.snomed(row.get("code"), row.get("name")))
                .setOnset(Codes.day(chart.daysAgo(700, 5000, dice)));
        allergy.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        allergy.addCategory(AllergyIntoleranceCategory.fromCode(row.get("category")));
        allergy.addNote().setText(row.get("note"));
        return allergy.addReaction(new AllergyIntoleranceReactionComponent()
                .addManifestation(Codes.snomed(row.get("manifestation"), row.get("manifestationName")))
                .setSeverity(AllergyIntoleranceSeverity.fromCode(row.get("severity"))));
    }

    /** An alert that is about a problem points to it; nl-core then wants "not applicable" as its code. */
    private void addAlerts() {
        client.problems().stream()
                .filter(since -> !since.problem().alert().isEmpty())
                .limit(MOST_ALERTS)
                .map(this::alert)
                .forEach(push::add);
    }

    private Flag alert(ProblemSince since) {
        Flag flag = new Flag()
                .setStatus(FlagStatus.ACTIVE)
                .setSubject(chart.patient())
                .setAuthor(gp)
                .setPeriod(Codes.from(since.onset()))
                .setCode(Codes.concept(Codes.HL7 + "data-absent-reason", "not-applicable", "Not Applicable")
                        .setText(since.problem().alert()));
        flag.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        flag.addCategory(Codes.concept(Codes.LOINC, "75323-6", "Condition"));
        flag.addExtension(
                Codes.EXTENSION + "flag-detail", conditions.get(since.problem().key()));
        return flag;
    }

    private void addContacts(int size) {
        Dice dice = chart.dice().fork("gp/contacts");
        ContactReports reports = new ContactReports(chart);
        List<Report> chosen = dice.some(reports.fitting("gp"), 3);
        for (int i = 0; i < chosen.size(); i++) {
            if (i == 0 || size - push.size() >= 12) {
                reports.add(push, visit(chosen.get(i), 5 + 90 * i, dice), dice);
            }
        }
    }

    private Visit visit(Report report, int daysAgo, Dice dice) {
        LocalDate date = client.problems().stream()
                .filter(since -> since.problem().key().equals(report.problem())
                        && since.problem().resolved())
                .map(ProblemSince::onset)
                .findFirst()
                .orElseGet(() -> chart.daysAgo(daysAgo, daysAgo + 60, dice));
        return new Visit(
                report,
                Codes.time(Chart.weekday(date), dice.pick(report.hours()), dice.between(0, 11) * 5),
                dice.pick(List.of(10, 10, 20, 30)),
                gp,
                practice,
                conditions.get(report.problem()));
    }
}
