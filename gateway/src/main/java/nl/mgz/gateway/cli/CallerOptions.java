package nl.mgz.gateway.cli;

import java.io.IOException;
import java.net.URI;
import nl.mgz.gateway.loading.Bearer;
import nl.mgz.gateway.sandbox.Persona;
import nl.mgz.gateway.sandbox.SandboxPartners;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which gateway a command speaks to, and as whom. */
final class CallerOptions {

    @Option(names = "--to", description = "FHIR base of the gateway.")
    private String base = "http://localhost:8080/fhir";

    @Option(names = "--persona", description = "As whom, in a sandbox: one of those that ./mgz personas lists.")
    private @Nullable String persona;

    @Option(names = "--token", description = "An access token, for another gateway than a sandbox.")
    private @Nullable String token;

    @SuppressWarnings("NullAway.Init")
    CallerOptions() {}

    String base() {
        return base;
    }

    /** @param usual the persona when none is named */
    Bearer bearer(String usual) throws IOException {
        String given = token;
        if (given != null) {
            return () -> given;
        }
        return partners().tokens(persona(usual), base, SandboxPartners.Options.NONE);
    }

    Persona persona(String usual) throws IOException {
        String name = persona == null ? usual : persona;
        return Persona.find(name)
                .orElseThrow(() -> new IOException("no persona is called " + name + "; ./mgz personas lists them"));
    }

    private SandboxPartners partners() throws IOException {
        int port = URI.create(base).getPort();
        return SandboxPartners.running(port < 0 ? 80 : port);
    }
}
