package nl.mgz.gateway.sandbox.region;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nl.mgz.gateway.sandbox.region.AdvanceCareTexts.Policy;
import nl.mgz.gateway.sandbox.region.TreatmentDirectives.Agreement;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentPolicyComponent;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Consent.ProvisionComponent;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.Device.FHIRDeviceStatus;
import org.hl7.fhir.r4.model.DeviceUseStatement;
import org.hl7.fhir.r4.model.DeviceUseStatement.DeviceUseStatementStatus;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Goal.GoalLifecycleStatus;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Procedure.ProcedureStatus;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;

/** Writes one conversation about wishes and limits of care (proactieve zorgplanning, PZP) and what came out of it. */
final class AdvanceCarePlan {

    private static final String CONVERSATION = "713603004";

    private final Chart chart;
    private final Client client;
    private final AdvanceCareTexts texts = AdvanceCareTexts.shared();
    private final Dice dice;
    private final LocalDate date;
    private final String organisation;
    private final Reference author;
    private final PushDraft push;

    AdvanceCarePlan(Chart chart) {
        this.chart = chart;
        this.client = chart.client();
        this.dice = chart.dice().fork("acp");
        this.date = date();
        Optional<String> physician = ownPhysician();
        this.organisation = physician.isPresent()
                ? client.care().organisation()
                : client.care().practice();
        this.author = chart.scene().role(physician.orElse(client.care().gp()));
        this.push = chart.open("acp", chart.identity());
    }

    private LocalDate date() {
        LocalDate drawn = Chart.weekday(chart.daysAgo(40, 600, dice));
        LocalDate earliest = chart.incapableSince().plusDays(14);
        return client.capable() || drawn.isAfter(earliest) ? drawn : earliest;
    }

    /** A care organisation with its own physician holds the conversation; elsewhere the GP does. */
    private Optional<String> ownPhysician() {
        return chart.scene().directory().workers(client.care().organisation(), "01.056", "01.047").stream()
                .findFirst()
                .map(row -> row.get("key"));
    }

    static CodeableConcept legallyCapable() {
        return Codes.snomed(
                "665671000146101", "juridisch in staat om beslissingen te nemen over medische behandelingen");
    }

    private static CodeableConcept conversation() {
        return Codes.snomed(CONVERSATION, "advance care planning");
    }

    Optional<Push> push() {
        if (!dice.chance(client.profile().acp())) {
            return Optional.empty();
        }
        Reference relative = chart.relative(push, client.decider().orElse(client.closest()));
        Reference encounter = addConversation(relative);
        boolean icd = client.has("heart-failure") && dice.chance(15);
        if (icd) {
            addIcd();
        }
        Policy policy = dice.weighted(
                texts.policies(),
                it -> AdvanceCareTexts.of(it.weight(), client.profile().style()));
        push.add(goal(policy));
        Reference decider = client.capable() ? chart.patient() : relative;
        new TreatmentDirectives(chart, push, new Agreement(date, List.of(decider, author))).add(policy, icd);
        addAdvanceDirective(policy, relative);
        addObservations(encounter);
        if (dice.chance(55)) {
            push.add(informRelatives(encounter));
        }
        return Optional.of(new Push(chart.scene().ura(organisation), "Proactieve zorgplanning", push.bundle()));
    }

    /** The encounter gives the procedure as its reason and the procedure its encounter, as in the Dutch examples. */
    private Reference addConversation(Reference relative) {
        Reference encounter = PushDraft.reference(chart.uuid("acp/encounter"), "Encounter");
        Reference procedure = PushDraft.reference(chart.uuid("acp/procedure"), "Procedure");
        Period period = new Period().setStartElement(Codes.day(date)).setEndElement(Codes.day(date));
        push.addAs(chart.uuid("acp/encounter"), encounter(relative, procedure, period));
        push.addAs(chart.uuid("acp/procedure"), procedure(relative, encounter, period));
        return encounter;
    }

