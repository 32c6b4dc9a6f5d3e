package nl.mgz.gateway.audit.witness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import nl.mgz.gateway.audit.proof.Checkpoint;
import nl.mgz.gateway.audit.proof.NoteKey;
import nl.mgz.gateway.audit.proof.Proofs;
import nl.mgz.gateway.audit.proof.SignedNote;
import nl.mgz.gateway.identity.crypto.Ed25519Key;

/**
 * One organisation's watch over the trail. It remembers the last checkpoint that it signed and signs no other that does not
 * continue it: that is what makes a rollback, or two versions of one trail, visible.
 */
public final class Witness {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path folder;
    private final NoteKey log;
    private final NoteKey own;
    private final Ed25519Key key;
    private final URI gateway;
    private final Clock clock;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /**
     * @param folder where key and last checkpoint are kept
     * @param log key of the trail, as the operator gave it
     * @param gateway any address of it
     */
    public Witness(Path folder, String name, NoteKey log, URI gateway, Clock clock) throws IOException {
        Files.createDirectories(folder);
        this.folder = folder;
        this.log = log;
        this.key = Ed25519Key.readOrCreate(folder.resolve("key.json"));
        this.own = new NoteKey(name, NoteKey.Kind.WITNESS, key.publicKey());
        this.gateway = gateway;
        this.clock = clock;
    }

    /** What the operator registers it by. */
    public NoteKey key() {
        return own;
    }

    /** What a round found. */
    public sealed interface Round {

        /** The trail grew, or stayed, from the one size to the other, and that was signed. */
        record Signed(long from, long to) implements Round {}

        /** There is no checkpoint yet. */
        record Nothing() implements Round {}

        /** The trail is not the one that was seen before. Nothing was signed, and what was seen is kept. */
        record Alarm(String why) implements Round {}
    }

    /** @throws IOException when the gateway cannot be asked, or keeps no signature */
    public Round round(String bearer) throws IOException {
        Path file = folder.resolve("checkpoint");
        Optional<SignedNote> seen = Files.exists(file)
                ? Optional.of(SignedNote.parse(Files.readString(file, StandardCharsets.UTF_8)))
                : Optional.empty();
        Optional<Checkpoint> old = seen.map(note -> Checkpoint.parse(note.text()));
        long from = old.map(Checkpoint::size).orElse(0L);
        HttpResponse<String> answer =
                send(HttpRequest.newBuilder(gateway.resolve("/audit/checkpoint?from=" + from)), bearer);
        if (answer.statusCode() == 412) {
            return new Round.Alarm("the trail is smaller than the " + from + " events that were seen");
        }
        if (answer.statusCode() == 404) {
            return new Round.Nothing();
        }
        if (answer.statusCode() != 200) {
            throw new IOException("the gateway gives no checkpoint: " + answer.statusCode());
        }
        return judge(answer.body(), old, from, file, bearer);
    }

    private Round judge(String body, Optional<Checkpoint> old, long from, Path file, String bearer) throws IOException {
        SignedNote note;
        Checkpoint checkpoint;
        List<byte[]> proof = new ArrayList<>();
        try {
            int split = body.indexOf("\n\n");
            body.substring(0, Math.max(0, split))
                    .lines()
                    .skip(1)
                    .forEach(line -> proof.add(Base64.getDecoder().decode(line)));
            note = SignedNote.parse(body.substring(split + 2));
            checkpoint = Checkpoint.parse(note.text());
        } catch (IllegalArgumentException e) {
            return new Round.Alarm("what the gateway sends is no checkpoint");
        }
        if (!note.isSignedBy(log)) {
            return new Round.Alarm("the checkpoint is not signed by the key of this trail");
        }
        boolean grown = old.map(before -> before.size() == checkpoint.size()
                        ? Arrays.equals(before.root(), checkpoint.root())
                        : Proofs.showsGrowth(before.size(), before.root(), checkpoint.size(), checkpoint.root(), proof))
                .orElse(true);
        if (!grown) {
            return new Round.Alarm("the trail of " + checkpoint.size() + " events does not begin with the " + from
                    + " that were seen");
        }
        // Kept before it is signed: a witness that forgets could be made to sign two versions.
        Path fresh = folder.resolve("checkpoint.new");
        Files.writeString(fresh, note.toString(), StandardCharsets.UTF_8);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        HttpResponse<String> kept = send(
                HttpRequest.newBuilder(gateway.resolve("/audit/checkpoint?size=" + checkpoint.size()))
                        .header("Content-Type", "text/plain")
                        .POST(HttpRequest.BodyPublishers.ofString(note.cosign(own, key, clock.instant()) + "\n")),
                bearer);
        if (kept.statusCode() != 204) {
            throw new IOException("the gateway keeps no cosignature (" + kept.statusCode()
                    + "): the operator registers this witness with ./mgz partner witness URA --key '" + own + "'");
        }
        return new Round.Signed(from, checkpoint.size());
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String bearer) throws IOException {
        try {
            return http.send(
                    request.timeout(PATIENCE)
                            .header("Authorization", "Bearer " + bearer)
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
