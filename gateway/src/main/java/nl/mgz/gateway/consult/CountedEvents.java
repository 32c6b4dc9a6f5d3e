package nl.mgz.gateway.consult;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Counts events, by what happened and to what kind of request. */
@Component
class CountedEvents implements ConsultationEvents {

    private final MeterRegistry metrics;

    CountedEvents(MeterRegistry metrics) {
        this.metrics = metrics;
    }

    @Override
    public void happened(Event event) {
        metrics.counter(
                        "mgz.consult.events",
                        "event",
                        event.what().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                        "kind",
                        event.kind())
                .increment();
    }
}
