package nl.mgz.gateway.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What several threads ask at one moment is asked of the database once, by one of them for all. Who is alone asks at once and
 * waits for nobody.
 *
 * <p>INVARIANT: an answer is never from before its question: who comes while one is being asked waits for the next.
 *
 * @param <K> what is asked about
 * @param <V> what is known of one
 */
public final class AskedTogether<K, V> {

    private record Question<K, V>(Collection<K> keys, CompletableFuture<Map<K, V>> answer) {}

    private static final long PATIENCE_SECONDS = 1;

    private final Function<Set<K>, Map<K, V>> ask;
    private final ReentrantLock asking = new ReentrantLock();
    private List<Question<K, V>> waiting = new ArrayList<>();

    /** @param ask asks the database; it may answer with less than it was asked about */
    public AskedTogether(Function<Set<K>, Map<K, V>> ask) {
        this.ask = ask;
    }

    /**
     * @return what is known of these, others may be among it
     * @throws RuntimeException what asking threw
     */
    public Map<K, V> of(Collection<K> keys) {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            // In a transaction one sees what nobody else may see yet.
            return ask.apply(Set.copyOf(keys));
        }
        Question<K, V> mine = new Question<>(keys, new CompletableFuture<>());
        synchronized (this) {
            waiting.add(mine);
        }
        if (isMyTurn()) {
            try {
                if (!mine.answer().isDone()) {
                    answer(taken());
                }
            } finally {
                asking.unlock();
            }
        }
        // Whom nobody answered in time, and who was asked for together with what went wrong, asks alone.
        if (!mine.answer().isDone()) {
            return ask.apply(Set.copyOf(keys));
        }
        try {
            return mine.answer().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** One connection that hangs does not hold up everybody. */
    private boolean isMyTurn() {
        try {
            return asking.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private synchronized List<Question<K, V>> taken() {
        List<Question<K, V>> all = waiting;
        waiting = new ArrayList<>();
        return all;
    }

    private void answer(List<Question<K, V>> questions) {
        if (questions.isEmpty()) {
            return;
        }
        Set<K> keys = new HashSet<>();
        questions.forEach(one -> keys.addAll(one.keys()));
        try {
            Map<K, V> found = ask.apply(keys);
            questions.forEach(one -> one.answer().complete(found));
        } catch (RuntimeException e) {
            // What is wrong with one question is no answer to the others; that the database is away is.
            if (questions.size() == 1 || e instanceof DataAccessResourceFailureException) {
                questions.forEach(one -> one.answer().completeExceptionally(e));
            }
        }
    }
}
