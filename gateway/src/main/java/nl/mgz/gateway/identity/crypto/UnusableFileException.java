package nl.mgz.gateway.identity.crypto;

/** A file with a key or a certificate, or what a setting says of one, cannot be used. Its message is one line for the operator, without the content. */
public final class UnusableFileException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    public UnusableFileException(String line) {
        super(line);
    }
}
