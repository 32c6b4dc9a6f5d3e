package nl.mgz.gateway.audit.seal;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import nl.mgz.gateway.audit.proof.ExportVerifier;
import nl.mgz.gateway.audit.proof.SignedNote;
import nl.mgz.gateway.fhir.MigratedDatabase;
import nl.mgz.gateway.identity.GatewayAddress;
import nl.mgz.gateway.identity.crypto.Ed25519Key;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A backup that PostgreSQL itself vouches for, taken while events come in and are sealed, and restored later. */
class BackupTest {

    private static final String ADD = "insert into mgz_audit_event (recorded, request_id, outcome, salt, event)"
            + " select t, r, 'permit', decode(md5(n::text), 'hex'), '{\"outcome\":\"permit\",\"recorded\":\"'"
            + " || to_char(t at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') || '\",\"request\":\"' || r || '\"}'"
            + " from (select n, now() as t, gen_random_uuid() as r from generate_series(1, 20) n) g";

    @TempDir
    Path folder;

    @Test
    void isConsistentInItselfAndShowsAsRollbackAgainstWhatAWitnessSaw() throws Exception {
        Path key = folder.resolve("checkpoints.json");
        Ed25519Key.create(key);
        Path live = folder.resolve("live");
        Path backup = folder.resolve("backup");
        SignedNote witnessed;
        try (MigratedDatabase database = MigratedDatabase.start(live)) {
            Sealer sealer = sealer(database, key);
            AtomicBoolean loading = new AtomicBoolean(true);
            Thread load = new Thread(() -> {
                while (loading.get()) {
                    add(database);
                    sealer.seal();
                }
            });
            load.start();
            Thread.sleep(1_000);
            backUp(database, live.resolve("postgres"), backup.resolve("postgres"));
            Thread.sleep(1_000);
            loading.set(false);
            load.join();
            add(database);
            sealer.seal();
            sealer.end();
            witnessed = SignedNote.parse(
                    new SealStore(database.application()).last().orElseThrow().note());
            assertThat(verify(database, witnessed).why()).isEmpty();
        }
        try (MigratedDatabase restored = MigratedDatabase.start(backup)) {
            ExportVerifier.Verdict alone = verify(restored);
            assertThat(alone.why()).as("consistent in itself").isEmpty();
            assertThat(alone.lines()).noneMatch(line -> line.startsWith("0 events"));
            assertThat(verify(restored, witnessed).why()).get().asString().contains("rollback");
            // It goes on as if nothing had been: with other events in the place of those that were seen.
            Sealer sealer = sealer(restored, key);
            for (int i = 0;
                    i < 400 && verify(restored, witnessed).why().orElse("").contains("rollback");
                    i++) {
                for (int j = 0; j < 20; j++) {
                    add(restored);
                }
                sealer.seal();
            }
            sealer.end();
            assertThat(verify(restored).why()).isEmpty();
            assertThat(verify(restored, witnessed).why())
                    .get()
                    .asString()
                    .contains("not those of the earlier checkpoint");
        }
    }

    private static Sealer sealer(MigratedDatabase database, Path key) {
        return new Sealer(
                database.application(),
                new AuditSettings(key, List.of(), null, Duration.ofDays(1), null, null, Duration.ofDays(1)),
                new GatewayAddress("http://localhost:1/fhir"),
                Clock.systemUTC(),
                new SimpleMeterRegistry());
    }

    private static void add(MigratedDatabase database) {
        try (Connection connection = database.application().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(ADD);
        } catch (java.sql.SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** https://www.postgresql.org/docs/17/continuous-archiving.html#BACKUP-LOWLEVEL-BASE-BACKUP, with the log in the copy. */
    private static void backUp(MigratedDatabase database, Path from, Path to) throws Exception {
        try (Connection connection = DriverManager.getConnection(database.superuserUrl());
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('test', true)");
            copy(from, to);
            String label;
            try (ResultSet stopped = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                stopped.next();
                label = stopped.getString(1);
            }
            copy(from.resolve("pg_wal"), to.resolve("pg_wal"));
            Files.writeString(to.resolve("backup_label"), label);
            Files.deleteIfExists(to.resolve("postmaster.pid"));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rwx------"));
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(folder)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    Files.copy(
                            file, to.resolve(from.relativize(file)), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
                } catch (NoSuchFileException e) {
                    // Gone while the server runs: the log has what it needs.
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static ExportVerifier.Verdict verify(MigratedDatabase database, SignedNote... seen) throws Exception {
        StringWriter out = new StringWriter();
        try (Connection connection = database.application().getConnection()) {
            TrailExport.write(connection, out, Instant.now(), (done, total) -> {});
        }
        return ExportVerifier.verify(
                new BufferedReader(new StringReader(out.toString())),
                new ExportVerifier.Known(
                        List.of(),
                        List.of(seen),
                        Optional.empty(),
                        Instant.now().plusSeconds(60)));
    }
}
