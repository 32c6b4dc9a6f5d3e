package nl.mgz.gateway.sandbox.region;

import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import nl.mgz.gateway.sandbox.region.Catalog.PlanText;
import nl.mgz.gateway.sandbox.region.Catalog.Step;
import nl.mgz.gateway.sandbox.region.ContactReports.Visit;
import nl.mgz.gateway.sandbox.region.RegionFiles.Row;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityComponent;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityDetailComponent;
import org.hl7.fhir.r4.model.CarePlan.CarePlanActivityStatus;
import org.hl7.fhir.r4.model.CarePlan.CarePlanIntent;
import org.hl7.fhir.r4.model.CarePlan.CarePlanStatus;
import org.hl7.fhir.r4.model.CareTeam;
import org.hl7.fhir.r4.model.CareTeam.CareTeamStatus;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Device.FHIRDeviceStatus;
import org.hl7.fhir.r4.model.DeviceUseStatement;
import org.hl7.fhir.r4.model.DeviceUseStatement.DeviceUseStatementStatus;
import org.hl7.fhir.r4.model.Duration;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Flag.FlagStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/** What the care organisation holds: plans, alerts, the care team, who represents the client, reports, devices. */
final class CareRecord {

    private final Chart chart;
    private final Client client;
    private final String organisation;
    private final PushDraft push;
    private final String signaling;

    CareRecord(Chart chart) {
        this.chart = chart;
        this.client = chart.client();
        this.organisation = client.care().organisation();
        this.push = chart.open("care", chart.identity());
        this.signaling = chart.dice().fork("signaling").pick(client.profile().signaling());
    }

    Push push() {
        Reference closest = chart.relative(push, client.closest());
        addRepresentation();
        if (!client.capable()) {
            push.add(incapacity());
        }
        addAlert();
        addPlans();
        push.add(team(closest));
        addDevice();
        addReports();
        Measurements measurements = new Measurements(chart);
        measurements.addSeries(
                push, List.of("gewicht"), 2, organisation(), chart.dice().fork("care/series"));
        new PrivacyConsents(chart)
                .add(push, organisation, List.of("triage", client.care().practice()), 45);
        return new Push(chart.scene().ura(organisation), "Ondersteuningsplan en rapportage", push.bundle());
    }

    private Reference organisation() {
        return chart.scene().organisation(organisation);
    }

    private Reference worker(Dice dice) {
        List<Row> workers = chart.scene().directory().workers(organisation, "30.000", "begeleider", "86.000");
        return chart.scene().role(dice.pick(workers).get("key"));
    }

    private void addRepresentation() {
        switch (client.representation()) {
            case MENTOR -> push.add(representation("8", "Mentorschap"));
            case CURATOR -> push.add(representation("9", "Onder curatele stelling"));
            case ADMINISTRATOR -> push.add(representation("7", "Bewindvoering"));
            default -> {}
        }
    }

    private Condition representation(String code, String display) {
        Dice dice = chart.dice().fork("care/representation");
        LocalDate court = client.profile().disabilityCare()
                ? Chart.weekday(later(client.birthDate().plusYears(18), chart.daysAgo(1500, 4500, dice)))
                : Chart.weekday(chart.incapableSince().plusDays(dice.between(60, 120)));
        Condition condition = new Condition()
                .setSubject(chart.patient())
                .setClinicalStatus(Codes.concept(Codes.HL7 + "condition-clinical", "active"))
                .setCode(Codes.concept(Codes.REPRESENTATION, code, display))
                .addCategory(Codes.concept(Codes.SNOMED, "151701000146105"))
                .setOnset(Codes.day(court));
        condition.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        return condition;
    }

    private static LocalDate later(LocalDate one, LocalDate other) {
        return one.isAfter(other) ? one : other;
    }

    private Observation incapacity() {
        Dice dice = chart.dice().fork("care/capacity");
        Observation observation = new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(AdvanceCarePlan.legallyCapable())
                .setSubject(chart.patient())
                .setEffective(Codes.day(chart.incapableSince()))
                .setValue(new BooleanType(false))
                .addPerformer(chart.scene().role(client.care().gp()));
        observation.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        observation
                .addNote()
                .setText(chart.say(AdvanceCareTexts.of(AdvanceCareTexts.shared().capacity(), "incapable"), dice));
        return observation;
    }

    private void addAlert() {
        Dice dice = chart.dice().fork("care/alert");
        Catalog.shared().alerts.stream()
                .filter(row -> row.get("needs").equals(signaling))
                .forEach(row -> push.add(alert(row.get("text"), dice)));
    }

    private Flag alert(String text, Dice dice) {
        Flag flag = new Flag()
                .setStatus(FlagStatus.ACTIVE)
                .setSubject(chart.patient())
                .setAuthor(organisation())
                .setPeriod(Codes.from(chart.daysAgo(200, 900, dice)))
                .setCode(new CodeableConcept().setText(text));
        flag.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        flag.addCategory(Codes.concept(Codes.LOINC, "74018-3", "Alert"));
        return flag;
    }

    private void addPlans() {
        Dice dice = chart.dice().fork("care/plans");
        List<String> kinds = new ArrayList<>(client.profile().plans());
        if (client.has("epilepsy")) {
            kinds.add("epilepsy-protocol");
        }
        if (client.has("dysphagia")) {
            kinds.add("swallowing-risk");
        }
        Set<String> needs = Set.of("", signaling, style(), client.profile().disabilityCare() ? "ghz" : "ouderen");
        Catalog.shared().plans.stream()
                .filter(plan -> kinds.contains(plan.kind()) && needs.contains(plan.needs()))
                .forEach(plan -> push.add(plan(plan, dice)));
    }

