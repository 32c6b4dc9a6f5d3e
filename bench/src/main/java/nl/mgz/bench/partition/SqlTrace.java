package nl.mgz.bench.partition;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Writes down what one thread sends to the database. While it is off a connection goes through untouched. */
final class SqlTrace extends DelegatingDataSource {

    /** A round trip to the database; a batch is one. The text holds the values, so that it can be explained. */
    record Sent(String sql, int rows) {}

    private final ThreadLocal<List<Sent>> recording = new ThreadLocal<>();

    SqlTrace(DataSource pool) {
        super(pool);
    }

    /** Runs the action and returns what it sent. */
    List<Sent> of(Runnable action) {
        List<Sent> sent = new ArrayList<>();
        recording.set(sent);
        try {
            action.run();
        } finally {
            recording.remove();
        }
        return sent;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        List<Sent> sent = recording.get();
        return sent == null ? connection : traced(connection, sent);
    }

    private static Connection traced(Connection connection, List<Sent> sent) {
        return proxy(Connection.class, connection, (name, result) -> {
            if (result instanceof PreparedStatement statement) {
                return traced(statement, sent);
            }
            return result;
        });
    }

    private static PreparedStatement traced(PreparedStatement statement, List<Sent> sent) {
        int[] batched = {0};
        return proxy(PreparedStatement.class, statement, (name, result) -> {
            if (name.equals("addBatch")) {
                batched[0]++;
            } else if (name.startsWith("execute")) {
                sent.add(new Sent(text(statement), Math.max(1, batched[0])));
                batched[0] = 0;
            }
            return result;
        });
    }

    private static String text(PreparedStatement statement) throws SQLException {
        return statement.unwrap(Statement.class).toString().replaceFirst("^HikariProxy\\S+ wrapping ", "");
    }

    private interface After {
        Object returned(String method, Object result) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T target, After after) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (self, method, values) -> {
                    try {
                        return after.returned(method.getName(), method.invoke(target, values));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
