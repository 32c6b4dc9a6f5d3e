package nl.mgz.gateway.limits;

import io.github.bucket4j.TimeMeter;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The time of the database, so that nodes whose clocks differ count alike. Between two looks at it, it goes on by this
 * node's monotonic clock: setting a node's clock back or forth changes nothing.
 */
final class DatabaseTime implements TimeMeter {

    private final JdbcTemplate database;
    private volatile long ahead;

    DatabaseTime(JdbcTemplate database) {
        this.database = database;
        look();
    }

    void look() {
        long before = System.nanoTime();
        Long millis =
                database.queryForObject("select (extract(epoch from clock_timestamp()) * 1000)::bigint", Long.class);
        long between = before + (System.nanoTime() - before) / 2;
        ahead = TimeUnit.MILLISECONDS.toNanos(Objects.requireNonNull(millis)) - between;
    }

    @Override
    public long currentTimeNanos() {
        return System.nanoTime() + ahead;
    }

    @Override
    public boolean isWallClockBased() {
        return true;
    }
}
