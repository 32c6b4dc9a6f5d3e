package nl.mgz.gateway.walk;

import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.jspecify.annotations.Nullable;

/**
 * Two editors of one resource: the second learns which version it changed and which there is now, and nothing is overwritten.
 */
final class Conflicts {

    private Conflicts() {}

    /**
     * @param now the resource as it is, which only its holder gets to here
     * @param ifMatch the version that the change was made on; null where the caller said none, which is refused elsewhere
     */
    static void check(IBaseResource now, @Nullable String ifMatch) {
        IIdType id = now.getIdElement();
        String read = ifMatch == null ? "" : ifMatch.strip().replaceFirst("^(?:W/)?\"(.*)\"$", "$1");
        if (!read.isEmpty() && !read.equals(id.getVersionIdPart())) {
            String place = now.fhirType() + "/" + id.getIdPart() + "/_history/";
            throw Refusal.of(
                            ErrorCode.VERSION_CONFLICT,
                            "Somebody changed it since you read it. You changed " + place + read + ", and now there is "
                                    + place + id.getVersionIdPart()
                                    + ": read both and repeat your change on the new version")
                    .asException();
        }
    }
}
