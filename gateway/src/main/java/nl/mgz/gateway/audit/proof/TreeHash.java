package nl.mgz.gateway.audit.proof;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hashes of the tree (https://www.rfc-editor.org/rfc/rfc9162.html#name-merkle-trees), by SHA-256. */
public final class TreeHash {

    /** Bytes of a hash. */
    public static final int LENGTH = 32;

    private static final byte[] LEAF = {0};
    private static final byte[] NODE = {1};

    private TreeHash() {}

    /**
     * The leaf that stands for an event. The salt is what keeps a leaf from telling, after its event was erased, what the
     * event was.
     */
    public static byte[] ofEvent(byte[] salt, String event) {
        return leaf(sha256(salt, event.getBytes(StandardCharsets.UTF_8)));
    }

    static byte[] leaf(byte[] data) {
        return sha256(LEAF, data);
    }

    static byte[] node(byte[] left, byte[] right) {
        return sha256(NODE, left, right);
    }

    /** The root of a tree without leaves. */
    static byte[] empty() {
        return sha256();
    }

    static byte[] sha256(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return digest.digest();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
