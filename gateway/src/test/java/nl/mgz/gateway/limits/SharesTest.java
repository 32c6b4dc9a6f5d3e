package nl.mgz.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import nl.mgz.gateway.http.Gateway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a limit on every request costs, and how exact it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SharesTest {

    private Gateway gateway;

    private final String who = UUID.randomUUID().toString();

    @BeforeAll
    void start() {
        gateway = Gateway.shared();
    }

    private SharedBuckets node() {
        return new SharedBuckets(gateway.bean(DataSource.class), new SimpleMeterRegistry());
    }

    @Test
    void aReadVisitsTheSharedCountersOnceInASliceAndNotEachTime() {
        int reads = 300;
        gateway.get("Patient/none", Gateway.AS, "95999999");
        MeterRegistry metrics = gateway.bean(MeterRegistry.class);
        double before = metrics.counter("mgz.limits.visits").count();
        long start = System.nanoTime();
        for (int i = 0; i < reads; i++) {
            assertThat(gateway.get("Patient/none", Gateway.AS, "95999999").status())
                    .isEqualTo(404);
        }
        double visits = metrics.counter("mgz.limits.visits").count() - before;
        double spans = (System.nanoTime() - start) / 10e9 + 1;
        // Of the client's slices of 60 and the organisation's of 200, and one of each in ten seconds.
        assertThat(visits).isLessThanOrEqualTo(reads / 60.0 + reads / 200.0 + 2 * spans);
    }

    @Test
    void twoNodesLetThroughNoMoreThanTheLimitAndTheirSlices() {
        Limit limit = Limit.perMinute("test", 1_000);
        Shares one = new Shares(node());
        Shares other = new Shares(node());
        long start = System.nanoTime();
        int through = 0;
        int refusals = 0;
        while (refusals < 2) {
            Optional<Duration> first = one.takeOne(limit, who);
            Optional<Duration> second = other.takeOne(limit, who);
            through += (first.isEmpty() ? 1 : 0) + (second.isEmpty() ? 1 : 0);
            refusals += first.isPresent() && second.isPresent() ? 1 : 0;
        }
        double cameBack = (System.nanoTime() - start) / 60e9 * 1_000;
        assertThat((double) through).isBetween(1_000.0 - 2 * limit.slice(), 1_000 + cameBack + 2 * limit.slice());
    }

    @Test
    void whoWasRefusedCostsNoVisitUntilThereIsSomethingAgain() {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        SharedBuckets buckets = new SharedBuckets(gateway.bean(DataSource.class), metrics);
        Limit limit = Limit.perMinute("test", 2);
        assertThat(buckets.take(limit, who, 1)).isEmpty();
        assertThat(buckets.take(limit, who, 1)).isEmpty();
        for (int i = 0; i < 100; i++) {
            assertThat(buckets.take(limit, who, 1)).isPresent();
        }
        assertThat(metrics.counter("mgz.limits.visits").count()).isEqualTo(3);
    }

    @Test
    void twoRatesHoldTogether() {
        Limit limit = Limit.perMinute("test", 5).andPerHour(7);
        SharedBuckets buckets = node();
        assertThat(buckets.take(limit, who, 5)).isEmpty();
        assertThat(buckets.take(limit, who, 5).orElseThrow()).isGreaterThan(Duration.ofMinutes(20));
    }

    @Test
    void aLimitThatWasChangedStartsAnew() {
        SharedBuckets buckets = node();
        assertThat(buckets.take(Limit.perMinute("test", 1), who, 1)).isEmpty();
        assertThat(buckets.take(Limit.perMinute("test", 1), who, 1)).isPresent();
        assertThat(buckets.take(Limit.perMinute("test", 3), who, 3)).isEmpty();
    }

    @Test
    void whatIsFullAgainIsForgottenInTheDatabase() throws Exception {
        SharedBuckets buckets = node();
        Limit limit = Limit.perMinute("test-sweep", 600_000);
        assertThat(buckets.take(limit, who, 1)).isEmpty();
        assertThat(rows("test-sweep")).isEqualTo(1);
        var jdbc = new org.springframework.jdbc.core.JdbcTemplate(
                new org.springframework.jdbc.datasource.DriverManagerDataSource(
                        Gateway.SharedDatabase.get().superuserUrl()));
        jdbc.update("update mgz_limit set expires_at = expires_at - 120000 where id like 'test-sweep%'");
        buckets.sweep();
        assertThat(rows("test-sweep")).isZero();
    }

    private static int rows(String name) {
        return new org.springframework.jdbc.core.JdbcTemplate(
                        new org.springframework.jdbc.datasource.DriverManagerDataSource(
                                Gateway.SharedDatabase.get().superuserUrl()))
                .queryForObject("select count(*)::int from mgz_limit where id like ?", Integer.class, name + "/%");
    }

    @Test
    void theFirstHalfOfAnIpv6AddressCounts() {
        assertThat(NetworkOf.address("2001:db8:1:2:3:4:5:6")).isEqualTo("2001:db8:1:2");
        assertThat(NetworkOf.address("192.0.2.7")).isEqualTo("192.0.2.7");
    }
}
