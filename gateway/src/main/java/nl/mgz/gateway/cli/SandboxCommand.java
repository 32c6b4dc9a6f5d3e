package nl.mgz.gateway.cli;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import nl.mgz.gateway.audit.OperatorTrail;
import nl.mgz.gateway.identity.Partners;
import nl.mgz.gateway.loading.FhirEndpoint;
import nl.mgz.gateway.sandbox.RegionLoad;
import nl.mgz.gateway.sandbox.SandboxDatabase;
import nl.mgz.gateway.sandbox.SandboxFolder;
import nl.mgz.gateway.sandbox.SandboxGuide;
import nl.mgz.gateway.sandbox.SandboxPartners;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "sandbox",
        description = "Starts a whole region on this machine: PostgreSQL, the gateway, and synthetic people in it.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
final class SandboxCommand implements Callable<Integer> {

    @Option(names = "--port", description = "Port of the FHIR API, on loopback.")
    private int port = 8080;

    @Option(names = "--management-port", description = "Port of health and metrics, on loopback.")
    private int managementPort = 8081;

    @Option(names = "--tls-port", description = "Port of the FHIR API over mutual TLS, on loopback (0 for none).")
    private int tlsPort = 8443;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep the data in this folder; the next start with it is faster.")
    private @Nullable Path data;

    @Option(names = "--patients", paramLabel = "N", description = "How many clients the region has (0 for none).")
    private int patients = 50;

    @Option(names = "--packages", paramLabel = "DIR", description = "Folder with FHIR packages (.tgz) of the region.")
    private @Nullable Path packages;

    @Option(names = "--seed", description = "Another seed gives other people.")
    private long seed = 1;

    @Override
    public Integer call() throws IOException {
        SandboxFolder folder = data != null ? SandboxFolder.kept(data) : SandboxFolder.temporary();
        SandboxPartners partners = SandboxPartners.in(folder.path(), tlsPort);
        // Beside the start of PostgreSQL, which is waiting for the most part.
        CompletableFuture<Map<String, Object>> identity = CompletableFuture.supplyAsync(() -> identity(partners));
        System.err.println("Starting PostgreSQL in " + folder.path() + " ...");
        SandboxDatabase database = SandboxDatabase.start(folder.path());
        Optional<ClassArchive> archive = ClassArchive.asked();
        AutoCloseable end = () -> {
            archive.ifPresent(ClassArchive::close);
            database.close();
            folder.close();
        };
        System.err.println("Starting the gateway ...");
        Running running;
        try {
            running = Running.start(settings(database, identity.join()), end);
        } catch (RuntimeException e) {
            archive.ifPresent(ClassArchive::close);
            database.close();
            folder.close();
            return Failures.tell(e);
        }
        int status = fill(folder, partners, running);
        archive.ifPresent(ClassArchive::begin);
        return status;
    }

    private static Map<String, Object> identity(SandboxPartners partners) {
        try {
            Map<String, Object> settings = new HashMap<>(partners.mutualTls());
            settings.put("mgz.identity.signing-key", partners.gatewayKey());
            settings.put("mgz.audit.checkpoint-key", partners.checkpointKey());
            settings.putAll(partners.timestamps());
            settings.putAll(partners.mitz());
            return settings;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int fill(SandboxFolder folder, SandboxPartners partners, Running running) {
        try {
            register(partners, running);
            partners.announce(port);
            fill(folder, partners);
            partners.grantFirstClient(running.bean(Partners.class), running.bean(DataSource.class));
            System.out.println(SandboxGuide.text(base(), managementPort, partners));
            return 0;
        } catch (IOException e) {
            System.err.println("The region could not be loaded: " + e.getMessage());
            running.abort();
            return 1;
        }
    }

    private static void register(SandboxPartners partners, Running running) throws IOException {
        try {
            new OperatorTrail(running.bean(DataSource.class), Clock.systemUTC())
                    .recorded("sandbox-registered", Map.of(), () -> {
                        try {
                            partners.register(running.bean(Partners.class));
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private Map<String, Object> settings(SandboxDatabase database, Map<String, Object> identity) {
        Map<String, Object> settings = new HashMap<>(database.settings());
        settings.put("server.port", port);
        settings.put("management.server.port", managementPort);
        settings.put("mgz.address.base", base());
        // Who tries notifications has its receiver on the same machine.
        settings.put("mgz.notify.plain-http", true);
        settings.put("mgz.notify.private-hosts", "localhost:*");
        settings.putAll(identity);
        if (packages != null) {
            settings.put("mgz.definitions.packages", packages.toAbsolutePath());
        }
        return settings;
    }

    private String base() {
        return "http://localhost:" + port + "/fhir";
    }

    /** A kept folder says which clients it has; only the missing ones are added. */
    private void fill(SandboxFolder folder, SandboxPartners partners) throws IOException {
        List<Integer> missing = IntStream.range(0, patients).boxed().collect(Collectors.toCollection(ArrayList::new));
        missing.removeAll(folder.clients());
        if (missing.isEmpty()) {
            return;
        }
        FhirEndpoint endpoint = new FhirEndpoint(FhirContext.forR4Cached(), base());
        Progress progress = new Progress("Loading the region", missing.size());
        AtomicInteger done = new AtomicInteger();
        int resources = new RegionLoad(endpoint, partners, seed).load(missing, client -> {
            folder.rememberClient(client);
            progress.show(done.incrementAndGet());
        });
        System.err.println("The region has " + patients + " clients (" + resources + " resources sent).");
    }
}
