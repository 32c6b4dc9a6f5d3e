package nl.mgz.gateway.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import nl.mgz.gateway.identity.SigningKey;
import nl.mgz.gateway.identity.crypto.Ed25519Key;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "key",
        description = {
            "Makes a private key (P-384) in a new file that only you can read, and prints its public half as a JWK set.",
            "For the gateway (mgz.identity.signing-key, the same file on every node) or for a client of it;",
            "with --checkpoints a key (Ed25519) for the checkpoints of the audit trail, the gateway's or a witness's."
        },
        mixinStandardHelpOptions = true)
@SuppressWarnings("NullAway.Init")
final class KeyCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "Where the private key goes; a file that is there is left alone.")
    private Path file;

    @Option(names = "--checkpoints", description = "A key for checkpoints (mgz.audit.checkpoint-key), not for tokens.")
    private boolean checkpoints;

    @Override
    public Integer call() {
        try {
            if (checkpoints) {
                System.out.println(Ed25519Key.create(file).publicJwk());
                return 0;
            }
            System.out.println(SigningKey.create(file).publicKeys());
            return 0;
        } catch (IOException e) {
            System.err.println("No key was made in " + file + ": it is there already, or its folder is not writable");
            return 1;
        }
    }
}
