package nl.mgz.gateway.sandbox.region;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Optional;
import nl.mgz.gateway.sandbox.region.Client.Relative;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;

/** A client in their scene, as every writer of records needs it. */
record Chart(Client client, Scene scene, Phrases phrases, Dice dice) {

    static Chart of(Client client, Scene scene) {
        Dice dice = Dice.of(scene.seed()).fork("chart/" + client.index());
        return new Chart(client, scene, Phrases.about(client), dice);
    }

    String uuid(String name) {
        return Codes.uuid("mgz-region/" + scene.seed() + "/" + client.index() + "/" + name);
    }

    /** A push that starts with the client, in few or many words. */
    PushDraft open(String occasion, Patient patient) {
        PushDraft push = new PushDraft("mgz-region/" + scene.seed() + "/" + client.index() + "/" + occasion);
        push.addAs(uuid("patient"), patient);
        return push;
    }

    /** Enough to recognise someone: number, name, birth date. */
    Patient identity() {
        Patient patient = new Patient().addName(client.person().name().official());
        patient.addIdentifier(Codes.identifier(Codes.BSN, client.bsn()));
        patient.setBirthDateElement(new DateType(client.birthDate().toString()));
        return patient;
    }

    Patient fullPatient() {
        Patient patient = identity().addName(client.person().name().usual());
        patient.setActive(true);
        patient.setGender(AdministrativeGender.fromCode(client.person().sex()));
        patient.addAddress(client.dwelling().address().home());
        patient.addTelecom(Relatives.homePhone(client.dwelling().phone()));
        patient.addGeneralPractitioner(scene.role(client.care().gp()));
        patient.addGeneralPractitioner(scene.organisation(client.care().practice()));
        return patient;
    }

    Reference patient() {
        return PushDraft.reference(uuid("patient"), "Patient");
    }

    String say(String template, Dice dice) {
        return phrases.say(template, dice);
    }

    /**
     * The day on which a physician recorded that a client cannot decide about treatment; with dementia, soon after the
     * diagnosis or later. At least a year ago, so that what a representative signed since then is younger.
     */
    LocalDate incapableSince() {
        LocalDate usual = weekday(daysAgo(1000, 1400, dice.fork("incapable")));
        return client.problems().stream()
                .filter(since ->
                        since.problem().icpc().equals("P70") && since.onset().isAfter(usual))
                .map(since -> weekday(since.onset().plusDays(30)))
                .findFirst()
                .orElse(usual);
    }

    LocalDate daysAgo(int least, int most, Dice dice) {
        return scene.anchor().minusDays(dice.between(least, most));
    }

    static LocalDate weekday(LocalDate date) {
        DayOfWeek day = date.getDayOfWeek();
        return switch (day) {
            case SATURDAY -> date.minusDays(1);
            case SUNDAY -> date.minusDays(2);
            default -> date;
        };
    }

    Optional<Reference> location() {
        return Optional.ofNullable(client.dwelling().location()).map(scene::location);
    }

    /** The relative in this push: added if the server does not have the person yet. */
    Reference relative(PushDraft push, Relative relative) {
        return new Relatives(this).add(push, relative);
    }
}
