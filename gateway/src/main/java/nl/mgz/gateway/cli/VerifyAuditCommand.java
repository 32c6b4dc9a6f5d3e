package nl.mgz.gateway.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import nl.mgz.gateway.audit.proof.ExportVerifier;
import nl.mgz.gateway.audit.proof.NoteKey;
import nl.mgz.gateway.audit.proof.SignedNote;
import nl.mgz.gateway.identity.crypto.TimeStamps;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "verify-audit",
        description = {
            "Checks an export of an audit trail, offline: that no event was changed, removed or added since it was sealed.",
            "What was cut off at the end, or undone by an older backup, shows against an earlier checkpoint only: keep some."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:nothing is wrong",
            "1:something is, and its first event is named",
            "2:the export cannot be read"
        })
@SuppressWarnings("NullAway.Init")
final class VerifyAuditCommand implements Callable<Integer> {

    @Parameters(paramLabel = "EXPORT", description = "What ./mgz audit export wrote.")
    private Path export;

    @Option(
            names = "--checkpoint",
            paramLabel = "OLD",
            description = "An earlier checkpoint that you kept; may be given more than once.")
    private List<Path> checkpoints = List.of();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Key of the log as it was given to you (name+id+key); may be given more than once.")
    private List<String> keys = List.of();

    @Option(
            names = "--tsa",
            paramLabel = "FILE",
            description = "Certificates (PEM) of the time stamp authority: its time stamps are checked too.")
    private @Nullable Path authority;

    @Override
    public Integer call() {
        try (BufferedReader in = Files.newBufferedReader(export, StandardCharsets.UTF_8)) {
            ExportVerifier.Verdict verdict = ExportVerifier.verify(in, known());
            verdict.lines().forEach(System.out::println);
            if (verdict.good()) {
                System.out.println("Nothing is wrong.");
                return 0;
            }
            System.out.println("WRONG at event " + verdict.firstBad().orElse(0) + ": "
                    + verdict.why().orElse(""));
            return 1;
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("Not verified: " + e.getMessage());
            return 2;
        }
    }

    private ExportVerifier.Known known() throws IOException {
        List<SignedNote> seen = new ArrayList<>();
        for (Path file : checkpoints) {
            seen.add(SignedNote.parse(Files.readString(file, StandardCharsets.UTF_8)));
        }
        return new ExportVerifier.Known(
                keys.stream().map(NoteKey::parse).toList(),
                seen,
                Optional.ofNullable(authority).map(TimeStamps::trusting),
                Clock.systemUTC().instant());
    }
}
