package nl.mgz.gateway.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class AskedTogetherTest {

    private static final String BAD = "bad";

    private final List<Set<String>> asked = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final AskedTogether<String, String> together = new AskedTogether<>(this::answer);
    private RuntimeException fault = new IllegalStateException("no");

    @AfterEach
    void end() {
        goOn.countDown();
    }

    @Test
    void whoComesWhileOneIsAskedIsAskedForWithTheOthersWhoDid() throws Exception {
        FutureTask<Map<String, String>> first = ask("first");
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        List<FutureTask<Map<String, String>>> others = whoWait("b", "c", "c", "first");
        goOn.countDown();
        assertThat(first.get(5, TimeUnit.SECONDS)).containsEntry("first", "1 first");
        for (FutureTask<Map<String, String>> other : others) {
            // Of the second time also for who asked about what was being asked: the first answer may be from before the
            // question.
            assertThat(other.get(5, TimeUnit.SECONDS))
                    .containsEntry("first", "2 first")
                    .containsEntry("b", "2 b");
        }
        assertThat(asked).containsExactly(Set.of("first"), Set.of("first", "b", "c"));
    }

    @Test
    void oneBadQuestionIsNoAnswerToTheOthers() throws Exception {
        ask("first");
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        List<FutureTask<Map<String, String>>> others = whoWait("b", BAD, "c");
        goOn.countDown();
        assertThat(others.get(0).get(5, TimeUnit.SECONDS)).containsKey("b");
        assertThat(others.get(2).get(5, TimeUnit.SECONDS)).containsKey("c");
        assertThatThrownBy(() -> others.get(1).get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCause(fault);
    }

    @Test
    void thatTheDatabaseIsAwayIsToldToAllAtOnce() throws Exception {
        fault = new DataAccessResourceFailureException("away");
        ask("first");
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        List<FutureTask<Map<String, String>>> others = whoWait("b", BAD, "c");
        goOn.countDown();
        for (FutureTask<Map<String, String>> other : others) {
            assertThatThrownBy(() -> other.get(5, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCause(fault);
        }
        assertThat(asked).hasSize(2);
    }

    @Test
    void whoIsNotAnsweredInTimeAsksAlone() throws Exception {
        FutureTask<Map<String, String>> first = ask("first");
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        assertThat(ask("b").get(5, TimeUnit.SECONDS)).containsEntry("b", "2 b");
        assertThat(first.isDone()).isFalse();
    }

    /** Returns when all of them wait for their turn. */
    private List<FutureTask<Map<String, String>>> whoWait(String... keys) throws InterruptedException {
        List<FutureTask<Map<String, String>>> all = new ArrayList<>();
        for (String key : keys) {
            FutureTask<Map<String, String>> task = new FutureTask<>(() -> together.of(List.of(key)));
            Thread thread = started(task);
            for (int i = 0; i < 5_000 && thread.getState() != Thread.State.TIMED_WAITING; i++) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
            all.add(task);
        }
        return all;
    }

    private FutureTask<Map<String, String>> ask(String key) {
        FutureTask<Map<String, String>> task = new FutureTask<>(() -> together.of(List.of(key)));
        started(task);
        return task;
    }

    private static Thread started(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** The first takes its time. */
    private Map<String, String> answer(Set<String> keys) {
        asked.add(keys);
        int time = asked.size();
        if (keys.equals(Set.of("first"))) {
            begun.countDown();
            try {
                assertThat(goOn.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        if (keys.contains(BAD)) {
            throw fault;
        }
        Map<String, String> answer = new HashMap<>();
        keys.forEach(key -> answer.put(key, time + " " + key));
        return answer;
    }
}
