package nl.mgz.gateway.consent.choice;

import nl.mgz.gateway.consent.Standing.Fault;

/** Why a choice does not count, and what to do about it. */
final class FaultWords {

    private FaultWords() {}

    /** {@code C9: ... | ...}: the rule, English, Dutch. Holds no value of anybody's record. */
    static String both(Fault fault) {
        return fault.rule() + ": " + english(fault) + " | " + dutch(fault);
    }

    static String english(Fault fault) {
        return switch (fault) {
            case WITHDRAWAL -> "This is the withdrawal of another choice.";
            case REPLACED -> "A later version replaced it, or it was withdrawn.";
            case NOT_YET -> "Its period has not begun.";
            case OVER -> "Its period is over.";
            case UNINTERPRETABLE -> "Nobody can decide by it, so it refuses everything: record the choice again.";
            case WITHOUT_HOLDER -> "It does not say whose data it is about: name holders, or all of the region.";
            case WITHOUT_POLICY -> "It names no policy that the region recognises: urn:policy:regional-exchange:v1.";
            case WITHOUT_DATE -> "It has no date that can be read.";
            case GIVEN_LATER -> "It is dated in the future.";
            case BIRTH_DATE_UNKNOWN ->
                "The patient's full birth date is not known here, so nobody can tell who may decide: correct the Patient first.";
            case NEEDS_PARENT ->
                "A parent or guardian signs for this patient: send signedBy with the RelatedPerson of one.";
            case NEEDS_PARENT_TOO ->
                "Between 12 and 16 the patient and a parent or guardian sign both: add the parent to signedBy.";
            case NEEDS_PATIENT_TOO ->
                "Between 12 and 16 the patient and a parent or guardian sign both: add the patient to signedBy.";
            case NEEDS_PARENT_AND_PATIENT ->
                "Between 12 and 16 the patient and a parent or guardian sign both: send both in signedBy.";
            case NEEDS_PATIENT ->
                "From 16 the patient decides, unless a professional recorded that the patient cannot: let the patient sign,"
                        + " or record the incapacity first.";
            case NEEDS_REPRESENTATIVE ->
                "Nobody who signed may speak for the patient now: a curator, mentor or proxy within the recorded period,"
                        + " the partner, a parent, child or sibling may.";
            case LAPSED -> "A refusal by parents or guardians alone does not count from the patient's 16th birthday.";
        };
    }

    static String dutch(Fault fault) {
        return switch (fault) {
            case WITHDRAWAL -> "Dit is de intrekking van een andere keuze.";
            case REPLACED -> "Deze keuze is vervangen of ingetrokken.";
            case NOT_YET -> "Deze keuze gaat later in.";
            case OVER -> "Deze keuze is voorbij.";
            case UNINTERPRETABLE ->
                "Deze keuze is niet te begrijpen en houdt daarom alles dicht: leg de keuze opnieuw vast.";
            case WITHOUT_HOLDER -> "Er staat niet bij om wiens gegevens het gaat.";
            case WITHOUT_POLICY -> "De keuze is niet gemaakt onder de afspraken van deze regio.";
            case WITHOUT_DATE -> "Er staat geen leesbare datum bij.";
            case GIVEN_LATER -> "De datum ligt in de toekomst.";
            case BIRTH_DATE_UNKNOWN ->
                "De volledige geboortedatum is hier niet bekend: daardoor is niet te zeggen wie mag beslissen.";
            case NEEDS_PARENT -> "Voor deze cliënt tekent een ouder of voogd.";
            case NEEDS_PARENT_TOO -> "Van 12 tot 16 jaar tekenen cliënt en ouder of voogd samen: de ouder ontbreekt.";
            case NEEDS_PATIENT_TOO -> "Van 12 tot 16 jaar tekenen cliënt en ouder of voogd samen: de cliënt ontbreekt.";
            case NEEDS_PARENT_AND_PATIENT -> "Van 12 tot 16 jaar tekenen cliënt en ouder of voogd samen.";
            case NEEDS_PATIENT ->
                "Vanaf 16 jaar beslist de cliënt zelf, tenzij een zorgverlener heeft vastgelegd dat dat niet kan.";
            case NEEDS_REPRESENTATIVE -> "Wie tekende, mag nu niet namens de cliënt beslissen.";
            case LAPSED -> "Een weigering van alleen ouders of voogden telt niet meer vanaf 16 jaar.";
        };
    }
}
