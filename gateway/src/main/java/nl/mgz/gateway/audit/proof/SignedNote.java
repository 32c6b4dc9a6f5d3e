package nl.mgz.gateway.audit.proof;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import nl.mgz.gateway.identity.crypto.Ed25519Key;

/**
 * A short text with signatures below it (https://c2sp.org/signed-note@v1.0.0). Tools for Go's checksum database and for
 * transparency logs read it too.
 *
 * @param text ends with an end of line
 * @param signatures lines that begin with a dash, in no order that means anything
 */
public record SignedNote(String text, List<String> signatures) {

    private static final int ID_LENGTH = 4;
    private static final int MOMENT_LENGTH = 8;
    private static final int LONGEST = 100_000;

    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /** @throws IllegalArgumentException when it is no signed note */
    public static SignedNote parse(String note) {
        int split = note.lastIndexOf("\n\n\u2014 ");
        if (split < 0 || note.length() > LONGEST || !note.endsWith("\n")) {
            throw new IllegalArgumentException(
                    "not a signed note: a text, an empty line and lines that begin with a dash");
        }
        List<String> signatures = note.substring(split + 2).lines().toList();
        if (!signatures.stream().allMatch(line -> line.matches("\u2014 [^\\s+]+ [A-Za-z0-9+/]+=*"))) {
            throw new IllegalArgumentException("a line below the note is no signature");
        }
        return new SignedNote(note.substring(0, split + 1), signatures);
    }

    /** The text, signed by a log. */
    public static SignedNote sign(String text, NoteKey as, Ed25519Key key) {
        return new SignedNote(text, List.of(as.line(key.sign(text.getBytes(StandardCharsets.UTF_8)))));
    }

    /** The line by which a witness says that it saw this text at this moment and that it followed from what it saw before. */
    public String cosign(NoteKey as, Ed25519Key key, Instant moment) {
        byte[] signature = key.sign(witnessed(moment.getEpochSecond()));
        return as.line(ByteBuffer.allocate(MOMENT_LENGTH + signature.length)
                .putLong(moment.getEpochSecond())
                .put(signature)
                .array());
    }

    public SignedNote with(String signature) {
        List<String> all = new ArrayList<>(signatures);
        all.add(signature);
        return new SignedNote(text, all);
    }

    private byte[] witnessed(long second) {
        return ("cosignature/v1\ntime " + second + "\n" + text).getBytes(StandardCharsets.UTF_8);
    }

    /** What a time stamp is put on: the text that is signed, so that signatures that come later change nothing. */
    public byte[] digest() {
        return TreeHash.sha256(text.getBytes(StandardCharsets.UTF_8));
    }

    public boolean isSignedBy(NoteKey key) {
        return key.kind() == NoteKey.Kind.LOG
                && of(key).stream()
                        .anyMatch(signature ->
                                Ed25519Key.verify(key.publicKey(), text.getBytes(StandardCharsets.UTF_8), signature));
    }

    /** @return when the witness signed; empty when none of the lines is a valid one of it */
    public Optional<Instant> seenBy(NoteKey witness) {
        if (witness.kind() != NoteKey.Kind.WITNESS) {
            return Optional.empty();
        }
        for (byte[] signature : of(witness)) {
            if (signature.length > MOMENT_LENGTH) {
                long second = ByteBuffer.wrap(signature).getLong();
                byte[] rest = Arrays.copyOfRange(signature, MOMENT_LENGTH, signature.length);
                if (Ed25519Key.verify(witness.publicKey(), witnessed(second), rest)) {
                    return Optional.of(Instant.ofEpochSecond(second));
                }
            }
        }
        return Optional.empty();
    }

    private List<byte[]> of(NoteKey key) {
        List<byte[]> found = new ArrayList<>();
        for (String line : signatures) {
            String[] parts = line.split(" ", 3);
            byte[] bytes = Base64.getDecoder().decode(parts[2]);
            if (parts[1].equals(key.name())
                    && bytes.length > ID_LENGTH
                    && Arrays.equals(Arrays.copyOf(bytes, ID_LENGTH), key.id())) {
                found.add(Arrays.copyOfRange(bytes, ID_LENGTH, bytes.length));
            }
        }
        return found;
    }

    @Override
    public String toString() {
        return text + "\n" + String.join("\n", signatures) + "\n";
    }
}
