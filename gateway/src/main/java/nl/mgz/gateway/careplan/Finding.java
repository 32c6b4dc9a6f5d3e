package nl.mgz.gateway.careplan;

/**
 * What a reader of a plan must know beside it.
 *
 * @param warning whether meaning is lost, or a decision may not be what it seems; else a remark
 * @param text in English, without anything of somebody's record
 * @param about reference of the resource, as {@code Type/id}
 */
public record Finding(boolean warning, String text, String about) {}
