package nl.mgz.gateway.consent.mitz;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import nl.mgz.gateway.consent.fhir.PatientRecords;
import org.jspecify.annotations.Nullable;

/**
 * What Mitz says, asked at most once in a while for the same question.
 *
 * <p>INVARIANT: an answer counts for the cache time from the moment of its question, and never beyond a notice about its
 * patient. The state of the patient that was read before the question is part of the key, and a notice changes the state: an
 * answer from before it can be kept but not found, on any node. A request that was decided on such an answer is refused when
 * it looks at the state again before its answer leaves.
 */
public final class MitzConsents {

    private static final int MOST_ANSWERS = 50_000;

    /** The question, hashed: no BSN is kept. */
    private record Key(String question, PatientRecords.State state) {}

    private record Held(MitzAnswer answer, long asked) {}

    private final Mitz mitz;
    private final long cacheNanos;
    private final LongSupplier nanoTime;
    private final KeyedHash hash = new KeyedHash();
    private final Cache<Key, Held> held;
    private final Map<Key, CompletableFuture<MitzAnswer>> underWay = new ConcurrentHashMap<>();

    /** @param nanoTime a clock that nobody sets back, as {@link System#nanoTime} */
    MitzConsents(Mitz mitz, Duration cacheTime, LongSupplier nanoTime) {
        this.mitz = mitz;
        this.cacheNanos = cacheTime.toNanos();
        this.nanoTime = nanoTime;
        this.held = Caffeine.newBuilder()
                .maximumSize(MOST_ANSWERS)
                .expireAfterWrite(cacheTime)
                .ticker(nanoTime::getAsLong)
                .build();
    }

    /**
     * May wait for Mitz as long as the settings say. Never throws for what is asked.
     *
     * @param state of the patient, read before this
     */
    public MitzAnswer ask(ClosedQuestion question, PatientRecords.State state) {
        return question.complete().map(complete -> answer(complete, state)).orElse(MitzAnswer.MISSING_INPUT);
    }

    private MitzAnswer answer(ClosedQuestion.Complete question, PatientRecords.State state) {
        Key key = new Key(hashed(question), state);
        MitzAnswer kept = kept(key);
        return kept == null ? together(key, question) : kept;
    }

    private @Nullable MitzAnswer kept(Key key) {
        Held one = held.getIfPresent(key);
        return one != null && nanoTime.getAsLong() - one.asked() < cacheNanos ? one.answer() : null;
    }

    /** Whoever asks the same while it is being asked waits for the same answer. */
    private MitzAnswer together(Key key, ClosedQuestion.Complete question) {
        CompletableFuture<MitzAnswer> own = new CompletableFuture<>();
        CompletableFuture<MitzAnswer> other = underWay.putIfAbsent(key, own);
        if (other != null) {
            return waitFor(other);
        }
        MitzAnswer answer = MitzAnswer.ERROR;
        try {
            MitzAnswer kept = kept(key);
            answer = kept == null ? now(key, question) : kept;
        } finally {
            underWay.remove(key, own);
            own.complete(answer);
        }
        return answer;
    }

    private MitzAnswer now(Key key, ClosedQuestion.Complete question) {
        long asked = nanoTime.getAsLong();
        MitzAnswer answer = mitz.ask(question);
        if (answer.isLasting()) {
            held.put(key, new Held(answer, asked));
        }
        return answer;
    }

    private static MitzAnswer waitFor(CompletableFuture<MitzAnswer> other) {
        try {
            return other.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return MitzAnswer.ERROR;
        } catch (ExecutionException e) {
            return MitzAnswer.ERROR;
        }
    }

    private String hashed(ClosedQuestion.Complete question) {
        String mandated = question.mandated();
        return hash.of(
                question.patient().digits(),
                question.holder().value(),
                question.holderType(),
                question.category(),
                question.role(),
                question.user(),
                mandated == null ? "" : mandated,
                question.requester().value(),
                question.requesterType(),
                question.purpose().name());
    }
}
