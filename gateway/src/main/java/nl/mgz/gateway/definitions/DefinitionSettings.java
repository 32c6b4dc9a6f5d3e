package nl.mgz.gateway.definitions;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * What a region adds ({@code mgz.definitions}).
 *
 * @param packages a folder with FHIR NPM packages ({@code .tgz}); each is read at start
 */
@ConfigurationProperties("mgz.definitions")
public record DefinitionSettings(@Nullable Path packages) {}
