package nl.mgz.gateway.identity;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where a client keeps its public keys. Only https to a host with a name: numbers in any notation, users, fragments and
 * escapes in the host are no part of any address that an honest client has.
 *
 * @param host in lower case
 * @param path with its query
 */
record KeyAddress(String host, int port, String path) {

    private static final int LONGEST = 500;
    private static final int HTTPS = 443;

    /** Labels with letters; the last begins with one, so that no notation of a number passes for a name. */
    private static final Pattern NAME =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z][a-z0-9-]{0,62}");

    private static final Pattern PATH = Pattern.compile("[!-~]*");

    /** @throws IllegalArgumentException saying what an address must be */
    static KeyAddress parse(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw wrong();
        }
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        boolean right = text.length() <= LONGEST
                && "https".equalsIgnoreCase(uri.getScheme())
                && NAME.matcher(host).matches()
                && uri.getRawUserInfo() == null
                && uri.getRawFragment() == null
                && uri.getPort() != 0
                && uri.getPort() <= 0xffff;
        if (!right) {
            throw wrong();
        }
        String path = (uri.getRawPath().isEmpty() ? "/" : uri.getRawPath())
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        if (!PATH.matcher(path).matches()) {
            throw wrong();
        }
        return new KeyAddress(host, uri.getPort() < 0 ? HTTPS : uri.getPort(), path);
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "the address of keys must be https://host.example/path, with a name and not a number for a host");
    }

    String hostAndPort() {
        return host + ":" + port;
    }

    boolean isOnUsualPort() {
        return port == HTTPS;
    }
}
