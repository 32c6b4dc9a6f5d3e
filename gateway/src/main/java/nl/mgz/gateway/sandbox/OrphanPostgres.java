package nl.mgz.gateway.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL that lived on when its gateway was killed. Its own pid file names it; only a postgres on that folder is ended. */
final class OrphanPostgres {

    private OrphanPostgres() {}

    /** @param data the data folder that is about to be used */
    static void stop(Path data) throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile);
        Optional<ProcessHandle> orphan = lines.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.get(0).strip()));
        if (orphan.isEmpty()) {
            Files.deleteIfExists(pidFile);
        } else if (isPostgresOn(orphan.get(), data)) {
            end(orphan.get());
            Files.deleteIfExists(pidFile);
        }
    }

    private static boolean isPostgresOn(ProcessHandle process, Path data) {
        String command = process.info().commandLine().orElse("");
        return command.contains("postgres") && command.contains(data.toString());
    }

    private static void end(ProcessHandle process) {
        process.destroy();
        try {
            process.onExit().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(
                    "A PostgreSQL of an earlier sandbox (process " + process.pid() + ") does not end; end it by hand",
                    e);
        }
    }
}
