package nl.mgz.gateway.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import nl.mgz.gateway.sandbox.SandboxDatabase;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "sandbox",
        description = "Starts a whole region on this machine: PostgreSQL, the gateway and synthetic people.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class SandboxCommand implements Callable<Integer> {

    @Option(names = "--port", description = "Port of the FHIR API, on loopback.")
    private int port = 8080;

    @Option(names = "--management-port", description = "Port of health and metrics, on loopback.")
    private int managementPort = 8081;

    @Option(names = "--data", description = "Keep the data in this folder; the next start with it is faster.")
    private @Nullable Path data;

    @Option(names = "--patients", description = "How many clients the region has.")
    private int patients = 50;

    @Override
    public Integer call() throws Exception {
        Path folder = data != null ? data.toAbsolutePath() : Files.createTempDirectory("mgz-sandbox-");
        SandboxDatabase database = SandboxDatabase.start(folder);
        Map<String, Object> settings = new HashMap<>(database.settings());
        settings.put("server.port", port);
        settings.put("management.server.port", managementPort);
        settings.put("mgz.address.base", "http://localhost:" + port + "/fhir");
        try {
            Running.start(settings, database);
            return 0;
        } catch (RuntimeException e) {
            database.close();
            return Failures.tell(e);
        }
    }
}
