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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AskedTogetherTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Set<String>> asked = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void end() {
        goOn.countDown();
        threads.shutdownNow();
    }

    @Test
    void whoComesWhileOneIsAskedIsAskedForWithTheOthersWhoDid() throws Exception {
        AskedTogether<String, String> together = new AskedTogether<>(this::answerSlowly);
        Future<Map<String, String>> first = threads.submit(() -> together.of(List.of("a")));
        assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
        List<Future<Map<String, String>>> others = new ArrayList<>();
        for (String key : List.of("b", "c", "c", "a")) {
            others.add(threads.submit(() -> together.of(List.of(key))));
        }
        TimeUnit.MILLISECONDS.sleep(300);
        goOn.countDown();
        assertThat(first.get(5, TimeUnit.SECONDS)).containsEntry("a", "1 a");
        for (Future<Map<String, String>> other : others) {
            // Of the second time also who asked about what was being asked: the first answer may be from before the
            // question.
            assertThat(other.get(5, TimeUnit.SECONDS)).containsEntry("a", "2 a").containsEntry("b", "2 b");
        }
        assertThat(asked).containsExactly(Set.of("a"), Set.of("a", "b", "c"));
    }

    @Test
    void whatGoesWrongIsForEachWhoAskedAndForNobodyAfter() {
        AskedTogether<String, String> together = new AskedTogether<>(keys -> {
            if (keys.contains("bad")) {
                throw new IllegalStateException("no");
            }
            return Map.of("good", "yes");
        });
        assertThatThrownBy(() -> together.of(List.of("bad")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
        assertThat(together.of(List.of("good"))).containsEntry("good", "yes");
    }

    private Map<String, String> answerSlowly(Set<String> keys) {
        asked.add(keys);
        int time = asked.size();
        begun.countDown();
        try {
            assertThat(goOn.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        Map<String, String> answer = new HashMap<>();
        keys.forEach(key -> answer.put(key, time + " " + key));
        return answer;
    }
}
