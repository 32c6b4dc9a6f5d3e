package nl.mgz.gateway.fhir;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Statements that are part of the running transaction where there is one, and else stand each for itself. The pool's connections
 * begin a transaction with their first statement and have to end it, which costs a second trip to the database; one that stands for
 * itself costs none.
 */
final class OwnStatements extends JdbcTemplate {

    private final DataSource alone;

    OwnStatements(DataSource pool) {
        super(pool);
        this.alone = new Alone(pool);
    }

    @Override
    protected DataSource obtainDataSource() {
        DataSource pool = super.obtainDataSource();
        return TransactionSynchronizationManager.isSynchronizationActive()
                        || TransactionSynchronizationManager.hasResource(pool)
                ? pool
                : alone;
    }

    /** The pool sets its connections back when they are returned. */
    private static final class Alone extends DelegatingDataSource {

        Alone(DataSource pool) {
            super(pool);
        }

        @Override
        public Connection getConnection() throws SQLException {
            Connection connection = Objects.requireNonNull(super.getConnection());
            try {
                connection.setAutoCommit(true);
                return connection;
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
        }
    }
}
