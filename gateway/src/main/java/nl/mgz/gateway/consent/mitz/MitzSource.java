package nl.mgz.gateway.consent.mitz;

/** Mitz as a consent source, for the exchanges that the settings leave to it. */
final class MitzSource implements ConsentSource {

    private final ConsentSettings.Sources sources;
    private final MitzConsents consents;

    MitzSource(ConsentSettings.Sources sources, MitzConsents consents) {
        this.sources = sources;
        this.consents = consents;
    }

    @Override
    public Answer ask(Exchange exchange, ClosedQuestion question) {
        if (sources.of(exchange) != ConsentSettings.Source.MITZ) {
            return Answer.NOT_MINE;
        }
        MitzAnswer answer = consents.ask(question);
        return new Answer(answer.isPermit() ? Decision.PERMIT : Decision.NO_CONSENT, answer.code());
    }
}
