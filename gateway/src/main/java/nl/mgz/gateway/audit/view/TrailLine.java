package nl.mgz.gateway.audit.view;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One line of the trail, as it is stored.
 *
 * @param id of the line itself, unique where a request has several
 * @param event its fields, as {@code docs/audit.md} names them
 */
public record TrailLine(String id, JsonNode event) {

    /** Who looked at whose data does not belong in a log by accident. */
    @Override
    public String toString() {
        return "TrailLine[" + id + "]";
    }
}