    private Encounter encounter(Reference relative, Reference procedure, Period period) {
        boolean visit = !client.profile().byFirstName() || dice.chance(50);
        Encounter encounter = new Encounter()
                .setStatus(EncounterStatus.FINISHED)
                .setClass_(new Coding(
                        Codes.HL7 + "v3-ActCode", visit ? "HH" : "AMB", visit ? "home health" : "ambulatory"))
                .setSubject(chart.patient())
                .setPeriod(period)
                .setServiceProvider(chart.scene().organisation(organisation))
                .addReasonReference(procedure);
        encounter.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        encounter.addParticipant().setIndividual(author);
        encounter.addParticipant().setIndividual(relative);
        return encounter;
    }

    private Procedure procedure(Reference relative, Reference encounter, Period period) {
        Procedure procedure = new Procedure()
                .setStatus(ProcedureStatus.COMPLETED)
                .setCode(conversation())
                .setSubject(chart.patient())
                .setEncounter(encounter)
                .setPerformed(period);
        procedure.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        List.of(author, relative, chart.patient())
                .forEach(actor -> procedure.addPerformer().setActor(actor));
        return procedure;
    }

    private void addIcd() {
        Device device = new Device()
                .setStatus(FHIRDeviceStatus.ACTIVE)
                .setType(Codes.snomed("72506001", "implanteerbare cardioverter-defibrillator"))
                .setPatient(chart.patient());
        device.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        DeviceUseStatement use = new DeviceUseStatement()
                .setStatus(DeviceUseStatementStatus.ACTIVE)
                .setSubject(chart.patient())
                .setDevice(push.add(device))
                .setTiming(Codes.from(date.minusDays(dice.between(300, 1500))));
        use.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        push.add(use);
    }

    private Goal goal(Policy policy) {
        Goal goal = new Goal()
                .setLifecycleStatus(GoalLifecycleStatus.ACTIVE)
                .addCategory(conversation())
                .setDescription(Codes.snomed(policy.code(), policy.display()))
                .setSubject(chart.patient());
        goal.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        goal.getStatusDateElement().setValueAsString(date.toString());
        return goal;
    }

    /** A paper the client once signed: a proxy if there is one, and now and then a written will. */
    private void addAdvanceDirective(Policy policy, Reference relative) {
        if (client.representation() == Client.Representation.PROXY) {
            push.add(advanceDirective("VOL", "Volmacht", relative));
        } else if (!client.profile().disabilityCare() && dice.chance(35)) {
            String code = policy.key().equals("comfort") ? "NR" : "LW";
            String display = code.equals("NR") ? "Niet reanimeren verklaring" : "Levenswensverklaring";
            push.add(advanceDirective(code, display, relative));
        }
    }

    private Consent advanceDirective(String code, String display, Reference representative) {
        ProvisionComponent provision =
                new ProvisionComponent().addCode(Codes.concept(Codes.ADVANCE_DIRECTIVE, code, display));
        provision
                .addActor()
                .setRole(Codes.concept(Codes.ROLE_CODE, "RESPRSN", "responsible party"))
                .setReference(representative);
        Consent consent = new Consent()
                .setStatus(ConsentState.ACTIVE)
                .setScope(Codes.concept(Codes.HL7 + "consentscope", "adr"))
                .addCategory(Codes.concept(Codes.HL7 + "consentcategorycodes", "acd"))
                .setPatient(chart.patient())
                .setDateTimeElement(Codes.day(date.minusDays(dice.between(1500, 2500))))
                .addPolicy(new ConsentPolicyComponent().setUri("https://wetten.overheid.nl/"))
                .setProvision(provision);
        consent.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        consent.addExtension(
                Codes.NICTIZ + "ext-Comment",
                new StringType(chart.say("Origineel bij {verwant}, kopie bij de huisarts.", dice)));
        return consent;
    }

    private void addObservations(Reference encounter) {
        String voice = client.capable() ? client.profile().style() : "represented";
        List<Observation> observations = new ArrayList<>();
        observations.add(capacity());
        observations.add(wishes(voice));
        if (dice.chance(65)) {
            observations.add(said("247751003", "gevoel van zingeving", AdvanceCareTexts.of(texts.purpose(), voice)));
        }
        if (dice.chance(85)) {
            observations.add(placeOfDeath());
        }
        if (dice.chance(70)) {
            observations.add(euthanasia());
        }
        if (dice.chance(60)) {
            observations.add(organDonation());
        }
        observations.forEach(observation -> push.add(finish(observation, encounter)));
    }

