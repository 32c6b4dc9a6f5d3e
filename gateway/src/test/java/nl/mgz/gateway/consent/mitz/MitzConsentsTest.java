package nl.mgz.gateway.consent.mitz;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import nl.mgz.gateway.consent.fhir.PatientRecords;
import nl.mgz.gateway.consent.mitz.ClosedQuestion.Organisation;
import nl.mgz.gateway.consent.mitz.ClosedQuestion.User;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.identity.Ura;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.MethodSource;

class MitzConsentsTest {

    private static final Duration KEPT = Duration.ofMinutes(15);
    private static final PatientRecords.State NOW = new PatientRecords.State(1, 1);

    private final AtomicLong time = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Mitz mitz = question -> MitzAnswer.PERMIT;
    private final MitzConsents consents = new MitzConsents(
            question -> {
                asked.incrementAndGet();
                return mitz.ask(question);
            },
            KEPT,
            time::get);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    private MitzAnswer ask() {
        return consents.ask(Questions.published(), NOW);
    }

    private void pass(Duration some) {
        time.addAndGet(some.toNanos());
    }

    @Nested
    class AnAnswer {

        @Test
        void countsFifteenMinutesFromItsQuestionAndNoLonger() {
            mitz = question -> {
                pass(Duration.ofMinutes(1));
                return MitzAnswer.PERMIT;
            };
            ask();
            pass(KEPT.minus(Duration.ofMinutes(1)).minusNanos(1));
            ask();
            assertThat(asked).hasValue(1);
            pass(Duration.ofNanos(1));
            mitz = question -> MitzAnswer.DENY;
            assertThat(ask()).isEqualTo(MitzAnswer.DENY);
            assertThat(asked).hasValue(2);
        }

        @ParameterizedTest
        @EnumSource(names = {"PERMIT", "DENY", "NOT_APPLICABLE"})
        void thatMitzDecidedIsKept(MitzAnswer answer) {
            mitz = question -> answer;
            assertThat(ask()).isEqualTo(answer);
            assertThat(ask()).isEqualTo(answer);
            assertThat(asked).hasValue(1);
        }

        @ParameterizedTest
        @EnumSource(
                names = {"PERMIT", "DENY", "NOT_APPLICABLE"},
                mode = Mode.EXCLUDE)
        void thatIsNoDecisionIsAskedAgain(MitzAnswer answer) {
            mitz = question -> answer;
            assertThat(ask()).isEqualTo(answer);
            mitz = question -> MitzAnswer.PERMIT;
            assertThat(ask()).isEqualTo(MitzAnswer.PERMIT);
        }

        @Test
        void isForItsQuestionAlone() {
            List<ClosedQuestion> all = variants();
            all.forEach(one -> consents.ask(one, NOW));
            assertThat(asked).hasValue(all.size());
            all.forEach(one -> consents.ask(one, NOW));
            assertThat(asked).as("each of them is kept").hasValue(all.size());
        }

        @Test
        void isNotKeptAtAllWhereTheSettingSaysSo() {
            MitzConsents direct = new MitzConsents(
                    question -> {
                        asked.incrementAndGet();
                        return MitzAnswer.PERMIT;
                    },
                    Duration.ZERO,
                    time::get);
            direct.ask(Questions.published(), NOW);
            direct.ask(Questions.published(), NOW);
            assertThat(asked).hasValue(2);
        }
    }

    /** The published question, and others that differ in one thing each. */
    private static List<ClosedQuestion> variants() {
        Organisation another = new Organisation(new Ura("00000667"), "Z3");
        Organisation ofAnotherType = new Organisation(new Ura("00000666"), "G6");
        return List.of(
                Questions.published(),
                Questions.about(Questions.ANOTHER),
                with(another, "GGC002", Questions.PHYSICIAN, Questions.REQUESTER, Purpose.TREAT),
                with(
                        new Organisation(new Ura("00000659"), "G6"),
                        "GGC002",
                        Questions.PHYSICIAN,
                        Questions.REQUESTER,
                        Purpose.TREAT),
                with(Questions.HOLDER, "GGC012", Questions.PHYSICIAN, Questions.REQUESTER, Purpose.TREAT),
                Questions.by(new User("01.016", "000095254", null)),
                Questions.by(new User("01.015", "000095255", null)),
                Questions.by(new User("01.015", "000095254", "000095255")),
                with(Questions.HOLDER, "GGC002", Questions.PHYSICIAN, another, Purpose.TREAT),
                with(Questions.HOLDER, "GGC002", Questions.PHYSICIAN, ofAnotherType, Purpose.TREAT),
                with(Questions.HOLDER, "GGC002", Questions.PHYSICIAN, Questions.REQUESTER, Purpose.COC));
    }

    private static ClosedQuestion with(
            Organisation holder, String category, User user, Organisation requester, Purpose purpose) {
        return new ClosedQuestion(Questions.PATIENT, holder, category, user, requester, purpose);
    }

