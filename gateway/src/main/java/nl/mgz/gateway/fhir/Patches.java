package nl.mgz.gateway.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.patch.FhirPatch;
import ca.uhn.fhir.jpa.patch.JsonPatchUtils;
import ca.uhn.fhir.jpa.patch.XmlPatchUtils;
import ca.uhn.fhir.rest.api.PatchTypeEnum;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.hl7.fhir.instance.model.api.IBaseParameters;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What a patch makes of a resource. Nothing is stored: what comes out is judged as if it had been sent, and no connection to
 * the database waits while it is.
 *
 * @see <a href="https://hl7.org/fhir/R4/http.html#patch">patch</a>
 */
@Component
public class Patches {

    private final FhirContext context;

    Patches(FhirContext context) {
        this.context = context;
    }

    /**
     * @param stored what is there now; it stays as it is
     * @param parameters the patch itself, where it is a FHIR Patch
     * @throws ca.uhn.fhir.rest.server.exceptions.InvalidRequestException when it is no patch, or not one of this resource
     */
    public Resource apply(
            Resource stored, PatchTypeEnum kind, @Nullable String body, @Nullable IBaseParameters parameters) {
        return switch (kind) {
            case JSON_PATCH -> JsonPatchUtils.apply(context, stored, body);
            case XML_PATCH -> XmlPatchUtils.apply(context, stored, body);
            case FHIR_PATCH_JSON, FHIR_PATCH_XML -> {
                Resource patched = stored.copy();
                new FhirPatch(context).apply(patched, Objects.requireNonNull(parameters));
                yield patched;
            }
        };
    }

    /** A patch as an entry of a Bundle carries it: FHIR Patch as it is, any other in a Binary. */
    public Resource apply(Resource stored, @Nullable Resource patch) {
        if (patch instanceof Binary binary) {
            PatchTypeEnum kind =
                    PatchTypeEnum.forContentTypeOrThrowInvalidRequestException(context, binary.getContentType());
            return apply(stored, kind, new String(binary.getContent(), StandardCharsets.UTF_8), null);
        }
        return apply(
                stored,
                PatchTypeEnum.FHIR_PATCH_JSON,
                null,
                patch instanceof Parameters read ? read : new Parameters());
    }
}
