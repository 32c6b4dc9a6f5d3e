package nl.mgz.gateway.identity.outgoing;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An address that somebody else names and that the gateway is to go to. Only a host with a name: numbers in any notation,
 * users, fragments and escapes in the host are no part of any address that an honest partner has.
 *
 * @param tls whether by https
 * @param host in lower case
 * @param path with its query
 */
public record WebAddress(boolean tls, String host, int port, String path) {

    private static final int LONGEST = 500;
    private static final int HTTP = 80;
    private static final int HTTPS = 443;

    /** Labels with letters; the last begins with one, so that no notation of a number passes for a name. */
    private static final Pattern NAME =
            Pattern.compile("(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z][a-z0-9-]{0,62}");

    private static final Pattern PATH = Pattern.compile("[!-~]*");

    /** @throws IllegalArgumentException saying what an address must be */
    public static WebAddress https(String text) {
        WebAddress address = parse(text);
        if (!address.tls()) {
            throw wrong();
        }
        return address;
    }

    /**
     * By https or http.
     *
     * @throws IllegalArgumentException saying what an address must be
     */
    public static WebAddress parse(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw wrong();
        }
        String host = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
        boolean tls = "https".equalsIgnoreCase(uri.getScheme());
        boolean right = text.length() <= LONGEST
                && (tls || "http".equalsIgnoreCase(uri.getScheme()))
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
        return new WebAddress(tls, host, uri.getPort() < 0 ? (tls ? HTTPS : HTTP) : uri.getPort(), path);
    }

    private static IllegalArgumentException wrong() {
        return new IllegalArgumentException(
                "an address must be https://host.example/path, with a name and not a number for a host");
    }

    public String hostAndPort() {
        return host + ":" + port;
    }

    /** As the header Host names it. */
    public String hostHeader() {
        return isOnUsualPort() ? host : hostAndPort();
    }

    public boolean isOnUsualPort() {
        return port == (tls ? HTTPS : HTTP);
    }
}
