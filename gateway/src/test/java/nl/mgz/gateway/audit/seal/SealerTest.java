package nl.mgz.gateway.audit.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.BufferedReader;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import nl.mgz.gateway.audit.OperatorTrail;
import nl.mgz.gateway.audit.proof.Checkpoint;
import nl.mgz.gateway.audit.proof.ExportVerifier;
import nl.mgz.gateway.audit.proof.Proofs;
import nl.mgz.gateway.audit.proof.SignedNote;
import nl.mgz.gateway.fhir.MigratedDatabase;
import nl.mgz.gateway.identity.GatewayAddress;
import nl.mgz.gateway.identity.crypto.Ed25519Key;
import nl.mgz.gateway.identity.crypto.TimeStampAuthority;
import nl.mgz.gateway.identity.crypto.TimeStamps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Sealing, exporting and verifying on real PostgreSQL, and what a superuser can do to the rows without being seen: nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SealerTest {

    private static final Instant NOW = Instant.parse("2026-11-22T04:00:00Z");

    @TempDir
    static Path folder;

    private MigratedDatabase database;
    private Path keyFile;
    private final List<Sealer> sealers = new ArrayList<>();

    @BeforeAll
    void start() throws Exception {
        database = MigratedDatabase.start(folder);
        keyFile = folder.resolve("checkpoints.json");
        Ed25519Key.create(keyFile);
    }

    @AfterAll
    void stop() throws Exception {
        database.close();
    }

    @BeforeEach
    void empty() throws Exception {
        superuser("truncate mgz_audit_event, mgz_audit_leaf, mgz_audit_node, mgz_audit_checkpoint, mgz_audit_timestamp,"
                + " mgz_audit_cosignature, mgz_audit_erasure, mgz_audit_key");
    }

    @AfterEach
    void end() {
        sealers.forEach(Sealer::end);
        sealers.clear();
    }

    /** One that seals when it is told to. */
    private Sealer sealer() {
        Sealer sealer = new Sealer(
                database.application(),
                new AuditSettings(
                        keyFile, List.of(), "regio.example/audit", Duration.ofDays(1), null, null, Duration.ofDays(1)),
                new GatewayAddress("http://localhost:1/fhir"),
                Clock.systemUTC(),
                new SimpleMeterRegistry());
        sealers.add(sealer);
        return sealer;
    }

    private void superuser(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.superuserUrl());
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        }
    }

    private long count(String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection(database.superuserUrl());
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static final String ADD =
            "insert into mgz_audit_event (recorded, request_id, outcome, patient_id, salt, event)"
                    + " select t, r, 'permit', 'p' || n, decode(md5(n::text), 'hex'),"
                    + " '{\"outcome\":\"permit\",\"patient\":\"p' || n || '\",\"recorded\":\"'"
                    + " || to_char(t at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"') || '\",\"request\":\"' || r || '\"}'"
                    + " from (select n, now() as t, gen_random_uuid() as r from generate_series(1, %d) n) g";

    private void add(int events) throws SQLException {
        try (Connection connection = database.application().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(ADD.formatted(events));
        }
    }

    private String export() throws Exception {
        StringWriter out = new StringWriter();
        try (Connection connection = database.application().getConnection()) {
            TrailExport.write(connection, out, NOW, (done, total) -> {});
        }
        return out.toString();
    }

    private SignedNote lastNote() {
        return SignedNote.parse(
                new SealStore(database.application()).last().orElseThrow().note());
    }

    private static ExportVerifier.Verdict verify(String export, SignedNote... seen) throws Exception {
        return ExportVerifier.verify(
                new BufferedReader(new StringReader(export)),
                new ExportVerifier.Known(
                        List.of(),
                        List.of(seen),
                        Optional.empty(),
                        Instant.now().plusSeconds(60)));
    }

    private static void assertGood(ExportVerifier.Verdict verdict) {
        assertThat(verdict.why()).isEmpty();
    }

    private static void assertBad(ExportVerifier.Verdict verdict, long event, String why) {
        assertThat(verdict.why()).isPresent().get().asString().contains(why);
        assertThat(verdict.firstBad()).hasValue(event);
    }

    @Nested
    class Sealing {

        @Test
        void givesEveryEventOneNumberUnderCheckpointsOfAThousandAtMost() throws Exception {
            add(2_345);
            sealer().seal();
            assertThat(count("mgz_audit_leaf")).isEqualTo(2_345);
            assertThat(count("mgz_audit_checkpoint")).isEqualTo(3);
            assertGood(verify(export()));
        }

        @Test
        void withNothingNewMakesNoCheckpoint() throws Exception {
            add(1);
            Sealer sealer = sealer();
            sealer.seal();
            sealer.seal();
            assertThat(count("mgz_audit_checkpoint")).isEqualTo(1);
        }

        @Test
        void leavesOutWhatIsNotCommittedAndTakesItLater() throws Exception {
            Sealer sealer = sealer();
            try (Connection slow = database.application().getConnection();
                    Statement statement = slow.createStatement()) {
                slow.setAutoCommit(false);
                statement.execute(ADD.formatted(1));
                add(3);
                sealer.seal();
                assertThat(count("mgz_audit_leaf"))
                        .as("what comes after a running transaction waits for it")
                        .isZero();
                slow.commit();
            }
            sealer.seal();
            assertThat(count("mgz_audit_leaf")).isEqualTo(4);
            assertGood(verify(export()));
        }

        @Test
        void goesOnAfterACrashBetweenCommitAndCheckpoint() throws Exception {
            add(700);
            sealer().seal();
            SignedNote before = lastNote();
            add(700);
            // The first one is gone with what it knew; another begins with the database alone.
            sealer().seal();
            Checkpoint old = Checkpoint.parse(before.text());
            Checkpoint grown = Checkpoint.parse(lastNote().text());
            assertThat(grown.size()).isEqualTo(1_400);
            List<byte[]> proof =
                    Proofs.consistency(new SealStore(database.application()).tree(), old.size(), grown.size());
            assertThat(Proofs.showsGrowth(old.size(), old.root(), grown.size(), grown.root(), proof))
                    .isTrue();
            assertGood(verify(export(), before));
        }

        @Test
        void byTwoNodesAtOnceLosesAndDoublesNothing() throws Exception {
            List<Sealer> both = List.of(sealer(), sealer());
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Future<?>> all = new ArrayList<>();
            for (Sealer one : both) {
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        one.seal();
                    }
                }));
                all.add(threads.submit(() -> {
                    for (int i = 0; i < 20; i++) {
                        add(37);
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
            threads.shutdown();
            both.get(0).seal();
            assertThat(count("mgz_audit_leaf")).isEqualTo(2 * 20 * 37);
            assertGood(verify(export()));
        }

        @Test
        void afterAMoveToAnotherClusterLooksForEventsOfEveryTransaction() throws Exception {
            add(5);
            Sealer sealer = sealer();
            sealer.seal();
            // What a dump and its restore do: the numbers of transactions are those of another cluster.
            superuser("update mgz_audit_checkpoint set cluster = 1, sealed_to = '900000000000'");
            add(6);
            sealer.seal();
            assertThat(count("mgz_audit_leaf")).isEqualTo(11);
            assertGood(verify(export()));
        }

        @Test
        void addsNothingToATreeThatIsNotItsOwn() throws Exception {
            add(5);
            sealer().seal();
            Ed25519Key.create(folder.resolve("other" + System.nanoTime() + ".json"));
            superuser("update mgz_audit_checkpoint set frontier = decode(repeat('ab', 64), 'hex')");
            add(1);
            Sealer sealer = sealer();
            assertThatThrownBy(sealer::seal).hasMessageContaining("not one that was signed here");
            assertThat(count("mgz_audit_checkpoint")).isEqualTo(1);
        }
    }

    @Nested
    class AProof {

        @Test
        void isMadeFromStoredSubtreesForAnyTwoSizes() throws Exception {
            add(3_000);
            add(2_000);
            sealer().seal();
            SealStore store = new SealStore(database.application());
            Random random = new Random(4);
            List<Checkpoint> all = new ArrayList<>();
            try (Connection connection = DriverManager.getConnection(database.superuserUrl());
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select note from mgz_audit_checkpoint order by size")) {
                while (rows.next()) {
                    all.add(Checkpoint.parse(SignedNote.parse(rows.getString(1)).text()));
                }
            }
            assertThat(all).hasSize(5);
            for (int i = 0; i < all.size(); i++) {
                for (int j = i; j < all.size(); j++) {
                    Checkpoint from = all.get(i);
                    Checkpoint to = all.get(j);
                    List<byte[]> proof = Proofs.consistency(store.tree(), from.size(), to.size());
                    assertThat(Proofs.showsGrowth(from.size(), from.root(), to.size(), to.root(), proof))
                            .isTrue();
                }
            }
            Checkpoint last = all.get(4);
            for (int i = 0; i < 20; i++) {
                long leaf = random.nextInt(5_000);
                List<byte[]> proof = Proofs.inclusion(store.tree(), leaf, last.size());
                byte[] hash = store.tree().hash(0, leaf);
                assertThat(Proofs.showsInclusion(leaf, hash, last.size(), last.root(), proof))
                        .isTrue();
            }
        }
    }

    @Nested
    class ASuperuser {

        @ParameterizedTest(name = "{0}")
        @CsvSource(delimiter = '|', textBlock = """
                update mgz_audit_event set event = replace(event, 'p7"', 'p8"') where patient_id = 'p7' | changed
                update mgz_audit_event set salt = decode('00', 'hex') where patient_id = 'p7' | changed
                update mgz_audit_event set patient_id = null where patient_id = 'p7' | columns [patient]
                update mgz_audit_event set outcome = 'refusal' where patient_id = 'p7' | columns [outcome]
                update mgz_audit_event set ura = '12345678' where patient_id = 'p7' | columns [ura]
                delete from mgz_audit_event where patient_id = 'p7' | is gone
                delete from mgz_audit_leaf where number = 6 | is not there
                update mgz_audit_leaf set hash = decode(repeat('00', 32), 'hex') where number = 6 | changed
                update mgz_audit_leaf set event_id = -1 where number = 6 | is gone
                """)
        void thatChangesOneEventIsFoundAtThatEvent(String sql, String why) throws Exception {
            add(6);
            sealer().seal();
            superuser(ADD.formatted(20).replace("generate_series(1,", "generate_series(7,"));
            sealer().seal();
            assertGood(verify(export()));
            superuser(sql);
            assertBad(verify(export()), 6, why);
        }

        @Test
        void thatMakesLeafAndEventAgreeAgainIsFoundByTheCheckpoint() throws Exception {
            add(6);
            sealer().seal();
            superuser(ADD.formatted(20).replace("generate_series(1,", "generate_series(7,"));
            sealer().seal();
            superuser(
                    "update mgz_audit_event set event = replace(event, 'p9', 'p8'), patient_id = 'p8' where patient_id = 'p9'",
                    "update mgz_audit_leaf l set hash = sha256('\\x00'::bytea || sha256(e.salt || convert_to(e.event, 'UTF8')))"
                            + " from mgz_audit_event e where e.id = l.event_id");
            assertBad(verify(export()), 6, "at least one is not the one that was sealed");
        }

        @Test
        void thatSignsAnewWithAKeyOfHisOwnIsFoundByTheKey() throws Exception {
            add(6);
            sealer().seal();
            SignedNote before = lastNote();
            empty();
            add(6);
            Path own = folder.resolve("own" + System.nanoTime() + ".json");
            Ed25519Key.create(own);
            Path real = keyFile;
            keyFile = own;
            try {
                sealer().seal();
            } finally {
                keyFile = real;
            }
            assertGood(verify(export()));
            assertBad(verify(export(), before), 0, "not signed by a key of the log");
        }

        @Test
        void thatEmptiesTheTrailIsFoundAtItsFirstEvent() throws Exception {
            add(6);
            sealer().seal();
            superuser("truncate mgz_audit_event");
            assertBad(verify(export()), 0, "is gone");
        }

        @Test
        void thatTakesTheLastCheckpointsAwayToo_isFoundByAnEarlierOneThatSomebodyKept() throws Exception {
            add(6);
            sealer().seal();
            SignedNote early = lastNote();
            add(6);
            sealer().seal();
            SignedNote late = lastNote();
            superuser(
                    "delete from mgz_audit_checkpoint where size = 12",
                    "delete from mgz_audit_leaf where number >= 6",
                    "delete from mgz_audit_event where id not in (select event_id from mgz_audit_leaf)");
            assertGood(verify(export(), early));
            assertBad(verify(export(), late), 6, "rollback");
        }

        @Test
        void thatRestoresABackupIsFoundWhenTheTrailHasGrownAgain() throws Exception {
            add(6);
            sealer().seal();
            add(6);
            sealer().seal();
            SignedNote late = lastNote();
            superuser(
                    "delete from mgz_audit_checkpoint where size = 12",
                    "delete from mgz_audit_leaf where number >= 6",
                    "delete from mgz_audit_event where id not in (select event_id from mgz_audit_leaf)");
            add(30);
            sealer().seal();
            assertGood(verify(export()));
            assertBad(verify(export(), late), 6, "not those of the earlier checkpoint");
        }

        @Test
        void whoRemovesALeafWithoutItsCheckpointIsFound() throws Exception {
            add(6);
            sealer().seal();
            superuser("delete from mgz_audit_leaf where number = 5");
            assertBad(verify(export()), 0, "comes after 5");
        }
    }

    @Nested
    class AnExport {

        @Test
        void thatWasCutShortIsNotTaken() throws Exception {
            add(6);
            sealer().seal();
            String export = export();
            assertBad(verify(export.substring(0, export.lastIndexOf('\n', export.length() - 2) + 1)), 6, "cut short");
            assertBad(verify(export.substring(0, export.length() - 9)), 6, "damaged");
            assertBad(verify(""), 0, "cut short");
        }

        @Test
        void countsWhatHasNoNumberYet() throws Exception {
            add(6);
            sealer().seal();
            add(2);
            ExportVerifier.Verdict verdict = verify(export());
            assertGood(verdict);
            assertThat(verdict.lines()).anyMatch(line -> line.contains("6 events") && line.contains("2 more"));
        }

        @Test
        void mayLackEventsThatWereErasedAfterTheirTimeAndNoOthers() throws Exception {
            add(6);
            sealer().seal();
            superuser("delete from mgz_audit_event");
            String gone = export();
            assertBad(verify(gone), 0, "its time to be erased had not come");
            String soon = Instant.now().plusSeconds(30).toString();
            superuser("insert into mgz_audit_erasure (before) values ('" + soon + "')");
            assertBad(verify(export()), 0, "may not have been erased yet");
            ExportVerifier.Known later = new ExportVerifier.Known(
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    NOW.atOffset(ZoneOffset.UTC).plusYears(6).toInstant());
            assertGood(ExportVerifier.verify(new BufferedReader(new StringReader(export())), later));
        }
    }

    @Nested
    class Time {

        @Test
        void isPutOnTheNewestCheckpointByAnAuthorityAndChecked() throws Exception {
            TimeStampAuthority authority = TimeStampAuthority.create("Tijd", Clock.systemUTC());
            HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
            server.createContext("/", exchange -> {
                byte[] answer = authority.answer(exchange.getRequestBody().readAllBytes());
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.start();
            try {
                add(6);
                sealer().seal();
                Path certificate = folder.resolve("tsa" + System.nanoTime() + ".pem");
                Files.writeString(
                        certificate,
                        "-----BEGIN CERTIFICATE-----\n"
                                + Base64.getMimeEncoder()
                                        .encodeToString(authority.certificate().getEncoded())
                                + "\n-----END CERTIFICATE-----\n");
                URI address =
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
                Housekeeping housekeeping = new Housekeeping(
                        database.application(),
                        new AuditSettings(
                                keyFile,
                                List.of(),
                                null,
                                Duration.ofDays(1),
                                address,
                                certificate,
                                Duration.ofDays(1)));
                housekeeping.stamp();
                housekeeping.stamp();
                assertThat(count("mgz_audit_timestamp")).isEqualTo(1);
                String export = export();
                ExportVerifier.Verdict verdict = stamped(export, TimeStamps.trusting(certificate));
                assertGood(verdict);
                assertThat(verdict.lines()).anyMatch(line -> line.startsWith("1 checkpoints bear a valid time stamp"));
                TimeStamps other = new TimeStamps(List.of(
                        TimeStampAuthority.create("Anders", Clock.systemUTC()).certificate()));
                assertBad(stamped(export, other), 0, "not one of this authority");
            } finally {
                server.stop(0);
            }
        }

        private ExportVerifier.Verdict stamped(String export, TimeStamps authority) throws Exception {
            return ExportVerifier.verify(
                    new BufferedReader(new StringReader(export)),
                    new ExportVerifier.Known(
                            List.of(),
                            List.of(),
                            Optional.of(authority),
                            Instant.now().plusSeconds(60)));
        }

        @Test
        void makesTheTablesOfTheMonthsToComeAndErasesThoseThatAreOldEnough() throws Exception {
            add(3);
            superuser(
                    "set role mgz_owner; select mgz_audit_make_month('2020-02-01'); reset role",
                    ADD.formatted(4).replace("now() as t", "timestamptz '2020-02-10 10:00:00Z' as t"));
            superuser("set role mgz_owner; select mgz_audit_make_month('2022-02-01')");
            DataSource owner =
                    new DriverManagerDataSource(database.superuserUrl().replace("user=postgres", "user=mgz_owner"));
            Instant now = Instant.parse("2026-11-22T04:00:00Z");
            assertThat(Erasure.months(owner, 5, now)).containsExactly("2020_02");
            assertThat(Erasure.months(owner, 7, now)).isEmpty();
            assertThatThrownBy(() -> Erasure.months(owner, 4, now)).hasMessageContaining("5 years at least");
            assertThatThrownBy(() -> Erasure.erase(owner, List.of("2020_02")))
                    .hasMessageContaining("without a checkpoint");
            sealer().seal();
            new OperatorTrail(owner, Clock.systemUTC())
                    .recorded("audit-erased", Map.of(), () -> Erasure.erase(owner, List.of("2020_02")));
            sealer().seal();
            assertThat(count("mgz_audit_event")).isEqualTo(4);
            assertThat(count("mgz_audit_leaf")).isEqualTo(8);
            // The checkpoint over them is of today here, so the verifier rightly says that it is too early.
            assertBad(verify(export()), 3, "its time to be erased had not come");
            assertThat(new HashSet<>(Erasure.months(owner, 5, now))).isEmpty();
        }
    }
}
