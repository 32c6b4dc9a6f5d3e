package nl.mgz.gateway.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
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
        String json) {

    private static final ObjectMapper CANONICAL = JsonMapper.builder()
            .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
            .build();
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int SALT = 16;

    /** With a new salt, and with what its columns hold also in its text: the text alone is what is proven. */
    static AuditEvent of(
            Instant now,
            UUID requestId,
            Outcome outcome,
            @Nullable String ura,
            @Nullable String patientId,
            Map<String, Object> fields) {
        // As exact as the database keeps it, so that column and text say the same.
        Instant recorded = now.truncatedTo(ChronoUnit.MICROS);
        Map<String, Object> all = new TreeMap<>(fields);
        all.put("recorded", recorded.toString());
        all.put("request", requestId.toString());
        all.put("outcome", outcome.code());
        if (patientId != null) {
            all.put("patient", patientId);
        }
        byte[] salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        return new AuditEvent(recorded, requestId, outcome, ura, patientId, salt, canonical(all));
    }

    private static String canonical(Map<String, Object> all) {
        try {
            return CANONICAL.writeValueAsString(all);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event of strings and numbers", e);
        }
    }
}
