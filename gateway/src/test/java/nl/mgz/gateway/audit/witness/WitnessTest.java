package nl.mgz.gateway.audit.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import javax.sql.DataSource;
import nl.mgz.gateway.audit.OperatorTrail;
import nl.mgz.gateway.audit.proof.Checkpoint;
import nl.mgz.gateway.audit.proof.NoteKey;
import nl.mgz.gateway.audit.proof.SignedNote;
import nl.mgz.gateway.audit.seal.Sealer;
import nl.mgz.gateway.audit.seal.Witnesses;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.People;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.identity.crypto.Ed25519Key;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** An organisation that watches over the trail, through the front door. */
class WitnessTest {

    private static final String WATCHES = "99999930";
    private static final String DOES_NOT = "99999931";

    @TempDir
    Path folder;

    private static Gateway gateway;
    private static NoteKey log;

    @BeforeAll
    static void start() {
        gateway = Gateway.shared();
        seal();
        log = NoteKey.parse(new JdbcTemplate(gateway.bean(DataSource.class))
                .queryForObject("select key from mgz_audit_key order by since desc limit 1", String.class));
    }

    private static void seal() {
        People.create(gateway, "Getuige");
        gateway.bean(Sealer.class).seal();
    }

    private Witness witness(Path folder, NoteKey log) throws IOException {
        return new Witness(folder, "zorg.example/witness", log, URI.create(gateway.base()), Clock.systemUTC());
    }

    private static String bearer(String ura) throws IOException {
        return gateway.tokens(ura).bearer();
    }

    private static void register(String ura, Witness witness) throws IOException {
        bearer(ura);
        DataSource database = gateway.bean(DataSource.class);
        new OperatorTrail(database, Clock.systemUTC())
                .recorded(
                        "witness-registered",
                        Map.of(),
                        () -> Witnesses.register(database, new Ura(ura), witness.key()));
    }

    @Test
    void signsWhatContinuesWhatItSawBefore() throws Exception {
        Witness witness = witness(folder, log);
        register(WATCHES, witness);
        Witness.Round first = witness.round(bearer(WATCHES));
        assertThat(first).isInstanceOf(Witness.Round.Signed.class);
        long size = ((Witness.Round.Signed) first).to();
        seal();
        Witness.Round.Signed second = (Witness.Round.Signed) witness.round(bearer(WATCHES));
        assertThat(second.from()).isEqualTo(size);
        assertThat(second.to()).isGreaterThan(size);
        assertThat(new JdbcTemplate(gateway.bean(DataSource.class))
                        .queryForList(
                                "select size from mgz_audit_cosignature where name = 'zorg.example/witness'",
                                Long.class))
                .contains(size, second.to());
    }

    @Test
    void refusesATrailThatIsNotTheOneItSaw() throws Exception {
        Witness witness = witness(folder, log);
        register(WATCHES, witness);
        witness.round(bearer(WATCHES));
        // As if the gateway had another past: what the witness saw had another root.
        Path seen = folder.resolve("checkpoint");
        Checkpoint real =
                Checkpoint.parse(SignedNote.parse(Files.readString(seen)).text());
        Checkpoint other = new Checkpoint(real.origin(), real.size(), new byte[32], Instant.EPOCH);
        Files.writeString(
                seen, SignedNote.sign(other.text(), log, Ed25519Key.generate()).toString());
        seal();
        assertThat(witness.round(bearer(WATCHES)))
                .isInstanceOfSatisfying(
                        Witness.Round.Alarm.class,
                        alarm -> assertThat(alarm.why()).contains("does not begin with"));
        // As after an older backup: it saw more than there is.
        Checkpoint larger = new Checkpoint(real.origin(), 900_000_000L, new byte[32], Instant.EPOCH);
        Files.writeString(
                seen, SignedNote.sign(larger.text(), log, Ed25519Key.generate()).toString());
        assertThat(witness.round(bearer(WATCHES)))
                .isInstanceOfSatisfying(
                        Witness.Round.Alarm.class,
                        alarm -> assertThat(alarm.why()).contains("smaller"));
    }

    @Test
    void refusesACheckpointThatTheLogDidNotSign() throws Exception {
        NoteKey other =
                new NoteKey(log.name(), NoteKey.Kind.LOG, Ed25519Key.generate().publicKey());
        assertThat(witness(folder, other).round(bearer(WATCHES))).isInstanceOf(Witness.Round.Alarm.class);
        assertThat(folder.resolve("checkpoint")).doesNotExist();
    }

    @Test
    void whoIsNotRegisteredMayLookAndNotSign() throws Exception {
        Witness stranger = witness(folder, log);
        assertThatThrownBy(() -> stranger.round(bearer(DOES_NOT))).hasMessageContaining("./mgz partner witness");
    }

    @Test
    void nobodyElseGetsACheckpoint() throws Exception {
        assertThatThrownBy(() -> witness(folder, log).round("x")).hasMessageContaining("401");
    }

    @Test
    void theEventsOfAGatewayAreSealedWithoutBeingAsked() throws Exception {
        String patient = People.create(gateway, "Vanzelf");
        String request = gateway.get("Patient/" + patient).header("X-Request-Id");
        long deadline = System.nanoTime() + 25_000_000_000L;
        int leaves = 0;
        try (Connection connection =
                        DriverManager.getConnection(Gateway.SharedDatabase.get().superuserUrl());
                Statement statement = connection.createStatement()) {
            while (leaves == 0 && System.nanoTime() < deadline) {
                Thread.sleep(500);
                try (var rows = statement.executeQuery("select count(*) from mgz_audit_event e join mgz_audit_leaf l"
                        + " on l.event_id = e.id where e.request_id = '" + request + "'")) {
                    rows.next();
                    leaves = rows.getInt(1);
                }
            }
        }
        assertThat(leaves).isEqualTo(1);
    }
}
