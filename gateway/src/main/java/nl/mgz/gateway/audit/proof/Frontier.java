package nl.mgz.gateway.audit.proof;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The right edge of a growing tree: the roots of its complete subtrees, largest first. It is all that is needed to add a
 * leaf and to know the root, however many leaves there are.
 */
public final class Frontier {

    /** Is told of each complete subtree, leaves included, at the moment it is completed. */
    @FunctionalInterface
    public interface Completed {
        /** @param index counts the subtrees of this level from the left */
        void subtree(int level, long index, byte[] hash);
    }

    private final List<byte[]> peaks;
    private long size;

    private Frontier(long size, List<byte[]> peaks) {
        this.size = size;
        this.peaks = peaks;
    }

    public static Frontier empty() {
        return new Frontier(0, new ArrayList<>());
    }

    /**
     * What {@link #bytes()} gave.
     *
     * @throws IllegalArgumentException when the bytes belong to a tree of another size
     */
    public static Frontier of(long size, byte[] bytes) {
        if (size < 0 || bytes.length != Long.bitCount(size) * TreeHash.LENGTH) {
            throw new IllegalArgumentException("no frontier of " + size + " leaves");
        }
        List<byte[]> peaks = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += TreeHash.LENGTH) {
            peaks.add(Arrays.copyOfRange(bytes, at, at + TreeHash.LENGTH));
        }
        return new Frontier(size, peaks);
    }

    public void add(byte[] leaf) {
        add(leaf, (level, index, hash) -> {});
    }

    public void add(byte[] leaf, Completed completed) {
        long index = size++;
        byte[] hash = leaf;
        completed.subtree(0, index, hash);
        // Two neighbours of one level are one of the next, as carrying in a binary number.
        for (int level = 1; (index & 1) == 1; level++) {
            hash = TreeHash.node(peaks.remove(peaks.size() - 1), hash);
            index >>= 1;
            completed.subtree(level, index, hash);
        }
        peaks.add(hash);
    }

    public long size() {
        return size;
    }

    public byte[] root() {
        if (peaks.isEmpty()) {
            return TreeHash.empty();
        }
        byte[] root = peaks.get(peaks.size() - 1);
        for (int i = peaks.size() - 2; i >= 0; i--) {
            root = TreeHash.node(peaks.get(i), root);
        }
        return root;
    }

    public byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        peaks.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
