package nl.mgz.gateway.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where a sandbox keeps its data: a folder of the user's that stays, or one of its own that goes with it. */
public final class SandboxFolder implements AutoCloseable {

    private static final String PREFIX = "mgz-sandbox-";
    private static final String OWNER_PID = "gateway.pid";
    private static final String CLIENTS = "clients";

    private final Path path;
    private final boolean keep;

    private SandboxFolder(Path path, boolean keep) {
        this.path = path;
        this.keep = keep;
    }

    public static SandboxFolder kept(Path path) throws IOException {
        return new SandboxFolder(Files.createDirectories(path.toAbsolutePath()), true);
    }

    /** Clears away first what killed sandboxes have left: their PostgreSQL and their folder. */
    public static SandboxFolder temporary() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try (Stream<Path> left = Files.list(parent)) {
            for (Path folder : left.filter(SandboxFolder::isAbandoned).toList()) {
                OrphanPostgres.stop(folder.resolve("postgres"));
                delete(folder);
            }
        }
        Path path = Files.createTempDirectory(PREFIX);
        Files.writeString(path.resolve(OWNER_PID), String.valueOf(ProcessHandle.current().pid()));
        return new SandboxFolder(path, false);
    }

    private static boolean isAbandoned(Path folder) {
        Path pid = folder.resolve(OWNER_PID);
        if (!folder.getFileName().toString().startsWith(PREFIX) || !Files.isReadable(pid)) {
            return false;
        }
        try {
            return ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).isEmpty();
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    public Path path() {
        return path;
    }

    /** How many clients of the synthetic region are in it. */
    public int clients() throws IOException {
        Path file = path.resolve(CLIENTS);
        return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
    }

    public void rememberClients(int clients) throws IOException {
        Files.writeString(path.resolve(CLIENTS), String.valueOf(clients));
    }

    @Override
    public void close() throws IOException {
        if (!keep) {
            delete(path);
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path one : all) {
            Files.deleteIfExists(one);
        }
    }
}
