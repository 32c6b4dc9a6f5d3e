package nl.mgz.gateway.consent.mitz;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import nl.mgz.gateway.patient.Bsn;

/**
 * Notices of this process: some thousand counters, each for the many patients whose keyed hash ends alike. A notice about one
 * makes the answers about the others be asked again, which costs a question and harms nobody; and nothing is ever evicted,
 * so no race with a full cache can bring an old answer back.
 */
final class NoticesInMemory implements Notices {

    private static final int COUNTERS = 4096;

    private final KeyedHash hash = new KeyedHash();
    private final AtomicLongArray counters = new AtomicLongArray(COUNTERS);
    private final AtomicLong everybody = new AtomicLong();

    @Override
    public long count(Bsn patient) {
        // Both only grow, so their sum is a new number after each notice.
        return counters.get(place(patient)) + everybody.get();
    }

    @Override
    public void about(Bsn patient) {
        counters.incrementAndGet(place(patient));
    }

    @Override
    public void aboutSomebody() {
        everybody.incrementAndGet();
    }

    private int place(Bsn patient) {
        return Math.floorMod(hash.of(patient.digits()).hashCode(), COUNTERS);
    }
}