    private String style() {
        return client.profile().key().equals("emb") ? "emb" : client.profile().style();
    }

    private CarePlan plan(PlanText text, Dice dice) {
        LocalDate date = Chart.weekday(chart.daysAgo(30, 360, dice));
        CarePlan plan = new CarePlan()
                .setStatus(CarePlanStatus.ACTIVE)
                .setIntent(CarePlanIntent.PLAN)
                .setTitle(chart.say(text.title(), dice))
                .setDescription(chart.say(text.description(), dice))
                .setSubject(chart.patient())
                .setPeriod(Codes.from(date))
                .setCreatedElement(Codes.day(date))
                .setAuthor(worker(dice))
                .addContributor(organisation());
        plan.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        plan.addCategory(Codes.concept(Codes.CAREPLAN_KIND, text.kind()));
        text.activities().forEach(step -> plan.addActivity(step(step, dice)));
        return plan;
    }

    private CarePlanActivityComponent step(Step step, Dice dice) {
        String see = chart.say(step.see(), dice);
        String act = chart.say(step.act(), dice);
        CarePlanActivityDetailComponent detail = new CarePlanActivityDetailComponent()
                .setStatus(CarePlanActivityStatus.INPROGRESS)
                .setCode(new CodeableConcept().setText(step.label()));
        CarePlanActivityComponent activity = new CarePlanActivityComponent().setDetail(detail);
        if (step.minutes() > 0) {
            activity.addExtension(Codes.MGZ + "mgz-EmergencyThreshold", minutes(step.minutes()));
        }
        if (step.phase().isEmpty()) {
            detail.setDescription(see.isEmpty() ? act : see + "\n" + act);
            return activity;
        }
        detail.getCode().addCoding(phase(step));
        detail.setDescription("Wat je ziet: " + see + "\nWat je doet: " + act);
        activity.addExtension(signals(step, see));
        return activity;
    }

    private static Coding phase(Step step) {
        return new Coding().setSystem(Codes.SIGNALING_PHASE).setCode(step.phase());
    }

    private static Duration minutes(int minutes) {
        Duration duration = new Duration();
        duration.setValue(minutes).setUnit("min").setSystem(Codes.UCUM).setCode("min");
        return duration;
    }

    /** The phase with its signals one by one, for software that wants to pick from them. */
    private static Extension signals(Step step, String see) {
        Extension extension = new Extension(Codes.MGZ + "mgz-SignalingPhase");
        extension.addExtension("phase", phase(step));
        for (String signal : see.split("(?<=[.]) ", -1)) {
            extension.addExtension("signal", new StringType(signal));
        }
        return extension;
    }

    private CareTeam team(Reference closest) {
        Dice dice = chart.dice().fork("care/team");
        CareTeam team = new CareTeam()
                .setStatus(CareTeamStatus.ACTIVE)
                .setName(chart.say("Zorgteam rond {naam}", dice))
                .setSubject(chart.patient())
                .setPeriod(Codes.from(chart.daysAgo(300, 1200, dice)))
                .addManagingOrganization(organisation());
        team.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        team.addParticipant().setMember(chart.patient());
        team.addParticipant().setMember(closest);
        client.decider()
                .filter(relative -> !relative.equals(client.closest()))
                .ifPresent(relative -> team.addParticipant().setMember(chart.relative(push, relative)));
        team.addParticipant().setMember(chart.scene().role(client.care().gp()));
        List<Row> workers = chart.scene()
                .directory()
                .workers(organisation, "30.000", "31.000", "01.056", "01.047", "begeleider", "86.000");
        dice.some(workers, 3)
                .forEach(row -> team.addParticipant().setMember(chart.scene().role(row.get("key"))));
        return team;
    }

    private void addDevice() {
        Dice dice = chart.dice().fork("care/device");
        if (client.has("hearing")) {
            addDevice(
                    Codes.snomed("6012004", "hoortoestel"), "Beide oren; elke ochtend controleren of ze werken.", dice);
        } else if (dice.chance(client.profile().device()) && !client.has("frailty")) {
            addDevice(Codes.snomed("58938008", "rolstoel"), "Voor buiten en langere afstanden.", dice);
        }
    }

    private void addDevice(CodeableConcept type, String note, Dice dice) {
        Device device =
                new Device().setStatus(FHIRDeviceStatus.ACTIVE).setType(type).setPatient(chart.patient());
        device.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        Reference reference = push.add(device);
        DeviceUseStatement use = new DeviceUseStatement()
                .setStatus(DeviceUseStatementStatus.ACTIVE)
                .setSubject(chart.patient())
                .setDevice(reference)
                .setTiming(Codes.from(chart.daysAgo(200, 1500, dice)));
        use.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        use.addNote().setText(note);
        push.add(use);
    }

    private void addReports() {
        Dice dice = chart.dice().fork("care/reports");
        ContactReports reports = new ContactReports(chart);
        dice.some(reports.fitting("care"), 1).forEach(report -> {
            LocalDate date = chart.daysAgo(1, 45, dice);
            ZonedDateTime start = Codes.time(date, dice.pick(report.hours()), dice.between(0, 11) * 5);
            reports.add(push, new Visit(report, start, 15, worker(dice), organisation(), null), dice);
        });
    }
}
