package nl.mgz.gateway.audit.proof;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * Who signs notes, as others know it: a name and a public key, written {@code name+id+key}
 * (https://c2sp.org/signed-note@v1.0.0#verifier-keys).
 */
public final class NoteKey {

    /** What a signature is made over. */
    public enum Kind {
        /** The note itself: the key of a log. */
        LOG(1),
        /** The note and the moment of signing (https://c2sp.org/tlog-cosignature@v1.0.0): the key of a witness. */
        WITNESS(4);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }
    }

    private static final int KEY_LENGTH = 32;
    private static final int ID_LENGTH = 4;
    private static final Pattern NAME = Pattern.compile("[^\\s+]{1,200}");

    private final String name;
    private final Kind kind;
    private final byte[] publicKey;

    /** @throws IllegalArgumentException when the name has spaces or a plus, or the key is none of Ed25519 */
    public NoteKey(String name, Kind kind, byte[] publicKey) {
        if (!NAME.matcher(name).matches() || publicKey.length != KEY_LENGTH) {
            throw new IllegalArgumentException("not a name without spaces and a key of 32 bytes");
        }
        this.name = name;
        this.kind = kind;
        this.publicKey = publicKey.clone();
    }

    /** @throws IllegalArgumentException when the text is no such key, or its id is not that of the key */
    public static NoteKey parse(String text) {
        String[] parts = text.strip().split("\\+", 3);
        if (parts.length == 3) {
            byte[] typed = Base64.getDecoder().decode(parts[2]);
            for (Kind kind : Kind.values()) {
                if (typed.length == 1 + KEY_LENGTH && typed[0] == kind.code) {
                    NoteKey key = new NoteKey(parts[0], kind, Arrays.copyOfRange(typed, 1, typed.length));
                    if (HexFormat.of().formatHex(key.id()).equals(parts[1])) {
                        return key;
                    }
                }
            }
        }
        throw new IllegalArgumentException("not a key of the form name+id+key");
    }

    public String name() {
        return name;
    }

    public Kind kind() {
        return kind;
    }

    byte[] publicKey() {
        return publicKey;
    }

    byte[] id() {
        byte[] hash = TreeHash.sha256((name + "\n").getBytes(StandardCharsets.UTF_8), typed());
        return Arrays.copyOf(hash, ID_LENGTH);
    }

    private byte[] typed() {
        return ByteBuffer.allocate(1 + KEY_LENGTH).put(kind.code).put(publicKey).array();
    }

    /** A line by which this key signs a note, without its end of line. */
    String line(byte[] signature) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(id());
        all.writeBytes(signature);
        return "\u2014 " + name + " " + Base64.getEncoder().encodeToString(all.toByteArray());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof NoteKey key && toString().equals(key.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return name + "+" + HexFormat.of().formatHex(id()) + "+"
                + Base64.getEncoder().encodeToString(typed());
    }
}
