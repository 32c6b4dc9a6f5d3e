package nl.mgz.gateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class SandboxFolderTest {

    private static final int LEFT = 5;
    private static final int FILES = 200;
    private static final int STARTING = 4;

    /** As a killed sandbox leaves it: the process that owned it is not there. */
    private static Path abandoned() throws IOException {
        Path folder = Files.createTempDirectory("mgz-sandbox-");
        for (int i = 0; i < FILES; i++) {
            Files.writeString(
                    Files.createDirectories(folder.resolve("postgres/" + i)).resolve("file"), "x");
        }
        Files.writeString(folder.resolve("gateway.pid"), String.valueOf(Integer.MAX_VALUE));
        return folder;
    }

    @Test
    void sandboxesThatStartAtOneMomentClearAwayTheSame() throws Exception {
        List<Path> left = new ArrayList<>();
        for (int i = 0; i < LEFT; i++) {
            left.add(abandoned());
        }
        ExecutorService threads = Executors.newFixedThreadPool(STARTING);
        List<Future<SandboxFolder>> starting = new ArrayList<>();
        for (int i = 0; i < STARTING; i++) {
            starting.add(threads.submit(SandboxFolder::temporary));
        }
        for (Future<SandboxFolder> one : starting) {
            try (SandboxFolder folder = one.get()) {
                assertThat(folder.path()).isDirectory();
            }
        }
        threads.shutdown();
        assertThat(left).allSatisfy(folder -> assertThat(folder).doesNotExist());
    }
}
