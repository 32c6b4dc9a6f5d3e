package nl.mgz.gateway.audit.seal;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import nl.mgz.gateway.audit.proof.Checkpoint;
import nl.mgz.gateway.audit.proof.Frontier;
import nl.mgz.gateway.audit.proof.NoteKey;
import nl.mgz.gateway.audit.proof.SignedNote;
import nl.mgz.gateway.identity.GatewayAddress;
import nl.mgz.gateway.identity.crypto.Ed25519Key;
import nl.mgz.gateway.identity.crypto.UnusableFileException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Seals the trail: every ten seconds, and as soon as a thousand events wait, what is complete gets its numbers and a signed
 * checkpoint. One node does it at a time. All that it knows is in the database, so a crash costs nothing.
 */
@Component
public final class Sealer {

    private static final Logger LOG = LoggerFactory.getLogger(Sealer.class);

    /** Most events under one checkpoint: the fewer, the narrower a forgery is located. */
    static final int MOST = 1_000;

    private static final Duration ALARM = Duration.ofSeconds(60);

    private final SealStore store;
    private final Ed25519Key key;
    private final List<NoteKey> formerKeys;
    private final String origin;
    private final Duration every;
    private final Clock clock;
    private final Semaphore wanted = new Semaphore(0);
    private final AtomicInteger waiting = new AtomicInteger();
    private final Thread thread = new Thread(this::run, "audit-seal");
    private volatile Instant lastRound;
    private volatile boolean alarmed;

    Sealer(DataSource source, AuditSettings settings, GatewayAddress address, Clock clock, MeterRegistry metrics) {
        this.store = new SealStore(source);
        this.key = key(settings);
        this.formerKeys = settings.formerKeys().stream().map(NoteKey::parse).toList();
        this.origin = settings.origin() == null ? origin(address) : settings.origin();
        this.every = settings.checkpointEvery();
        this.clock = clock;
        this.lastRound = clock.instant();
        Gauge.builder("mgz.audit.unsealed.age", this, sealer -> sealer.age().toMillis() / 1_000.0)
                .description("Seconds since the trail was last found sealed, or sealed; above 60 is an alarm")
                .baseUnit("seconds")
                .register(metrics);
        thread.setDaemon(true);
        thread.start();
    }

    private static Ed25519Key key(AuditSettings settings) {
        if (settings.checkpointKey() == null) {
            throw new UnusableFileException("no key to sign checkpoints of the audit trail with: make one with"
                    + " ./mgz key --checkpoints FILE and set mgz.audit.checkpoint-key to the file");
        }
        return Ed25519Key.read(settings.checkpointKey());
    }

    private static String origin(GatewayAddress address) {
        return URI.create(address.base()).getAuthority() + "/audit";
    }

    private Duration age() {
        return Duration.between(lastRound, clock.instant());
    }

    /** So many events were put on record. */
    public void recorded(int events) {
        if (waiting.addAndGet(events) >= MOST) {
            waiting.set(0);
            wanted.release();
        }
    }

    private void run() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                wanted.tryAcquire(every.toMillis(), TimeUnit.MILLISECONDS);
                wanted.drainPermits();
                seal();
                lastRound = clock.instant();
                alarmed = false;
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                alarm(e);
            }
        }
    }

    /** Sealing that fails stops nobody: what was read stays on record. It must not stay unnoticed. */
    private void alarm(RuntimeException why) {
        if (!alarmed && age().compareTo(ALARM) > 0) {
            alarmed = true;
            LOG.error(
                    "The audit trail has not been sealed for {} s ({}): ./mgz verify-audit on an export says what is wrong",
                    age().toSeconds(),
                    why.getClass().getSimpleName());
        }
    }

    /** Seals all that is complete now, unless another node is at it. */
    public void seal() {
        int[] sealed = {MOST};
        while (sealed[0] == MOST) {
            sealed[0] = 0;
            store.alone(() -> sealed[0] = round());
        }
    }

    private int round() {
        Optional<SealStore.Stored> last = store.last();
        last.ifPresent(this::check);
        long cluster = store.cluster();
        // After a move to another cluster the numbers of transactions mean nothing: then everything is looked through
        // once.
        String from = last.filter(one -> one.cluster() == cluster)
                .map(SealStore.Stored::sealedTo)
                .orElse("0");
        SealStore.Round round = store.unsealed(from, MOST);
        List<SealStore.Unsealed> events = round.events();
        if (events.isEmpty()) {
            return 0;
        }
        Frontier tree = last.map(one -> Frontier.of(one.size(), one.frontier())).orElseGet(Frontier::empty);
        store.append(tree, events);
        String sealedTo =
                events.size() < MOST ? round.oldest() : events.get(MOST - 1).written();
        Checkpoint checkpoint = checkpoint(last, tree);
        SignedNote note = SignedNote.sign(checkpoint.text(), noteKey(checkpoint.origin()), key);
        store.knowKey(noteKey(checkpoint.origin()).toString());
        store.add(
                new SealStore.Stored(tree.size(), note.toString(), tree.bytes(), sealedTo, cluster), checkpoint.time());
        return events.size();
    }

    private Checkpoint checkpoint(Optional<SealStore.Stored> last, Frontier tree) {
        Optional<Checkpoint> before =
                last.map(one -> Checkpoint.parse(SignedNote.parse(one.note()).text()));
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        // A clock that was set back must not make the log look as if it had been written twice.
        Instant time =
                before.map(Checkpoint::time).filter(then -> then.isAfter(now)).orElse(now);
        return new Checkpoint(before.map(Checkpoint::origin).orElse(origin), tree.size(), tree.root(), time);
    }

    /** Nothing is added to a tree that somebody changed: a signature of ours below it would hide that. */
    private void check(SealStore.Stored last) {
        SignedNote note = SignedNote.parse(last.note());
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        boolean signed = note.isSignedBy(noteKey(checkpoint.origin()))
                || formerKeys.stream().anyMatch(note::isSignedBy);
        byte[] root = Frontier.of(last.size(), last.frontier()).root();
        if (!signed || checkpoint.size() != last.size() || !Arrays.equals(root, checkpoint.root())) {
            throw new IllegalStateException("the last checkpoint is not one that was signed here");
        }
    }

    private NoteKey noteKey(String name) {
        return new NoteKey(name, NoteKey.Kind.LOG, key.publicKey());
    }

    @PreDestroy
    void end() {
        thread.interrupt();
    }
}
