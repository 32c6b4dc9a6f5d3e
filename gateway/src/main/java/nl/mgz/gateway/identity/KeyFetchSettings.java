package nl.mgz.gateway.identity;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * From where clients' keys may be fetched ({@code mgz.identity}); from nowhere by default.
 *
 * @param jwksHosts names of hosts on the internet
 * @param jwksPrivateHosts hosts inside, as {@code host:port}, whose addresses need not be public
 * @param jwksCertificates file with the certificates (PEM) of the authorities that those hosts' certificates come from;
 *     without it, those that Java trusts
 */
@ConfigurationProperties("mgz.identity")
record KeyFetchSettings(
        @DefaultValue List<String> jwksHosts,
        @DefaultValue List<String> jwksPrivateHosts,
        @Nullable Path jwksCertificates) {}
