package nl.mgz.gateway.audit.seal;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the trail is proven ({@code mgz.audit}).
 *
 * @param checkpointKey file with the private key (a JWK of kind OKP, Ed25519) that checkpoints are signed with, the same on
 *     every node; made with {@code ./mgz key --checkpoints}
 * @param formerKeys keys that signed before this one, as {@code name+id+key}: needed while the last checkpoint is signed by one
 * @param origin name of this trail in its checkpoints; once there is a checkpoint, that one's name stays
 * @param checkpointEvery how long an event waits for its checkpoint at most
 * @param timestampUrl authority that puts a time on checkpoints (RFC 3161); none by default
 * @param timestampCertificates file with the certificates (PEM) that the authority signs with
 * @param timestampEvery how often a checkpoint is sent there
 */
@ConfigurationProperties("mgz.audit")
public record AuditSettings(
        @Nullable Path checkpointKey,
        @DefaultValue List<String> formerKeys,
        @Nullable String origin,
        @DefaultValue("10s") Duration checkpointEvery,
        @Nullable URI timestampUrl,
        @Nullable Path timestampCertificates,
        @DefaultValue("1m") Duration timestampEvery) {}
