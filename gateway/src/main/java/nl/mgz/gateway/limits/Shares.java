package nl.mgz.gateway.limits;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * For what happens at every request: a node takes a slice of a shared bucket, a hundredth of its minute, and gives from that.
 * So a request costs no statement, but one in a slice costs a visit to the shared bucket ({@link SharedBuckets}), and one in
 * ten seconds where less is asked.
 *
 * <p>The error that this admits: what a node holds may be used up to ten seconds after it was taken. So N nodes let through N
 * slices, which is N in a hundred of the minute's number, more than the limit in some minute. And a node that uses little of
 * its slice lets the rest go: a caller spread thin over N nodes loses up to 6 slices a minute on each. A limit below 200 is
 * exact, as its slice is one.
 */
@Component
class Shares {

    private static final long KEPT = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST_REMEMBERED = 100_000;

    /** Guarded by itself: those who come together wait for one visit. */
    private static final class Share {
        private long left;
        private long keptUntil = System.nanoTime();
        private long refusedUntil = keptUntil;
    }

    private final SharedBuckets buckets;
    private final ConcurrentHashMap<String, Share> shares = new ConcurrentHashMap<>();

    Shares(SharedBuckets buckets) {
        this.buckets = buckets;
    }

    /** @return how long to wait; empty when there was one left */
    Optional<Duration> takeOne(Limit limit, String who) {
        Share share = share(limit, who);
        synchronized (share) {
            long now = System.nanoTime();
            if (share.refusedUntil - now > 0) {
                return Optional.of(Duration.ofNanos(share.refusedUntil - now));
            }
            if (share.left == 0 || share.keptUntil - now <= 0) {
                share.left = buckets.takeUpTo(limit, who, limit.slice());
                share.keptUntil = now + KEPT;
            }
            if (share.left > 0) {
                share.left--;
                return Optional.empty();
            }
            Optional<Duration> wait = buckets.take(limit, who, 1).map(Shares::wholeSeconds);
            // Until then it need not be asked again: it was told to wait that long.
            wait.ifPresent(time -> share.refusedUntil = now + time.toNanos());
            return wait;
        }
    }

    /** The same for what must be answered when the database is away: then each node counts for itself. */
    Optional<Duration> takeOneOrCountAlone(Limit limit, String who) {
        try {
            return takeOne(limit, who);
        } catch (DataAccessException e) {
            Share share = share(limit, who);
            synchronized (share) {
                share.left = limit.slice();
                share.keptUntil = System.nanoTime() + KEPT;
            }
            return Optional.empty();
        }
    }

    private static Duration wholeSeconds(Duration wait) {
        return Duration.ofSeconds(TooMany.seconds(wait));
    }

    private Share share(Limit limit, String who) {
        if (shares.size() >= MOST_REMEMBERED) {
            shares.clear();
        }
        return shares.computeIfAbsent(limit.name() + "/" + who, name -> new Share());
    }

    @Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
    void sweep() {
        long now = System.nanoTime();
        shares.values().removeIf(share -> {
            synchronized (share) {
                return share.keptUntil - now <= 0 && share.refusedUntil - now <= 0;
            }
        });
    }
}
