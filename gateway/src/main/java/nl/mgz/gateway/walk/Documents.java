package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.NotModifiedException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;
import java.util.stream.Stream;
import nl.mgz.gateway.summary.PatientDocument;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Composition;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sends a document, or says that the caller has it already (https://hl7.org/fhir/R4/http.html#cread).
 *
 * <p>INVARIANT: an ETag depends on what this caller is shown and on nothing else; a change of what is withheld does not change
 * it. That somebody was told "not modified" is on record as if it had been shown.
 */
@Component
class Documents {

    private static final int ETAG_LENGTH = 32;

    /** Stands for the identifier of a document until it is known; nobody can have written it. */
    private static final UUID UNKNOWN = UUID.randomUUID();

    private final PagedAnswers paged;
    private final Accesses accesses;
    private final Shown shown;

    Documents(PagedAnswers paged, Accesses accesses, Shown shown) {
        this.paged = paged;
        this.accesses = accesses;
        this.shown = shown;
    }

    /** @param document as it is to be shown, without a moment and an identifier of its own */
    Bundle answer(Bundle document, RequestDetails request) {
        Shown.notice(request);
        PatientDocument.stamp(document, UNKNOWN, accesses.of(request).at());
        String text = paged.text(document);
        String hash = hash(withoutMoment(text, document));
        String etag = "W/\"" + hash.substring(0, ETAG_LENGTH) + "\"";
        ServletRequestDetails servlet = (ServletRequestDetails) request;
        servlet.getServletResponse().setHeader("ETag", etag);
        if (request.getRequestType() == RequestTypeEnum.GET && isKnown(etag, request.getHeader("If-None-Match"))) {
            Trails.of(request).ifPresent(trail -> {
                Trails.decided(shown.prepare(document, request), request, trail);
                Trails.shown(document, trail);
            });
            throw new NotModifiedException("the document is as it was");
        }
        UUID id = UUID.nameUUIDFromBytes(hash.getBytes(StandardCharsets.US_ASCII));
        PatientDocument.stamp(document, id, accesses.of(request).at());
        paged.leavesAs(text.replace(UNKNOWN.toString(), id.toString()), request);
        // HAPI would make the references of the Composition relative; from an entry with a urn they would lead nowhere.
        servlet.setFhirServerBase("");
        return document;
    }

    /** What is told is the same at another moment; what was told at exactly this one is not. */
    private static String withoutMoment(String text, Bundle document) {
        Composition composition = (Composition) document.getEntryFirstRep().getResource();
        return text.replace(String.valueOf(document.getTimestampElement().getValueAsString()), "")
                .replace(String.valueOf(composition.getDateElement().getValueAsString()), "");
    }

    private static boolean isKnown(String etag, @Nullable String header) {
        return header != null
                && Stream.of(header.split(","))
                        .map(String::strip)
                        .anyMatch(one -> "*".equals(one) || opaque(one).equals(opaque(etag)));
    }

    private static String opaque(String etag) {
        return etag.replaceFirst("^W/", "");
    }

    private static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
