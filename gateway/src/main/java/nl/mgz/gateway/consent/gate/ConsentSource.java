package nl.mgz.gateway.consent.gate;

import nl.mgz.gateway.consent.AccessRequest;
import nl.mgz.gateway.consent.Decider;
import nl.mgz.gateway.consent.fhir.Items;
import nl.mgz.gateway.consent.fhir.PatientRecords;
import nl.mgz.gateway.identity.Caller;

/**
 * Where it is known what a patient lets others see: the consents that are stored here, or Mitz. A setting says which of them
 * decides on what ({@link ConsentSources}). Whichever it is, the rules that hold whatever a patient said are the same, and so is
 * a refusal that is stored here.
 */
sealed interface ConsentSource permits OwnConsents, MitzPermits {

    /** For what one decider is good: the rows of a patient that have this in common. */
    String scope(Items.Row row);

    /**
     * What decides on the rows of one scope. It never throws because the source cannot know: that is no consent.
     *
     * @param request what is asked, by whom
     * @param caller the same as the token says it
     * @param row any of the scope
     * @param patient what is known of the patient, read before this
     */
    Said about(AccessRequest request, Caller caller, Items.Row row, PatientRecords.Known patient);

    /** @param code what the source said, for the trail and for nobody else; empty where the decision says it all */
    record Said(Decider decider, String code) {}
}
