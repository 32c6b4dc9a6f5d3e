package nl.mgz.gateway.audit;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One line of the trail, ready to be written.
 *
 * @param json everything about it in canonical form: keys sorted, no white space
 */
record AuditEvent(
        Instant recorded,
        UUID requestId,
        Outcome outcome,
        @Nullable String ura,
        @Nullable String patientId,
        byte[] salt,
        String json) {}
