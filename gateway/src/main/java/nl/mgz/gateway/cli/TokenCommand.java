package nl.mgz.gateway.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.sandbox.Persona;
import nl.mgz.gateway.sandbox.SandboxPartners;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "token",
        description = "Prints an access token for a persona of the running sandbox, and nothing else.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:a token was printed", "1:there is none, and standard error says why"})
@SuppressWarnings("NullAway.Init")
final class TokenCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PERSONA", description = "One of those that ./mgz personas lists.")
    private String persona;

    @Option(names = "--purpose", description = "Another purpose of use: ${COMPLETION-CANDIDATES}.")
    private @Nullable Purpose purpose;

    @Option(
            names = "--role",
            paramLabel = "CODE",
            description = "Another role for the person: of UZI, such as 01.015, or of mgz-care-role.")
    private @Nullable String role;

    @Option(names = "--call", paramLabel = "ID", description = "The call that a triage service has open.")
    private @Nullable String call;

    @Option(names = "--break-glass", description = "The person may break the glass in an emergency (purpose ETREAT).")
    private boolean breakGlass;

    @Option(names = "--ttl", paramLabel = "SECONDS", description = "A shorter life than the usual 300 seconds.")
    private @Nullable Integer ttl;

    @Option(
            names = "--mtls",
            description = "Over mutual TLS: the token counts with the certificate of the persona's organisation only.")
    private boolean mutualTls;

    @Option(names = "--port", description = "Port of the sandbox.")
    private int port = 8080;

    @Override
    public Integer call() {
        Persona known = Persona.find(persona).orElse(null);
        if (known == null) {
            System.err.println("No persona is called " + persona + ". There are: "
                    + Persona.ALL.stream().map(Persona::name).collect(Collectors.joining(", ")));
            return 1;
        }
        try {
            SandboxPartners partners = SandboxPartners.running(port);
            String base = "http://localhost:" + port + "/fhir";
            SandboxPartners.Options options = new SandboxPartners.Options(purpose, role, ttl, call, breakGlass);
            System.out.println(
                    (mutualTls ? partners.boundTokens(known, base, options) : partners.tokens(known, base, options))
                            .bearer());
            return 0;
        } catch (IOException e) {
            System.err.println("No token: " + e.getMessage());
            return 1;
        }
    }
}
