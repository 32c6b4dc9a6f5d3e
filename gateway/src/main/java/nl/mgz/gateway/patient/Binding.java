package nl.mgz.gateway.patient;

import nl.mgz.gateway.capability.DataCategory;
import org.jspecify.annotations.Nullable;

/**
 * What a stored resource is about and who wrote it.
 *
 * @param patientId id of the one regional Patient; null for what is about nobody
 * @param authorUra organisation that wrote it first
 */
public record Binding(
        String resourceType, String resourceId, @Nullable String patientId, String authorUra, DataCategory category) {}
