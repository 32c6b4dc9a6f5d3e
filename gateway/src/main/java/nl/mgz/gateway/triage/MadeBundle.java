package nl.mgz.gateway.triage;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.Instant;
import java.util.Date;
import java.util.TimeZone;
import java.util.UUID;
import nl.mgz.gateway.identity.Ura;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/** A transaction that creates what an operation makes. */
final class MadeBundle {

    private final Bundle bundle = new Bundle();

    MadeBundle() {
        bundle.setType(BundleType.TRANSACTION);
    }

    /** @return by what the others in the transaction refer to it */
    Reference add(Resource resource) {
        String urn = "urn:uuid:" + UUID.randomUUID();
        bundle.addEntry()
                .setFullUrl(urn)
                .setResource(resource)
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl(resource.fhirType());
        return new Reference(urn);
    }

    Bundle bundle() {
        return bundle;
    }

    static Reference organisation(Ura ura) {
        Reference reference = new Reference().setType("Organization");
        reference.getIdentifier().setSystem(Ura.SYSTEM).setValue(ura.value());
        return reference;
    }

    static DateTimeType moment(Instant at) {
        return new DateTimeType(Date.from(at), TemporalPrecisionEnum.SECOND, TimeZone.getTimeZone("UTC"));
    }
}
