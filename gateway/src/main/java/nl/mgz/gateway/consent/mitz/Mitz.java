package nl.mgz.gateway.consent.mitz;

/** Whoever answers closed questions: {@link MitzClient}. */
interface Mitz {

    /** Never throws: what goes wrong is an answer too. */
    MitzAnswer ask(ClosedQuestion.Complete question);
}
