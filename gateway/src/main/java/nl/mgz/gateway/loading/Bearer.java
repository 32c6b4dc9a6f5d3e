package nl.mgz.gateway.loading;

import java.io.IOException;

/** Where an access token comes from, each time one is needed. */
@FunctionalInterface
public interface Bearer {

    /** @throws IOException when there is none to be had; the message says why */
    String bearer() throws IOException;
}
