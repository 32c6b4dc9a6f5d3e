package nl.mgz.gateway.audit.proof;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of an export: JSON, of a kind that its field {@code line} names. Bytes are in Base64, moments in UTC. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "line")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ExportLine.Head.class, name = "head"),
    @JsonSubTypes.Type(value = ExportLine.Leaf.class, name = "leaf"),
    @JsonSubTypes.Type(value = ExportLine.Sealed.class, name = "checkpoint"),
    @JsonSubTypes.Type(value = ExportLine.End.class, name = "end")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface ExportLine {

    /** The only form there is. */
    String FORMAT = "mgz-audit-export/1";

    /**
     * The first line.
     *
     * @param keys of the log, as {@link NoteKey} writes them
     * @param witnesses keys of those who cosign
     * @param made when
     * @param retainedFrom events before this moment may have been erased; null where none were
     */
    record Head(
            String format,
            List<String> keys,
            List<String> witnesses,
            String made,
            @Nullable String retainedFrom) implements ExportLine {}

    /**
     * One event by its number.
     *
     * @param hash of the leaf
     * @param salt null where the event is gone
     * @param event as it is stored, letter for letter; null where it is gone
     * @param differs columns beside the event that do not say what it says: somebody changed how it is found
     */
    record Leaf(
            long number,
            byte[] hash,
            byte @Nullable [] salt,
            @Nullable String event,
            @Nullable List<String> differs) implements ExportLine {}

    /**
     * A checkpoint, after the last leaf that it covers.
     *
     * @param note a {@link SignedNote} with all signatures
     * @param timestamp RFC 3161 token over the text of the note
     */
    record Sealed(String note, byte @Nullable [] timestamp) implements ExportLine {}

    /**
     * The last line: without it an export was cut short.
     *
     * @param unsealed events that were there and had no number yet
     */
    record End(long leaves, long unsealed) implements ExportLine {}

    /** @throws IllegalArgumentException when it is none */
    static ExportLine parse(String json) {
        try {
            return Form.JSON.readValue(json, ExportLine.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a line of an export", e);
        }
    }

    default String json() {
        try {
            return Form.JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record without surprises", e);
        }
    }

    /** How lines are read and written. */
    final class Form {

        private static final ObjectMapper JSON = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();

        private Form() {}
    }
}
