package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** F27: the whole leak register while others read, search and write as fast as they can. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LeakRegisterUnderLoadTest extends LeakRegisterTest {

    private static final int OTHERS = 6;

    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final List<Thread> others = new ArrayList<>();

    @BeforeAll
    void others() {
        Gateway gateway = Gateway.shared();
        String patient = People.create(gateway, "Drukte");
        for (int i = 0; i < OTHERS; i++) {
            Thread one = new Thread(() -> {
                while (!stop.get()) {
                    count(gateway.post("Condition", People.condition(patient, "Drukte")));
                    count(gateway.get("Condition?patient=" + patient + "&_count=20"));
                    count(gateway.get("Patient/" + patient + "/$everything?_count=20"));
                }
            });
            one.setDaemon(true);
            one.start();
            others.add(one);
        }
    }

    private void count(Gateway.Answer answer) {
        requests.incrementAndGet();
        if (answer.status() >= 300 && answer.status() != 503) {
            failures.incrementAndGet();
        }
    }

    @AfterAll
    void ended() throws InterruptedException {
        stop.set(true);
        for (Thread one : others) {
            one.join(60_000);
        }
        System.out.println("LeakRegisterUnderLoadTest: " + requests + " requests beside it");
        assertThat(requests.get()).isGreaterThan(50);
        assertThat(failures.get()).isZero();
    }
}
