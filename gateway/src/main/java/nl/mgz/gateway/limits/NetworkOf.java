package nl.mgz.gateway.limits;

import java.util.regex.Pattern;

/** Whom a network address stands for: with IPv6 one household or server has 2^64 of them, so the first half counts. */
final class NetworkOf {

    private static final Pattern GROUP = Pattern.compile(":");
    private static final int HALF = 4;

    private NetworkOf() {}

    /** @param address as the container writes it: IPv6 in eight groups, none left out */
    static String address(String address) {
        String[] groups = GROUP.split(address);
        return groups.length == 2 * HALF ? String.join(":", java.util.Arrays.copyOf(groups, HALF)) : address;
    }
}
