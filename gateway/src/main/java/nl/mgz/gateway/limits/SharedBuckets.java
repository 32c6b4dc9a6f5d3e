package nl.mgz.gateway.limits;

import io.github.bucket4j.BucketExceptions.BucketExecutionException;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.jdbc.PrimaryKeyMapper;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.postgresql.Bucket4jPostgreSQL;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The counters that all nodes share, one row each. They are exact: a row is locked, read and written in a transaction of its
 * own. One visit is a {@code select for update}, an {@code update} and a commit that waits for no disk, as the table is
 * unlogged: when the database falls over, everybody starts with full buckets.
 *
 * <p>Whoever was refused is refused here, without a visit, until there can be something again: a flood costs the database no
 * more than the limit does.
 */
@Component
class SharedBuckets {

    private static final int MOST_REMEMBERED = 100_000;

    private final ProxyManager<String> buckets;
    private final DatabaseTime time;
    private final JdbcTemplate database;
    private final TransactionTemplate transaction;
    private final Counter visits;
    private final ConcurrentHashMap<String, Long> emptyUntil = new ConcurrentHashMap<>();

    SharedBuckets(DataSource source, MeterRegistry metrics) {
        this.database = new JdbcTemplate(source);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
        this.time = new DatabaseTime(database);
        this.visits = metrics.counter("mgz.limits.visits");
        this.buckets = Bucket4jPostgreSQL.selectForUpdateBasedBuilder(source)
                .primaryKeyMapper(PrimaryKeyMapper.STRING)
                .table("mgz_limit")
                .clientClock(time)
                .requestTimeout(Duration.ofSeconds(10))
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofMinutes(1)))
                .build();
    }

    /**
     * Takes all of it or nothing.
     *
     * @return how long to wait where there is not enough; empty when it was taken
     */
    Optional<Duration> take(Limit limit, String who, long number) {
        String key = key(limit, who);
        long now = System.nanoTime();
        Long until = emptyUntil.get(key);
        if (number == 1 && until != null && until - now > 0) {
            return Optional.of(Duration.ofNanos(until - now));
        }
        ConsumptionProbe probe = visit(limit, key, bucket -> bucket.tryConsumeAndReturnRemaining(number));
        if (probe.isConsumed()) {
            return Optional.empty();
        }
        // More than the limit ever holds: what to wait for never comes.
        long wait = Math.min(probe.getNanosToWaitForRefill(), TimeUnit.HOURS.toNanos(1));
        if (number == 1) {
            forgetIfTooMany();
            emptyUntil.put(key, now + wait);
        }
        return Optional.of(Duration.ofNanos(wait));
    }

    /** @return how much there was, up to what was asked */
    long takeUpTo(Limit limit, String who, long number) {
        return visit(limit, key(limit, who), bucket -> bucket.tryConsumeAsMuchAsPossible(number));
    }

    void giveBack(Limit limit, String who, long number) {
        String key = key(limit, who);
        visit(limit, key, bucket -> {
            bucket.addTokens(number);
            return number;
        });
        emptyUntil.remove(key);
    }

    /** @throws DataAccessResourceFailureException when the counters do not answer within seconds */
    private <T> T visit(Limit limit, String key, Function<BucketProxy, T> act) {
        visits.increment();
        try {
            return act.apply(buckets.getProxy(key, limit::configuration));
        } catch (BucketExecutionException e) {
            throw new DataAccessResourceFailureException("the counters of the limits do not answer", e);
        }
    }

    /** A digest: names at the token endpoint are as long as a stranger likes, and a network address is not kept as such. */
    private static String key(Limit limit, String who) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(who.getBytes(StandardCharsets.UTF_8));
            return limit.key() + "/" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private void forgetIfTooMany() {
        if (emptyUntil.size() >= MOST_REMEMBERED) {
            emptyUntil.clear();
        }
    }

    /** A bucket that is full again need not be remembered, here or in the database. */
    @Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
    void sweep() {
        long now = System.nanoTime();
        emptyUntil.values().removeIf(until -> until - now <= 0);
        time.look();
        transaction.executeWithoutResult(status -> database.update(
                "delete from mgz_limit where expires_at < ?", TimeUnit.NANOSECONDS.toMillis(time.currentTimeNanos())));
    }
}
