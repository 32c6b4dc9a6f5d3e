package nl.mgz.gateway.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
        Path folder = Files.createDirectories(path.toAbsolutePath());
        if (Files.exists(folder.resolve(OWNER_PID)) && !hasNoOwner(folder)) {
            throw new IOException("Another sandbox uses " + folder + " now: stop it first, or name another folder");
        }
        Files.writeString(
                folder.resolve(OWNER_PID),
                String.valueOf(ProcessHandle.current().pid()));
        return new SandboxFolder(folder, true);
    }

    /** Clears away first what killed sandboxes have left: their PostgreSQL and their folder. */
    public static SandboxFolder temporary() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        try (Stream<Path> left = Files.list(parent)) {
            for (Path folder : left.filter(SandboxFolder::isAbandoned).toList()) {
                sweep(folder);
            }
        }
        Path path = Files.createTempDirectory(PREFIX);
        Files.writeString(
                path.resolve(OWNER_PID), String.valueOf(ProcessHandle.current().pid()));
        return new SandboxFolder(path, false);
    }

    /** Two that start at one moment clear away the same: what is gone meanwhile was done by the other. */
    private static void sweep(Path folder) throws IOException {
        try {
            OrphanPostgres.stop(folder.resolve("postgres"));
            delete(folder);
        } catch (NoSuchFileException e) {
            // The other was faster.
        } catch (UncheckedIOException e) {
            if (!(e.getCause() instanceof NoSuchFileException)) {
                throw e.getCause();
            }
        }
    }

    private static boolean isAbandoned(Path folder) {
        return folder.getFileName().toString().startsWith(PREFIX)
                && Files.isReadable(folder.resolve(OWNER_PID))
                && hasNoOwner(folder);
    }

    /** Process numbers are used again: only a Java process can be a gateway. */
    private static boolean hasNoOwner(Path folder) {
        try {
            long pid =
                    Long.parseLong(Files.readString(folder.resolve(OWNER_PID)).strip());
            return ProcessHandle.of(pid)
                    .filter(process -> process.info().command().orElse("").contains("java"))
                    .isEmpty();
        } catch (IOException | NumberFormatException e) {
            return false;
        }
    }

    public Path path() {
        return path;
    }

    /** Which clients of the synthetic region are in it, by index. A sandbox that was killed goes on after them. */
    public Set<Integer> clients() throws IOException {
        Path file = path.resolve(CLIENTS);
        if (!Files.exists(file)) {
            return Set.of();
        }
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> !line.isBlank()).map(Integer::valueOf).collect(Collectors.toSet());
        }
    }

    public synchronized void rememberClient(int index) {
        try {
            Files.writeString(
                    path.resolve(CLIENTS), index + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (keep) {
            Files.deleteIfExists(path.resolve(OWNER_PID));
        } else {
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
