package nl.mgz.gateway.intake;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one request may cost ({@code mgz.intake}).
 *
 * @param maxBody bytes on the wire
 * @param maxInflatedBody bytes after gzip is undone
 * @param maxDepth nesting of JSON objects and arrays, or of XML elements
 * @param maxEntries entries of a Bundle
 */
@ConfigurationProperties("mgz.intake")
public record IntakeLimits(
        @DefaultValue("5MB") DataSize maxBody,
        @DefaultValue("20MB") DataSize maxInflatedBody,
        @DefaultValue("64") int maxDepth,
        @DefaultValue("1000") int maxEntries) {}
