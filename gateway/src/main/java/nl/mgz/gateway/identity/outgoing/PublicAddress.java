package nl.mgz.gateway.identity.outgoing;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/** Whether a network address is one of the internet, and not of this machine, its network or its provider's machinery. */
public final class PublicAddress {

    private record Block(byte[] start, int bits) {

        /** @param start its first bytes; the rest are zeroes */
        static Block of(int bits, int... start) {
            byte[] bytes = new byte[start.length];
            for (int i = 0; i < start.length; i++) {
                bytes[i] = (byte) start[i];
            }
            return new Block(bytes, bits);
        }

        boolean holds(byte[] address) {
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                int first = bit / 8 < start.length ? start[bit / 8] : 0;
                if ((first & mask) != (address[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** https://www.iana.org/assignments/iana-ipv4-special-registry, multicast and what is reserved. */
    private static final List<Block> SPECIAL_4 = List.of(
            Block.of(8, 0),
            Block.of(8, 10),
            Block.of(10, 100, 64),
            Block.of(8, 127),
            Block.of(16, 169, 254),
            Block.of(12, 172, 16),
            Block.of(24, 192, 0, 0),
            Block.of(24, 192, 0, 2),
            Block.of(24, 192, 88, 99),
            Block.of(16, 192, 168),
            Block.of(15, 198, 18),
            Block.of(24, 198, 51, 100),
            Block.of(24, 203, 0, 113),
            Block.of(4, 224),
            Block.of(4, 240));

    /** The only part of IPv6 that is routed: all else, with mapped and translated IPv4 in it, is out. */
    private static final Block GLOBAL_6 = Block.of(3, 0x20);

    /** Within it what carries IPv4 (6to4, Teredo) or is no address of anybody. */
    private static final List<Block> SPECIAL_6 = List.of(
            Block.of(23, 0x20, 0x01),
            Block.of(32, 0x20, 0x01, 0x0d, 0xb8),
            Block.of(16, 0x20, 0x02),
            Block.of(20, 0x3f, 0xff));

    private PublicAddress() {}

    public static boolean is(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return SPECIAL_4.stream().noneMatch(block -> block.holds(bytes));
        }
        return GLOBAL_6.holds(bytes) && SPECIAL_6.stream().noneMatch(block -> block.holds(bytes));
    }
}
