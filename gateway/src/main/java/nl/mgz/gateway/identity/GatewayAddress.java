package nl.mgz.gateway.identity;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Under which address callers know the gateway ({@code mgz.address}).
 *
 * @param base the FHIR base, without a slash at its end; links in answers begin with it. A request's Host header is never
 *     used for that.
 */
@ConfigurationProperties("mgz.address")
public record GatewayAddress(
        @DefaultValue("http://localhost:8080/fhir") String base) {

    public GatewayAddress {
        if (!base.matches("https?://.+[^/]")) {
            throw new IllegalArgumentException(
                    "mgz.address.base must be an http(s) address without a slash at its end");
        }
    }

    /** Who issues the tokens, and for whom: the FHIR base itself. */
    String issuer() {
        return base;
    }

    /** Scheme, host and port, without a path. */
    String origin() {
        return base.replaceFirst("^(https?://[^/]+).*", "$1");
    }

    boolean isHttps() {
        return base.startsWith("https:");
    }

    /** The same host by https at another port. */
    String overTls(int port) {
        return origin().replaceFirst("^http://", "https://").replaceFirst(":\\d+$", "") + ":" + port;
    }

    public String tokenEndpoint() {
        return origin() + "/oauth2/token";
    }
}
