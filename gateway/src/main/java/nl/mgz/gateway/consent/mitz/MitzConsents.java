package nl.mgz.gateway.consent.mitz;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import nl.mgz.gateway.patient.Bsn;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Consent;
import org.jspecify.annotations.Nullable;

/**
 * What Mitz says, asked at most once in a while for the same question.
 *
 * <p>INVARIANT: an answer counts for the cache time from the moment of its question, and never beyond a notice about its
 * patient. The count of notices is part of the key, so an answer from before a notice can be kept but not found; and one that
 * comes after a notice to a question from before it is {@link MitzAnswer#OVERTAKEN}.
 */
public final class MitzConsents {

    private static final int MOST_ANSWERS = 50_000;

    /** The question, hashed: no BSN is kept. */
    private record Key(String question, long notices) {}

    private record Held(MitzAnswer answer, long asked) {}

    private final Mitz mitz;
    private final Notices notices;
    private final long cacheNanos;
    private final LongSupplier nanoTime;
    private final KeyedHash hash = new KeyedHash();
    private final Cache<Key, Held> held;
    private final Map<Key, CompletableFuture<MitzAnswer>> underWay = new ConcurrentHashMap<>();

    /** @param nanoTime a clock that nobody sets back, as {@link System#nanoTime} */
    MitzConsents(Mitz mitz, Notices notices, Duration cacheTime, LongSupplier nanoTime) {
        this.mitz = mitz;
        this.notices = notices;
        this.cacheNanos = cacheTime.toNanos();
        this.nanoTime = nanoTime;
        this.held = Caffeine.newBuilder()
                .maximumSize(MOST_ANSWERS)
                .expireAfterWrite(cacheTime)
                .ticker(nanoTime::getAsLong)
                .build();
    }

    /** May wait for Mitz as long as the settings say. Never throws for what is asked. */
    public MitzAnswer ask(ClosedQuestion question) {
        return question.complete().map(this::answer).orElse(MitzAnswer.MISSING_INPUT);
    }

    /** A notice says that something about this patient's choices changed: no answer from before counts any more. */
    public void withdrawn(Bsn patient) {
        notices.about(patient);
    }

    /**
     * A notice as Mitz sends it, whether it gives or takes. One whose patient cannot be read counts as about everybody: it
     * cannot be known whose answers it ends.
     *
     * @param consent with its patient: contained, or resolved by a parser that read the whole Bundle, or by BSN
     */
    public void noticed(Consent consent) {
        MitzNotice.read(consent).ifPresentOrElse(notice -> withdrawn(notice.patient()), notices::aboutSomebody);
    }

    /** The Bundle in which Mitz sends notices. One in which there is none that we see counts as about everybody too. */
    public void noticed(Bundle bundle) {
        List<Consent> consents = MitzNotice.consents(bundle);
        consents.forEach(this::noticed);
        if (consents.isEmpty()) {
            notices.aboutSomebody();
        }
    }

    private MitzAnswer answer(ClosedQuestion.Complete question) {
        long before = notices.count(question.patient());
        Key key = new Key(hashed(question), before);
        MitzAnswer kept = kept(key);
        MitzAnswer answer = kept == null ? together(key, question) : kept;
        return notices.count(question.patient()) == before ? answer : MitzAnswer.OVERTAKEN;
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
