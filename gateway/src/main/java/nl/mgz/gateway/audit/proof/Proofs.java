package nl.mgz.gateway.audit.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Proofs about a tree: that it only grew, and that a leaf is in it
 * (https://www.rfc-editor.org/rfc/rfc9162.html#section-2.1.3, section 2.1.4).
 */
public final class Proofs {

    /** Longer than any proof of a tree that fits in a long. */
    private static final int LONGEST = 64;

    /** Hashes of complete subtrees of a stored tree. */
    @FunctionalInterface
    public interface Subtrees {
        /** @return the hash over the {@code 2^level} leaves from {@code index * 2^level} on */
        byte[] hash(int level, long index);
    }

    private Proofs() {}

    /** Proves to who knows the root of the first {@code from} leaves that the tree of {@code to} leaves begins with them. */
    public static List<byte[]> consistency(Subtrees tree, long from, long to) {
        require(0 <= from && from <= to, "a tree grows from a smaller to a larger size");
        List<byte[]> proof = new ArrayList<>();
        if (from > 0 && from < to) {
            consistency(tree, from, 0, to, true, proof);
        }
        return proof;
    }

    private static void consistency(Subtrees tree, long from, long start, long end, boolean known, List<byte[]> proof) {
        if (start + from == end) {
            if (!known) {
                proof.add(root(tree, start, end));
            }
            return;
        }
        long left = largestPowerBelow(end - start);
        if (from <= left) {
            consistency(tree, from, start, start + left, known, proof);
            proof.add(root(tree, start + left, end));
        } else {
            consistency(tree, from - left, start + left, end, false, proof);
            proof.add(root(tree, start, start + left));
        }
    }

    /** Proves to who knows a leaf and the root of {@code size} leaves that the leaf is the one with this number. */
    public static List<byte[]> inclusion(Subtrees tree, long leaf, long size) {
        require(0 <= leaf && leaf < size, "this leaf is not in the tree");
        List<byte[]> proof = new ArrayList<>();
        inclusion(tree, leaf, 0, size, proof);
        return proof;
    }

    private static void inclusion(Subtrees tree, long leaf, long start, long end, List<byte[]> proof) {
        if (end - start == 1) {
            return;
        }
        long middle = start + largestPowerBelow(end - start);
        if (leaf < middle) {
            inclusion(tree, leaf, start, middle, proof);
            proof.add(root(tree, middle, end));
        } else {
            inclusion(tree, leaf, middle, end, proof);
            proof.add(root(tree, start, middle));
        }
    }

    /** The root over a range that a tree of this shape has as a node. */
    public static byte[] root(Subtrees tree, long start, long end) {
        long count = end - start;
        if (Long.bitCount(count) == 1) {
            int level = Long.numberOfTrailingZeros(count);
            return tree.hash(level, start >> level);
        }
        long middle = start + largestPowerBelow(count);
        return TreeHash.node(root(tree, start, middle), root(tree, middle, end));
    }

    /** The hash over neighbouring subtrees of one size; their number is a power of two. */
    public static byte[] joined(List<byte[]> subtrees) {
        require(Long.bitCount(subtrees.size()) == 1, "not a power of two");
        List<byte[]> level = subtrees;
        while (level.size() > 1) {
            List<byte[]> above = new ArrayList<>();
            for (int i = 0; i < level.size(); i += 2) {
                above.add(TreeHash.node(level.get(i), level.get(i + 1)));
            }
            level = above;
        }
        return level.get(0);
    }

    private static long largestPowerBelow(long count) {
        return Long.highestOneBit(count - 1);
    }

    /** Whether the proof shows that the larger tree begins with the smaller one. */
    public static boolean showsGrowth(long from, byte[] oldRoot, long to, byte[] newRoot, List<byte[]> proof) {
        if (from < 0 || from > to || proof.size() > LONGEST) {
            return false;
        }
        if (from == 0 || from == to) {
            return proof.isEmpty()
                    && (from == to ? Arrays.equals(oldRoot, newRoot) : Arrays.equals(oldRoot, TreeHash.empty()));
        }
        List<byte[]> path = new ArrayList<>(proof);
        if (Long.bitCount(from) == 1) {
            path.add(0, oldRoot);
        }
        return !path.isEmpty() && climb(from - 1, to - 1, path, oldRoot, newRoot);
    }

    /** The steps of RFC 9162, section 2.1.4.2: both roots are computed from one path. */
    private static boolean climb(long leaf, long last, List<byte[]> path, byte[] oldRoot, byte[] newRoot) {
        int skip = Long.numberOfTrailingZeros(~leaf);
        long fn = leaf >> skip;
        long sn = last >> skip;
        byte[] old = path.get(0);
        byte[] grown = path.get(0);
        for (byte[] step : path.subList(1, path.size())) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                old = TreeHash.node(step, old);
                grown = TreeHash.node(step, grown);
                int up = (fn & 1) == 1 ? 0 : Long.numberOfTrailingZeros(fn == 0 ? 1 : fn);
                fn >>= up;
                sn >>= up;
            } else {
                grown = TreeHash.node(grown, step);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && Arrays.equals(old, oldRoot) && Arrays.equals(grown, newRoot);
    }

    /** Whether the proof shows that the leaf has this number in the tree with this root. */
    public static boolean showsInclusion(long leaf, byte[] hash, long size, byte[] root, List<byte[]> proof) {
        if (leaf < 0 || leaf >= size || proof.size() > LONGEST) {
            return false;
        }
        long fn = leaf;
        long sn = size - 1;
        byte[] climbed = hash;
        for (byte[] step : proof) {
            if (sn == 0) {
                return false;
            }
            if ((fn & 1) == 1 || fn == sn) {
                climbed = TreeHash.node(step, climbed);
                int up = (fn & 1) == 1 ? 0 : Long.numberOfTrailingZeros(fn == 0 ? 1 : fn);
                fn >>= up;
                sn >>= up;
            } else {
                climbed = TreeHash.node(climbed, step);
            }
            fn >>= 1;
            sn >>= 1;
        }
        return sn == 0 && Arrays.equals(climbed, root);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
