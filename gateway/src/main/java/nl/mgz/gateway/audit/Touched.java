package nl.mgz.gateway.audit;

/**
 * One version of one resource that was shown or changed.
 *
 * @param version empty where there is none, as after a deletion
 */
public record Touched(String type, String id, String version) {}
