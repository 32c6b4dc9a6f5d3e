package nl.mgz.gateway.audit.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TreeTest {

    private static final HexFormat HEX = HexFormat.of();

    /** The inputs and roots that Certificate Transparency's own tests use. */
    private static final List<String> INPUTS =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");

    private static final List<String> ROOTS = List.of(
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    /** As RFC 9162 defines it, without any cleverness. */
    private static byte[] naive(List<byte[]> leaves) {
        if (leaves.size() == 1) {
            return leaves.get(0);
        }
        int left = Integer.highestOneBit(leaves.size() - 1);
        return TreeHash.node(naive(leaves.subList(0, left)), naive(leaves.subList(left, leaves.size())));
    }

    private static List<byte[]> leaves(int count) {
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            leaves.add(TreeHash.leaf(new byte[] {(byte) i, (byte) (i >> 8)}));
        }
        return leaves;
    }

    private static Frontier frontier(List<byte[]> leaves) {
        Frontier frontier = Frontier.empty();
        leaves.forEach(frontier::add);
        return frontier;
    }

    private static Proofs.Subtrees subtrees(List<byte[]> leaves) {
        return (level, index) -> naive(leaves.subList((int) (index << level), (int) ((index + 1) << level)));
    }

    @Nested
    class ARoot {

        @Test
        void isTheOneThatCertificateTransparencyComputes() {
            Frontier frontier = Frontier.empty();
            assertThat(HEX.formatHex(frontier.root()))
                    .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
            for (int i = 0; i < INPUTS.size(); i++) {
                frontier.add(TreeHash.leaf(HEX.parseHex(INPUTS.get(i))));
                assertThat(HEX.formatHex(frontier.root())).as(i + 1 + " leaves").isEqualTo(ROOTS.get(i));
            }
        }

        @Test
        void isTheSameWhenTheFrontierWasPutAwayInBetween() {
            List<byte[]> leaves = leaves(300);
            Frontier frontier = Frontier.empty();
            for (int i = 0; i < leaves.size(); i++) {
                frontier = Frontier.of(frontier.size(), frontier.bytes());
                frontier.add(leaves.get(i));
                assertThat(frontier.root()).isEqualTo(naive(leaves.subList(0, i + 1)));
            }
        }

        @Test
        void isNotComputedFromAFrontierOfAnotherSize() {
            byte[] seven = frontier(leaves(7)).bytes();
            assertThatThrownBy(() -> Frontier.of(6, seven)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> Frontier.of(-1, new byte[0])).isInstanceOf(IllegalArgumentException.class);
        }

        @Test
        void tellsEachCompletedSubtreeOnce() {
            List<byte[]> leaves = leaves(20);
            List<String> told = new ArrayList<>();
            Frontier frontier = Frontier.empty();
            leaves.forEach(leaf -> frontier.add(leaf, (level, index, hash) -> {
                told.add(level + "/" + index);
                assertThat(hash).isEqualTo(subtrees(leaves).hash(level, index));
            }));
            assertThat(told).doesNotHaveDuplicates().hasSize(20 + 10 + 5 + 2 + 1);
        }
    }

    @Nested
    class AConsistencyProof {

        @Test
        void holdsForEveryPairOfSizes() {
            List<byte[]> leaves = leaves(70);
            Proofs.Subtrees tree = subtrees(leaves);
            for (int to = 1; to <= leaves.size(); to++) {
                byte[] grown = naive(leaves.subList(0, to));
                for (int from = 0; from <= to; from++) {
                    byte[] old = frontier(leaves.subList(0, from)).root();
                    List<byte[]> proof = Proofs.consistency(tree, from, to);
                    assertThat(Proofs.showsGrowth(from, old, to, grown, proof))
                            .as(from + " to " + to)
                            .isTrue();
                }
            }
        }

        @Test
        void failsForAnotherPastAnotherPresentAndAnyOtherProof() {
            List<byte[]> leaves = leaves(40);
            Proofs.Subtrees tree = subtrees(leaves);
            byte[] other = TreeHash.leaf(new byte[] {9, 9, 9});
            for (int to = 2; to <= leaves.size(); to++) {
                byte[] grown = naive(leaves.subList(0, to));
                for (int from = 1; from < to; from++) {
                    byte[] old = naive(leaves.subList(0, from));
                    List<byte[]> proof = Proofs.consistency(tree, from, to);
                    String what = from + " to " + to;
                    assertThat(Proofs.showsGrowth(from, other, to, grown, proof))
                            .as(what)
                            .isFalse();
                    assertThat(Proofs.showsGrowth(from, old, to, other, proof))
                            .as(what)
                            .isFalse();
                    List<byte[]> longer = new ArrayList<>(proof);
                    longer.add(other);
                    assertThat(Proofs.showsGrowth(from, old, to, grown, longer))
                            .as(what)
                            .isFalse();
                    for (int i = 0; i < proof.size(); i++) {
                        List<byte[]> changed = new ArrayList<>(proof);
                        changed.set(i, other);
                        assertThat(Proofs.showsGrowth(from, old, to, grown, changed))
                                .as(what)
                                .isFalse();
                        List<byte[]> shorter = new ArrayList<>(proof);
                        shorter.remove(i);
                        assertThat(Proofs.showsGrowth(from, old, to, grown, shorter))
                                .as(what)
                                .isFalse();
                    }
                }
            }
        }

        @Test
        void failsWhereATreeWouldHaveShrunk() {
            List<byte[]> leaves = leaves(9);
            byte[] five = naive(leaves.subList(0, 5));
            byte[] nine = naive(leaves);
            assertThat(Proofs.showsGrowth(9, nine, 5, five, List.of())).isFalse();
            assertThat(Proofs.showsGrowth(0, five, 5, five, List.of()))
                    .as("nothing has the empty root")
                    .isFalse();
            assertThatThrownBy(() -> Proofs.consistency(subtrees(leaves), 9, 5))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class AnInclusionProof {

        @Test
        void holdsForEachLeafAndForNoOther() {
            List<byte[]> leaves = leaves(70);
            Proofs.Subtrees tree = subtrees(leaves);
            Random random = new Random(1);
            for (int size = 1; size <= leaves.size(); size++) {
                byte[] root = naive(leaves.subList(0, size));
                for (int leaf = 0; leaf < size; leaf++) {
                    List<byte[]> proof = Proofs.inclusion(tree, leaf, size);
                    assertThat(Proofs.showsInclusion(leaf, leaves.get(leaf), size, root, proof))
                            .as(leaf + " of " + size)
                            .isTrue();
                    int other = random.nextInt(size);
                    assertThat(Proofs.showsInclusion(other, leaves.get(leaf), size, root, proof))
                            .isEqualTo(other == leaf);
                }
            }
        }
    }
}
