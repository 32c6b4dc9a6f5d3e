package nl.mgz.gateway.consent.mitz;

import nl.mgz.gateway.patient.Bsn;

/**
 * Counts the notices of Mitz, so that an answer from before a notice is never used after it. {@link #count} is asked before
 * each question, before each use of a kept answer, and once more when an answer comes.
 *
 * <p>{@link NoticesInMemory} holds for one process. Where a gateway has several nodes, a notice that comes in at one must
 * count on all: another implementation keeps the counts in the database, as an ordinary bean.
 */
public interface Notices {

    /** A number that becomes another one with each notice about this patient, and may do so without one. */
    long count(Bsn patient);

    /** A notice about this patient has come. When this returns, {@link #count} gives another number. */
    void about(Bsn patient);

    /** A notice has come and it is not known about whom: as if about everybody. */
    void aboutSomebody();
}
