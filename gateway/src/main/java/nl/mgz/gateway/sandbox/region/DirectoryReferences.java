package nl.mgz.gateway.sandbox.region;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.IdType;

/** Where a directory entry ended up on the server. */
@FunctionalInterface
public interface DirectoryReferences {

    /**
     * The reference under which the server knows an entry.
     *
     * @param key the fullUrl of the entry in {@link Region#directory()}, a urn:uuid that never changes
     * @return a literal reference such as {@code Organization/12}
     */
    String referenceOf(String key);

    /** Reads the answer to the directory transaction; entries correspond by position, as FHIR prescribes. */
    static DirectoryReferences from(Bundle directory, Bundle response) {
        List<BundleEntryComponent> sent = directory.getEntry();
        List<BundleEntryComponent> answered = response.getEntry();
        if (sent.size() != answered.size()) {
            throw new IllegalArgumentException(
                    "the directory has %d entries, its response %d".formatted(sent.size(), answered.size()));
        }
        Map<String, String> references = new HashMap<>();
        for (int i = 0; i < sent.size(); i++) {
            String location = answered.get(i).getResponse().getLocation();
            references.put(
                    sent.get(i).getFullUrl(),
                    new IdType(location).toUnqualifiedVersionless().getValue());
        }
        return key -> {
            String reference = references.get(key);
            if (reference == null) {
                throw new IllegalArgumentException("not an entry of the directory: " + key);
            }
            return reference;
        };
    }
}
