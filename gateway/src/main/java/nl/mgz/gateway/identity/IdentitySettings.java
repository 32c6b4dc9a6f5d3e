package nl.mgz.gateway.identity;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How tokens are signed ({@code mgz.identity}).
 *
 * @param signingKey file with the private key (a JWK of kind EC, curve P-384), the same on every node; made with
 *     {@code ./mgz key}
 */
@ConfigurationProperties("mgz.identity")
public record IdentitySettings(@Nullable Path signingKey) {}
