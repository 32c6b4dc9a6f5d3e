package nl.mgz.gateway.identity;

import com.nimbusds.jose.jwk.JWKSet;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys that clients keep at an address of their own. What was fetched counts for ten minutes; an assertion with a key that is
 * not among them makes us look again, but once a minute for each client, so that nobody can make us knock at somebody's door
 * by sending nonsense. Where the host does not answer well, what it said last counts for a day.
 */
final class RemoteKeys {

    static final Duration FRESH = Duration.ofMinutes(10);
    static final Duration BETWEEN = Duration.ofMinutes(1);
    static final Duration STALE = Duration.ofHours(24);

    private static final Instant NEVER = Instant.EPOCH;

    private static final Logger LOG = LoggerFactory.getLogger(RemoteKeys.class);

    /** Fetches a document, or says why not. */
    interface Source {
        String fetch(String url) throws IOException;
    }

    /** Guarded by itself: those who come together wait for one fetch. */
    private static final class Kept {
        private @Nullable JWKSet keys;
        private Instant fetched = NEVER;
        private Instant tried = NEVER;
        private Instant triedForUnknown = NEVER;
    }

    private final Source source;
    private final Clock clock;
    private final ConcurrentHashMap<String, Kept> all = new ConcurrentHashMap<>();

    RemoteKeys(Source source, Clock clock) {
        this.source = source;
        this.clock = clock;
    }

    /**
     * @param asked ids of the keys that the assertion may be signed with; empty where it names none
     * @return empty where there are none that count
     */
    Optional<JWKSet> of(String clientId, String url, Set<String> asked) {
        Kept kept = all.computeIfAbsent(clientId + " " + url, name -> new Kept());
        synchronized (kept) {
            Instant now = clock.instant();
            JWKSet keys = kept.keys;
            if (keys == null || !now.isBefore(kept.fetched.plus(FRESH))) {
                if (!now.isBefore(kept.tried.plus(BETWEEN))) {
                    kept.tried = now;
                    look(kept, clientId, url, now);
                }
            } else if (!holds(keys, asked) && !now.isBefore(kept.triedForUnknown.plus(BETWEEN))) {
                kept.triedForUnknown = now;
                look(kept, clientId, url, now);
            }
            return Optional.ofNullable(kept.keys).filter(any -> now.isBefore(kept.fetched.plus(STALE)));
        }
    }

    private void look(Kept kept, String clientId, String url, Instant now) {
        try {
            kept.keys = PublicKeys.check(source.fetch(url));
            kept.fetched = now;
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("The keys of client {} cannot be fetched: {}", clientId, e.getMessage());
        }
    }

    private static boolean holds(JWKSet keys, Set<String> asked) {
        return asked.isEmpty() || asked.stream().anyMatch(id -> keys.getKeyByKeyId(id) != null);
    }
}
