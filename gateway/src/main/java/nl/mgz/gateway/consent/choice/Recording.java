package nl.mgz.gateway.consent.choice;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import nl.mgz.gateway.consent.PatientConsents;
import nl.mgz.gateway.consent.Standing;
import nl.mgz.gateway.consent.Standing.Fault;
import nl.mgz.gateway.consent.fhir.ConsentReading;
import nl.mgz.gateway.consent.fhir.PatientRecord;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.Consent;
import org.springframework.stereotype.Component;

/**
 * Makes Consents that count. What would not count is refused with the rule that says so, before it is stored; a refusal by or
 * for the patient is always stored.
 */
@Component
public class Recording {

    private static final String DRAFT = "draft";
    private static final int LONGEST_CHILDHOOD = 18;

    private final ConsentReading reading;

    Recording(ConsentReading reading) {
        this.reading = reading;
    }

    /**
     * @param warnings what whoever records it should know, each with its rule
     */
    public record Made(Consent consent, List<String> warnings) {}

    /** Either a Consent to store, or why there is none. */
    public sealed interface Outcome {

        /** To be stored as a new one. */
        record ToStore(Made made) implements Outcome {}

        /** To be stored in the place of the one that it withdraws, by who holds that. */
        record InPlace(Made made) implements Outcome {}

        /** Nothing is to be done. */
        record Already() implements Outcome {}

        record Refused(Refusal refusal) implements Outcome {}
    }

    /** The Consent of a choice. */
    public Outcome record(Choice choice, String patientId, PatientRecord record, Instant now) {
        Consent consent = ChoiceDraft.of(choice, "Patient/" + patientId, now);
        List<String> problems = reading.problems(consent);
        if (!problems.isEmpty()) {
            return new Outcome.Refused(refusal(problems.stream()
                    .map(problem -> "C5: Nobody could decide by this: " + problem)
                    .toList()));
        }
        List<Fault> faults = new ArrayList<>(standing(consent, record, now).faults());
        faults.remove(Fault.NOT_YET);
        if (choice.permit() && !faults.isEmpty()) {
            return new Outcome.Refused(
                    refusal(faults.stream().map(FaultWords::both).toList()));
        }
        if (!faults.contains(Fault.LAPSED) && lapses(consent, record, now)) {
            faults.add(Fault.LAPSED);
        }
        return new Outcome.ToStore(
                new Made(consent, faults.stream().map(FaultWords::both).toList()));
    }

    /** Whether it is a refusal that stops counting when the patient has grown up (C10). */
    private boolean lapses(Consent consent, PatientRecord record, Instant now) {
        Instant grownUp =
                now.atZone(ZoneOffset.UTC).plusYears(LONGEST_CHILDHOOD).toInstant();
        return standing(consent, record, grownUp).faults().contains(Fault.LAPSED);
    }

    /** What keeps a Consent that is not stored from counting. */
    Standing standing(Consent consent, PatientRecord record, Instant at) {
        return with(consent, record).standings(at).getOrDefault(nameOf(consent), new Standing(List.of()));
    }

    /** The patient's consents with one that is not stored; under its own id it takes the place of the stored one. */
    PatientConsents with(Consent consent, PatientRecord record) {
        return record.consents().with(tree(consent, record));
    }

    static String nameOf(Consent consent) {
        return consent.getIdElement().hasIdPart() ? consent.getIdElement().getIdPart() : DRAFT;
    }

    private Object tree(Consent consent, PatientRecord record) {
        Consent named = consent.copy();
        named.setId(nameOf(consent));
        return record.asHere(reading.tree(named));
    }

    /**
     * What withdraws a stored Consent. A new version says so wherever the rules let one (C3): then what was allowed before
     * can still be told. Otherwise the holder changes the one that is there.
     *
     * @param holds whether the caller's organisation holds the Consent
     */
    public Outcome withdraw(
            Consent old, List<String> signers, boolean spoken, boolean holds, PatientRecord record, Instant now) {
        String id = old.getIdElement().getIdPart();
        PatientConsents consents = record.consents();
        if (old.getStatus() == Consent.ConsentState.INACTIVE) {
            return new Outcome.Already();
        }
        Consent dated = ChoiceDraft.withdrawal(old, signers, spoken, now);
        if (consents.needsSignatureToWithdraw(id)) {
            Optional<Fault> fault = consents.signature(tree(dated, record), now);
            if (fault.isPresent()) {
                return new Outcome.Refused(refusal(List.of(
                        "C3: A refusal is withdrawn by who may decide. | Een weigering trekt alleen in wie mag"
                                + " beslissen.",
                        FaultWords.both(fault.get()))));
            }
        }
        if (consents.wouldReplace(tree(dated, record), id, now)) {
            return new Outcome.ToStore(new Made(dated, List.of()));
        }
        Consent undated = dated.copy();
        undated.setDateTimeElement(null);
        if (consents.wouldReplace(tree(undated, record), id, now)) {
            return new Outcome.ToStore(new Made(undated, List.of()));
        }
        if (holds) {
            Consent changed = old.copy();
            changed.setStatus(Consent.ConsentState.INACTIVE);
            changed.setDateTimeElement(dated.getDateTimeElement());
            changed.setPerformer(dated.getPerformer());
            return new Outcome.InPlace(new Made(changed, List.of()));
        }
        return new Outcome.Refused(
                refusal(List.of("C3: This Consent has no identifier, or a date that no withdrawal can follow: only the"
                        + " organisation that holds it can withdraw it. To stop sharing now, record a refusal with"
                        + " Consent/$record. | Alleen de organisatie die deze keuze vastlegde, kan haar intrekken. Leg"
                        + " anders een weigering vast.")));
    }

    /**
     * Whether somebody signs as what is recorded of him or her.
     *
     * @param capacities the words of the rules; none: whatever is recorded
     */
    public Optional<Refusal> wrongCapacity(List<String> signers, List<String> capacities, PatientRecord record) {
        boolean wrong = !capacities.isEmpty()
                && signers.stream()
                        .filter(signer -> signer.startsWith("RelatedPerson/"))
                        .anyMatch(signer -> record.relationship(signer)
                                .filter(capacities::contains)
                                .isEmpty());
        return wrong
                ? Optional.of(refusal(List.of(
                        "C9: Who signs is not recorded in this capacity: correct the RelatedPerson (relationship,"
                                + " period), or the capacity. | Wie tekent, staat niet zo vastgelegd: verbeter de gegevens"
                                + " van de vertegenwoordiger, of de hoedanigheid.")))
                : Optional.empty();
    }

    private static Refusal refusal(List<String> texts) {
        return new Refusal(
                ErrorCode.CONSENT_INVALID,
                texts.stream()
                        .map(text -> new Refusal.Fault(ErrorCode.CONSENT_INVALID, text, ""))
                        .toList());
    }
}
