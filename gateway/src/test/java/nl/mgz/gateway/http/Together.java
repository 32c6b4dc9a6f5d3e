package nl.mgz.gateway.http;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;

/** Several clients that send at one moment. */
final class Together {

    private Together() {}

    static List<Gateway.Answer> send(int clients, IntFunction<Gateway.Answer> request) {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        CountDownLatch start = new CountDownLatch(1);
        try {
            List<Future<Gateway.Answer>> sent = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                int client = i;
                sent.add(threads.submit(() -> {
                    start.await();
                    return request.apply(client);
                }));
            }
            start.countDown();
            List<Gateway.Answer> answers = new ArrayList<>();
            for (Future<Gateway.Answer> one : sent) {
                answers.add(one.get(180, TimeUnit.SECONDS));
            }
            return answers;
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("a client got no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
