package nl.mgz.gateway.consent.mitz;

import java.util.List;
import nl.mgz.gateway.consent.mitz.ConsentSource.Answer;
import nl.mgz.gateway.consent.mitz.ConsentSource.Decision;

/** All consent sources as one. Where none of them decides, there is no consent. */
public final class ConsentSources {

    private static final Answer NOBODY = new Answer(Decision.NO_CONSENT, "no-consent-source");

    private final List<ConsentSource> all;

    public ConsentSources(List<ConsentSource> all) {
        this.all = List.copyOf(all);
    }

    /** @return never {@link Decision#NOT_MY_EXCHANGE} */
    public Answer ask(Exchange exchange, ClosedQuestion question) {
        return all.stream()
                .map(source -> source.ask(exchange, question))
                .filter(answer -> answer.decision() != Decision.NOT_MY_EXCHANGE)
                .findFirst()
                .orElse(NOBODY);
    }
}
