package nl.mgz.gateway.identity;

/** There is no key to sign tokens with. Its message is one line for the operator. */
public final class UnusableKeyException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    UnusableKeyException(String line) {
        super(line);
    }
}
