package nl.mgz.gateway.sandbox.region;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** A transaction in the making. Entries get their urn:uuid from their place, so the same draft gives the same ids. */
final class PushDraft {

    private final Bundle bundle = new Bundle().setType(BundleType.TRANSACTION);
    private final List<String> keys = new ArrayList<>();
    private final String stem;

    PushDraft(String stem) {
        this.stem = stem;
    }

    int size() {
        return keys.size();
    }

    /** The identifier for the next record, stable like its fullUrl. */
    String nextRecordValue() {
        return Codes.uuid(stem + "/record/" + keys.size());
    }

    Reference add(Resource resource) {
        return addAs(Codes.uuid(stem + "/" + keys.size()), resource);
    }

    Reference addAs(String uuid, Resource resource) {
        entry(uuid, resource);
        return reference(uuid, resource.fhirType());
    }

    /** Adds it unless this push or the server already has a resource of this type with this identifier. */
    Reference addOnce(String uuid, Resource resource, String system, String value) {
        if (keys.contains(uuid)) {
            return reference(uuid, resource.fhirType());
        }
        entry(uuid, resource).getRequest().setIfNoneExist("identifier=" + system + "|" + value);
        return reference(uuid, resource.fhirType());
    }

    /** Keeps a copy: references used in several resources are then not one shared, changeable object. */
    private BundleEntryComponent entry(String uuid, Resource resource) {
        keys.add(uuid);
        BundleEntryComponent entry =
                bundle.addEntry().setFullUrl("urn:uuid:" + uuid).setResource(resource.copy());
        entry.getRequest().setMethod(HTTPVerb.POST).setUrl(resource.fhirType());
        return entry;
    }

    static Reference reference(String uuid, String type) {
        return new Reference("urn:uuid:" + uuid).setType(type);
    }

    Bundle bundle() {
        return bundle;
    }
}
