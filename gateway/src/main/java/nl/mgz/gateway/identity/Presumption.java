package nl.mgz.gateway.identity;

import java.util.Collection;

/**
 * That a caller takes part still, as it did when it was looked up last. It lets a request that only reads go on without that
 * look; no answer leaves before it {@link #holds}.
 */
final class Presumption {

    private final Caller caller;
    private final Partners.Standing standing;
    private final Partners partners;

    Presumption(Caller caller, Partners.Standing standing, Partners partners) {
        this.caller = caller;
        this.standing = standing;
        this.partners = partners;
    }

    Caller caller() {
        return caller;
    }

    /**
     * Whether the caller takes part as it was presumed.
     *
     * @param revisions of the directory, which moves with each change of the register: those that were read for this request and
     *     are looked at once more before the answer leaves. Where there is none, or another than the presumed, the register is asked
     */
    boolean holds(Collection<Long> revisions) {
        boolean read = !revisions.isEmpty() && revisions.stream().allMatch(revision -> revision == standing.revision());
        return read
                || partners.active(caller.clientId())
                        .filter(standing.partner()::equals)
                        .isPresent();
    }
}
