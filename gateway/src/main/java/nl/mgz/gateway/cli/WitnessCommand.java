package nl.mgz.gateway.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import nl.mgz.gateway.audit.proof.NoteKey;
import nl.mgz.gateway.audit.witness.Witness;
import nl.mgz.gateway.loading.Bearer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "witness",
        description = {
            "Watches over the audit trail for one organisation: checks that it only grew since the last time, and signs that.",
            "FOLDER keeps the organisation's key and the last checkpoint that it saw. Keep it safe: it is the proof."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:seen and signed",
            "1:the gateway could not be asked",
            "3:ALARM: the trail is not the one seen before"
        })
@SuppressWarnings("NullAway.Init")
final class WitnessCommand implements Callable<Integer> {

    private static final int ALARM = 3;

    @Parameters(paramLabel = "FOLDER", description = "Where key and checkpoint are kept; made when it is not there.")
    private Path folder;

    @Option(names = "--name", required = true, description = "Name of this witness, for example zorg.example/witness.")
    private String name;

    @Option(
            names = "--log-key",
            paramLabel = "KEY",
            description = "Key of the trail (name+id+key), as the operator gave it; needed the first time only.")
    private @Nullable String logKey;

    @Option(names = "--every", paramLabel = "SECONDS", description = "Go on and do it again; 0 for once.")
    private int every;

    @Option(names = "--show-key", description = "Only print the key of this witness, for ./mgz partner witness.")
    private boolean showKey;

    @Mixin
    private CallerOptions caller;

    @Override
    public Integer call() {
        try {
            Witness witness = new Witness(folder, name, logKey(), URI.create(caller.base()), Clock.systemUTC());
            if (showKey) {
                System.out.println(witness.key());
                return 0;
            }
            Bearer bearer = caller.bearer("care");
            int status = round(witness, bearer);
            while (every > 0 && status == 0) {
                TimeUnit.SECONDS.sleep(every);
                status = round(witness, bearer);
            }
            return status;
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("Nothing was signed: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static int round(Witness witness, Bearer bearer) throws IOException {
        Witness.Round round = witness.round(bearer.bearer());
        if (round instanceof Witness.Round.Alarm alarm) {
            System.out.println(
                    "ALARM: " + alarm.why() + ". Nothing was signed; keep the folder and tell the other witnesses.");
            return ALARM;
        }
        System.out.println(
                round instanceof Witness.Round.Signed signed
                        ? "Signed: " + signed.to() + " events, " + (signed.to() - signed.from())
                                + " more than the last time."
                        : "There is no checkpoint yet.");
        return 0;
    }

    private NoteKey logKey() throws IOException {
        Path file = folder.resolve("log-key");
        if (logKey != null) {
            Files.createDirectories(folder);
            Files.writeString(file, NoteKey.parse(logKey).toString(), StandardCharsets.UTF_8);
        }
        if (!Files.exists(file)) {
            throw new IOException("give the key of the trail once, with --log-key: ./mgz audit key prints it");
        }
        return NoteKey.parse(Files.readString(file, StandardCharsets.UTF_8));
    }
}
