package nl.mgz.gateway.loading;

/**
 * What became of one resource.
 *
 * @param source where it came from
 * @param reason why it was refused; empty when it was accepted
 */
public record Outcome(String source, String reason) {

    static Outcome accepted(String source) {
        return new Outcome(source, "");
    }

    static Outcome refused(String source, String reason) {
        return new Outcome(source, reason);
    }

    public boolean isAccepted() {
        return reason.isEmpty();
    }
}
