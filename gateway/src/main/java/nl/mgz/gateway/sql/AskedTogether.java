package nl.mgz.gateway.sql;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
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

    private final Function<Set<K>, Map<K, V>> ask;
    private final ReentrantLock asking = new ReentrantLock();
    private List<Question<K, V>> waiting = new ArrayList<>();

    /** @param ask asks the database; it may answer with less than it was asked about */
    public AskedTogether(Function<Set<K>, Map<K, V>> ask) {
        this.ask = ask;
    }

    /**
     * @return what is known of these, others may be among it
     * @throws RuntimeException what asking threw, for each who asked
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
        asking.lock();
        try {
            if (!mine.answer().isDone()) {
                answer(taken());
            }
        } finally {
            asking.unlock();
        }
        try {
            return mine.answer().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private synchronized List<Question<K, V>> taken() {
        List<Question<K, V>> all = waiting;
        waiting = new ArrayList<>();
        return all;
    }

    private void answer(List<Question<K, V>> questions) {
        Set<K> keys = new HashSet<>();
        questions.forEach(one -> keys.addAll(one.keys()));
        try {
            Map<K, V> found = ask.apply(keys);
            questions.forEach(one -> one.answer().complete(found));
        } catch (RuntimeException | Error e) {
            questions.forEach(one -> one.answer().completeExceptionally(e));
        }
    }
}