    static List<ClosedQuestion> incomplete() {
        List<ClosedQuestion> all = new ArrayList<>();
        all.add(Questions.about(null));
        for (String category : new String[] {null, "", "GGC2", "GGC002\n"}) {
            all.add(with(Questions.HOLDER, category, Questions.PHYSICIAN, Questions.REQUESTER, Purpose.TREAT));
        }
        for (Organisation one : List.of(
                new Organisation(null, "Z3"),
                new Organisation(new Ura("00000659"), null),
                new Organisation(new Ura("00000659"), ""),
                new Organisation(new Ura("00000659"), "Z3\"/>"))) {
            all.add(with(one, "GGC002", Questions.PHYSICIAN, Questions.REQUESTER, Purpose.TREAT));
            all.add(with(Questions.HOLDER, "GGC002", Questions.PHYSICIAN, one, Purpose.TREAT));
        }
        all.add(Questions.by(new User(null, "000095254", null)));
        all.add(Questions.by(new User("", "000095254", null)));
        all.add(Questions.by(new User("physician", "000095254", null)));
        all.add(Questions.by(new User("01.015", null, null)));
        all.add(Questions.by(new User("01.015", "employee-7", null)));
        all.add(Questions.by(new User("01.015", "000095254", "")));
        for (Purpose purpose : Purpose.values()) {
            if (purpose != Purpose.TREAT && purpose != Purpose.COC) {
                all.add(with(Questions.HOLDER, "GGC002", Questions.PHYSICIAN, Questions.REQUESTER, purpose));
            }
        }
        all.add(with(Questions.HOLDER, "GGC002", Questions.PHYSICIAN, Questions.REQUESTER, null));
        return all;
    }

    @ParameterizedTest
    @MethodSource("incomplete")
    void aQuestionWithSomethingMissingIsNotAskedAndOpensNothing(ClosedQuestion question) {
        assertThat(consents.ask(question, NOW)).isEqualTo(MitzAnswer.MISSING_INPUT);
        assertThat(asked).hasValue(0);
    }

    @Nested
    class AnotherStateOfThePatient {

        private final PatientRecords.State later = new PatientRecords.State(2, 1);

        @Test
        void makesMitzBeAskedAgain() {
            ask();
            mitz = question -> MitzAnswer.DENY;
            assertThat(consents.ask(Questions.published(), later)).isEqualTo(MitzAnswer.DENY);
            assertThat(consents.ask(Questions.published(), new PatientRecords.State(1, 2)))
                    .as("or another state of the directory")
                    .isEqualTo(MitzAnswer.DENY);
            assertThat(asked).hasValue(3);
        }

        @Test
        void doesNotGetTheAnswerThatIsOnItsWayToOneFromBefore() throws Exception {
            CountDownLatch reached = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            mitz = question -> {
                reached.countDown();
                return await(go) ? MitzAnswer.PERMIT : MitzAnswer.ERROR;
            };
            Future<MitzAnswer> before = threads.submit(MitzConsentsTest.this::ask);
            assertThat(reached.await(5, TimeUnit.SECONDS)).isTrue();
            mitz = question -> MitzAnswer.DENY;
            assertThat(consents.ask(Questions.published(), later)).isEqualTo(MitzAnswer.DENY);
            go.countDown();
            assertThat(before.get(5, TimeUnit.SECONDS)).isEqualTo(MitzAnswer.PERMIT);
            assertThat(consents.ask(Questions.published(), later))
                    .as("nor afterwards")
                    .isEqualTo(MitzAnswer.DENY);
            assertThat(asked).hasValue(2);
        }
    }

    @Test
    void theSameQuestionIsUnderWayOnce() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        mitz = question -> {
            reached.countDown();
            await(go);
            return MitzAnswer.PERMIT;
        };
        List<Future<MitzAnswer>> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(threads.submit(MitzConsentsTest.this::ask));
        }
        assertThat(reached.await(5, TimeUnit.SECONDS)).isTrue();
        Thread.sleep(100);
        go.countDown();
        for (Future<MitzAnswer> one : all) {
            assertThat(one.get(5, TimeUnit.SECONDS)).isEqualTo(MitzAnswer.PERMIT);
        }
        assertThat(asked).hasValue(1);
    }

    @Test
    void anErrorOfOursWhileAskingLeavesNobodyWaiting() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch reached = new CountDownLatch(1);
        mitz = question -> {
            reached.countDown();
            await(go);
            throw new IllegalStateException("a bug");
        };
        Future<MitzAnswer> first = threads.submit(MitzConsentsTest.this::ask);
        reached.await(5, TimeUnit.SECONDS);
        Future<MitzAnswer> second = threads.submit(MitzConsentsTest.this::ask);
        Thread.sleep(50);
        go.countDown();
        assertThat(second.get(5, TimeUnit.SECONDS)).isEqualTo(MitzAnswer.ERROR);
        assertThat(first).failsWithin(Duration.ofSeconds(5));
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            return false;
        }
    }
}
