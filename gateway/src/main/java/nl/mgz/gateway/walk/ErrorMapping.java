package nl.mgz.gateway.walk;

import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.MethodNotAllowedException;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.lang.reflect.InvocationTargetException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nl.mgz.gateway.patient.BsnTakenException;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.refusal.RefusedException;
import nl.mgz.gateway.refusal.StackOf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.transaction.TransactionException;

/** Every failure becomes a refusal of ours. HAPI's own texts name ids, versions and values: none leaves this class. */
final class ErrorMapping {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorMapping.class);

    private static final Pattern REFERENCE_NOT_FOUND =
            Pattern.compile("HAPI-(?:1094|0541|1091|1095).*?(?:in path: ?)([\\w.\\[\\]()]+)");
    private static final Pattern DELETE_CONFLICT = Pattern.compile("HAPI-0515");
    private static final Pattern PARSE_FAILURE = Pattern.compile("HAPI-(?:18\\d\\d|0450|1861|0389)");

    private ErrorMapping() {}

    static RefusedException refusal(Throwable failure) {
        if (failure instanceof RefusedException refused) {
            return refused;
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RefusedException refused) {
                return refused;
            }
            if (isUnavailable(cause)) {
                LOG.warn("A part that the gateway needs does not answer: {}", StackOf.inOneLine(failure));
                return refuse(
                        ErrorCode.UNAVAILABLE,
                        "The gateway cannot answer now and has stored nothing of this request. Try again later");
            }
        }
        if (LOG.isDebugEnabled()) {
            LOG.debug("Refused: {} {}", hint(String.valueOf(failure.getMessage())), StackOf.withoutMessages(failure));
        }
        boolean ours = failure instanceof BaseServerResponseException && isOwnFailure(failure);
        return !ours && (failure instanceof DataFormatException || failure instanceof BaseServerResponseException)
                ? known(failure)
                : unknown(failure);
    }

    /** What failed inside an operation, and is no refusal: HAPI wraps it in what it also wraps a body in that it cannot read. */
    private static boolean isOwnFailure(Throwable failure) {
        if (!String.valueOf(failure.getMessage()).contains("HAPI-0389")) {
            return false;
        }
        Throwable cause = failure.getCause();
        while (cause instanceof InvocationTargetException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause != null && !(cause instanceof DataFormatException || cause instanceof BaseServerResponseException);
    }

    private static boolean isUnavailable(Throwable cause) {
        return cause instanceof DataAccessResourceFailureException
                || cause instanceof TransientDataAccessException
                || cause instanceof TransactionException
                || cause instanceof java.sql.SQLTransientException
                || cause instanceof java.sql.SQLNonTransientConnectionException
                || (cause instanceof java.sql.SQLException sql
                        && String.valueOf(sql.getSQLState()).startsWith("08"))
                || (cause instanceof java.sql.SQLException down
                        && String.valueOf(down.getSQLState()).startsWith("57P"))
                // The application's role lost a right: nobody's request is wrong.
                || (cause instanceof java.sql.SQLException denied && "42501".equals(denied.getSQLState()));
    }

    private static RefusedException known(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        if (failure instanceof ResourceNotFoundException || failure instanceof ResourceGoneException) {
            return notFound();
        }
        if (failure instanceof BsnTakenException) {
            return Refusal.of(
                            ErrorCode.BSN_TAKEN,
                            "Another Patient of the region has this BSN: check it, or send what belongs to that Patient under it",
                            "Patient.identifier")
                    .asException();
        }
        if (failure instanceof ResourceVersionConflictException) {
            return DELETE_CONFLICT.matcher(message).find()
                    ? refuse(ErrorCode.IN_USE, "Other resources refer to this one: delete or change those first")
                    : refuse(
                            ErrorCode.VERSION_CONFLICT,
                            "Somebody changed it since you read it: read it again and repeat your change on the new version");
        }
        if (failure instanceof PreconditionFailedException) {
            return refuse(
                    ErrorCode.VERSION_CONFLICT,
                    "The condition does not hold: it finds more than one resource, or another version");
        }
        if (failure instanceof MethodNotAllowedException) {
            return refuse(
                    ErrorCode.NOT_SUPPORTED,
                    "This interaction is not served; the CapabilityStatement at /metadata lists those that are");
        }
        Matcher reference = REFERENCE_NOT_FOUND.matcher(message);
        if (reference.find()) {
            return Refusal.of(
                            ErrorCode.REFERENCE_UNRESOLVED,
                            "A reference names a resource that is neither here nor in the same Bundle",
                            reference.group(1))
                    .asException();
        }
        return byStatus(failure, message);
    }

    private static RefusedException byStatus(Throwable failure, String message) {
        if (failure instanceof DataFormatException
                || PARSE_FAILURE.matcher(message).find()) {
            return refuse(
                    ErrorCode.NOT_PARSEABLE,
                    "The body is not a FHIR R4 resource in the format that Content-Type names");
        }
        if (message.contains("HAPI-0302") || message.contains("HAPI-0303") || message.contains("HAPI-0287")) {
            return refuse(
                    ErrorCode.NOT_SUPPORTED,
                    "This interaction is not served; the CapabilityStatement at /metadata lists those that are");
        }
        if (message.contains("HAPI-0572") || message.contains("HAPI-0301")) {
            return refuse(
                    ErrorCode.TYPE_NOT_SUPPORTED,
                    "This resource type is not served; the CapabilityStatement at /metadata lists those that are");
        }
        if (failure instanceof UnprocessableEntityException) {
            return refuse(ErrorCode.NOT_VALID, "The resource cannot be stored as it is");
        }
        if (failure instanceof InvalidRequestException || status(failure) < 500) {
            return refuse(ErrorCode.PARAMETER_INVALID, "The request has a part that cannot be read: " + hint(message));
        }
        return unknown(failure);
    }

    /** HAPI's code alone: enough to look up, nothing of anybody's data. */
    private static String hint(String message) {
        Matcher code = Pattern.compile("HAPI-\\d{4}").matcher(message);
        return code.find() ? code.group() : "see the documentation of the interaction";
    }

    private static int status(Throwable failure) {
        return failure instanceof BaseServerResponseException server ? server.getStatusCode() : 500;
    }

    private static RefusedException unknown(Throwable failure) {
        String reference = java.util.UUID.randomUUID().toString();
        LOG.error("Unexpected failure {}: {}", reference, StackOf.withoutMessages(failure));
        return refuse(
                ErrorCode.INTERNAL,
                "Something went wrong here, and nothing of this request was stored. Report it with reference "
                        + reference);
    }

    /** The one answer for absent, deleted and hidden. */
    static RefusedException notFound() {
        return refuse(ErrorCode.NOT_FOUND, "There is no such resource here");
    }

    private static RefusedException refuse(ErrorCode code, String text) {
        return Refusal.of(code, text).asException();
    }
}
