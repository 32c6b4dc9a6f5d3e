package nl.mgz.gateway.notify;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Wakes the workers of this node when there is something to do; those of other nodes look by themselves. */
@Component
class Alarm {

    private static final int MOST = 64;

    private final Semaphore rung = new Semaphore(0);

    void ring() {
        if (rung.availablePermits() < MOST) {
            rung.release();
        }
    }

    void await(Duration longest) throws InterruptedException {
        if (rung.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            return;
        }
    }
}
