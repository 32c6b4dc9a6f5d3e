package nl.mgz.bench.http;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Whole answers in one table, read by key with a statement that each connection prepared once. */
final class StoredAnswers implements AutoCloseable {

    private final List<Connection> connections = new ArrayList<>();
    private final BlockingQueue<PreparedStatement> free = new LinkedBlockingQueue<>();

    private StoredAnswers() {}

    static StoredAnswers in(String database, int connections) throws SQLException {
        StoredAnswers answers = new StoredAnswers();
        for (int i = 0; i < connections; i++) {
            // PostgreSQL prepares it at the first call, not at the fifth as by default.
            answers.connections.add(DriverManager.getConnection(database + "&prepareThreshold=1"));
        }
        answers.execute("drop table if exists bench_answer");
        answers.execute("create table bench_answer (id text primary key, content bytea not null)");
        for (Connection connection : answers.connections) {
            answers.free.add(connection.prepareStatement("select content from bench_answer where id = ?"));
        }
        return answers;
    }

    void keep(Map<String, byte[]> answers) throws SQLException {
        try (PreparedStatement statement =
                connections.get(0).prepareStatement("insert into bench_answer (id, content) values (?, ?)")) {
            for (Map.Entry<String, byte[]> answer : answers.entrySet()) {
                statement.setString(1, answer.getKey());
                statement.setBytes(2, answer.getValue());
                statement.executeUpdate();
            }
        }
        // Else the first who read a row would write to it that it is committed.
        execute("vacuum analyze bench_answer");
    }

    byte[] read(String id) throws SQLException, IOException, InterruptedException {
        PreparedStatement statement = free.take();
        try {
            statement.setString(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                if (!rows.next()) {
                    throw new IOException("no answer was kept for " + id);
                }
                return rows.getBytes(1);
            }
        } finally {
            free.add(statement);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connections.get(0).createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