    private Observation finish(Observation observation, Reference encounter) {
        observation
                .setStatus(ObservationStatus.FINAL)
                .setSubject(chart.patient())
                .setEncounter(encounter)
                .setEffective(Codes.day(date))
                .addPerformer(author);
        String name = observation.getCode().getCodingFirstRep().getCode();
        observation.addIdentifier(Codes.recordIdentifier(chart.uuid("acp/observation/" + name)));
        return observation;
    }

    private Observation capacity() {
        Observation observation =
                new Observation().setCode(legallyCapable()).setValue(new BooleanType(client.capable()));
        String note = AdvanceCareTexts.of(texts.capacity(), client.capable() ? "capable" : "incapable");
        observation.addNote().setText(chart.say(note, dice));
        return observation;
    }

    private Observation wishes(String voice) {
        return said(
                        "153851000146100",
                        "wensen en verwachtingen met betrekking tot uitkomst van behandeling",
                        AdvanceCareTexts.of(texts.wishes(), voice))
                .setMethod(Codes.snomed(
                        "370819000", "vaststellen van persoonlijke waarden en wensen met betrekking tot zorg"));
    }

    private Observation said(String code, String display, List<String> words) {
        return new Observation()
                .setCode(Codes.snomed(code, display))
                .setValue(new StringType(chart.say(dice.pick(words), dice)));
    }

    private Observation placeOfDeath() {
        Observation observation = new Observation().setCode(Codes.snomed("395091006", "gewenste plek van overlijden"));
        if (dice.chance(15)) {
            observation.setDataAbsentReason(Codes.concept(Codes.HL7 + "data-absent-reason", "asked-unknown"));
            observation.addNote().setText("Daar wil men nu nog niet over praten; later op terugkomen.");
            return observation;
        }
        String home = client.profile().home();
        AdvanceCareTexts.Place place = dice.pick(
                texts.place().stream().filter(it -> it.home().contains(home)).toList());
        observation.setValue(Codes.snomed(place.code(), place.display()));
        if (!place.display().equals("hospice")) {
            observation.addNote().setText(chart.say(AdvanceCareTexts.of(texts.placeNote(), home), dice));
        }
        return observation;
    }

    private Observation euthanasia() {
        Observation observation =
                new Observation().setCode(Codes.snomed("340171000146104", "standpunt ten opzichte van euthanasie"));
        observation.setValue(position());
        return observation;
    }

    private Type position() {
        int throwOf100 = dice.between(1, 100);
        if (!client.capable() || client.profile().disabilityCare() || throwOf100 <= 40) {
            return Codes.snomed("340191000146100", "heeft geen euthanasieverklaring");
        }
        if (throwOf100 <= 65) {
            return Codes.concept(Codes.NULL_FLAVOR, "UNK", "nog onbekend");
        }
        return throwOf100 <= 85
                ? Codes.snomed("340201000146103", "wil geen euthanasie")
                : Codes.snomed("340181000146102", "heeft euthanasieverklaring");
    }

    private Observation organDonation() {
        Type answer = dice.pick(List.of(
                Codes.snomed("373066001", "ja"),
                Codes.snomed("373067005", "nee"),
                Codes.concept(Codes.NULL_FLAVOR, "UNK", "nog onbekend")));
        return new Observation()
                .setCode(Codes.snomed("570801000146104", "geregistreerd in orgaan donorregister"))
                .setMethod(Codes.snomed("1156040003", "self reported"))
                .setValue(answer);
    }

    private CommunicationRequest informRelatives(Reference encounter) {
        CommunicationRequest request = new CommunicationRequest()
                .setStatus(CommunicationRequestStatus.ACTIVE)
                .addCategory(Codes.snomed("223449006", "adviseren om iemand te informeren")
                        .setText("Verzoek om de naasten over de afspraken te vertellen"))
                .addReasonCode(conversation())
                .setSubject(chart.patient())
                .setEncounter(encounter)
                .setAuthoredOnElement(Codes.day(date))
                .setRequester(author)
                .setSender(chart.patient());
        request.addIdentifier(Codes.recordIdentifier(push.nextRecordValue()));
        return request;
    }
}
