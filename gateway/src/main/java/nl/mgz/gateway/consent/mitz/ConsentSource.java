package nl.mgz.gateway.consent.mitz;

/**
 * Where it is known whether a patient lets somebody see something: the gateway's own consents, or Mitz. A setting says which
 * of the two decides for an exchange ({@link ConsentSettings}); the other one says {@link Decision#NOT_MY_EXCHANGE} and looks
 * at nothing.
 *
 * <p>An implementation never throws for what it is asked, or because it cannot know: that is {@link Decision#NO_CONSENT}. It
 * gives the answer of now: a withdrawal that was on record before the call counts. Only {@link Decision#PERMIT} opens, and
 * it opens what consent can open: the rules that hold whatever a patient said (category, role, sensitive labels, own data)
 * are decided elsewhere.
 */
public interface ConsentSource {

    enum Decision {
        PERMIT,
        NO_CONSENT,
        NOT_MY_EXCHANGE
    }

    /** @param code why, for the audit trail; never for whoever asked */
    record Answer(Decision decision, String code) {

        static final Answer NOT_MINE = new Answer(Decision.NOT_MY_EXCHANGE, "not-my-exchange");
    }

    Answer ask(Exchange exchange, ClosedQuestion question);
}
