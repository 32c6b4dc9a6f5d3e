package nl.mgz.gateway.labels;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How sensitive something is.
 *
 * <p>INVARIANT: what has a sensitivity code is at least restricted; nothing is below normal.
 *
 * @param sensitivity codes of v3-ActCode and of our own mgz-sensitivity, which share none
 */
public record Labels(Confidentiality confidentiality, SortedSet<String> sensitivity) {

    /** Nothing special. */
    public static final Labels NORMAL = new Labels(Confidentiality.N, new TreeSet<>());

    public Labels {
        sensitivity = Collections.unmodifiableSortedSet(new TreeSet<>(sensitivity));
        confidentiality = confidentiality.orHigher(sensitivity.isEmpty() ? Confidentiality.N : Confidentiality.R);
    }

    static Labels of(Confidentiality confidentiality, Collection<String> sensitivity) {
        return new Labels(confidentiality, new TreeSet<>(sensitivity));
    }

    /** The higher level and the codes of both. */
    public Labels raise(Labels other) {
        TreeSet<String> both = new TreeSet<>(sensitivity);
        both.addAll(other.sensitivity);
        return new Labels(confidentiality.orHigher(other.confidentiality), both);
    }
}
