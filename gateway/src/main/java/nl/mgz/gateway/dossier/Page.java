package nl.mgz.gateway.dossier;

import java.time.Instant;
import java.util.List;

/**
 * One stored resource as it is shown.
 *
 * @param updated when this version was stored
 * @param names organisations, people, places and products that it names, as {@code Type/id}
 * @param content the resource as FHIR JSON, with its id, version and labels
 */
public record Page(String id, String version, Instant updated, List<String> names, String content, long written) {

    /** Roughly what it takes in memory. */
    int bytes() {
        return 200 + content.length();
    }
}
