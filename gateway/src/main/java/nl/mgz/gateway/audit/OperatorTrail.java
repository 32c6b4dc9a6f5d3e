package nl.mgz.gateway.audit;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What operators do beside the API, by commands on the database: on record in the transaction of the act. */
public final class OperatorTrail {

    private final JdbcTemplate database;
    private final TransactionTemplate transaction;
    private final Clock clock;

    public OperatorTrail(DataSource source, Clock clock) {
        this.database = new JdbcTemplate(source);
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
        this.clock = clock;
    }

    /**
     * Does something and puts it on record, both or neither.
     *
     * @param interaction what is done, in a word: {@code partner-suspended}, {@code audit-export}
     * @param about more about it; no personal data
     */
    public void recorded(String interaction, Map<String, String> about, Runnable act) {
        recorded(interaction, about, () -> {
            act.run();
            return true;
        });
    }

    /** The same for what tells how it went. */
    public boolean recorded(String interaction, Map<String, String> about, BooleanSupplier act) {
        return Boolean.TRUE.equals(transaction.execute(status -> {
            Map<String, Object> all = new TreeMap<>(about);
            String user = System.getProperty("user.name", "?");
            all.put("interaction", interaction);
            all.put("person", Map.of("id", "os:" + user, "name", user));
            all.put("network", "command line");
            all.put("emergency", false);
            all.put("resources", List.of());
            all.put("status", 0);
            AuditStore.insert(
                    database,
                    List.of(AuditEvent.of(clock.instant(), UUID.randomUUID(), Outcome.PERMIT, null, null, all)));
            return act.getAsBoolean();
        }));
    }
}
