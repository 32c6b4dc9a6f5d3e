package nl.mgz.gateway.fhir;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import javax.sql.DataSource;
import nl.mgz.gateway.fhir.DatabaseCheck.Finding;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The connection pool. It opens only on a schema that was migrated and then found to be what this version expects. */
@Configuration(proxyBeanMethods = false)
class DatabaseConfiguration {

    @Bean
    DataSource dataSource(DatabaseSettings settings) {
        SchemaMigration.migrate(settings);
        List<Finding> faults = DatabaseCheck.of(settings).stream()
                .filter(finding -> !finding.good())
                .toList();
        if (!faults.isEmpty()) {
            throw new DatabaseNotReadyException(faults);
        }
        return pool(settings);
    }

    private static HikariDataSource pool(DatabaseSettings settings) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("mgz");
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(Math.min(2, settings.poolSize()));
        // A caller gets a 503 within five seconds when the database is away, not a hanging connection.
        config.setConnectionTimeout(5_000);
        config.setAutoCommit(false);
        config.addDataSourceProperty("ApplicationName", "mgz-gateway");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        // The server's details quote the row that broke a constraint; with it a BSN could reach a log.
        config.addDataSourceProperty("logServerErrorDetail", "false");
        config.addDataSourceProperty("prepareThreshold", "3");
        config.addDataSourceProperty("socketTimeout", "120");
        return new HikariDataSource(config);
    }
}
