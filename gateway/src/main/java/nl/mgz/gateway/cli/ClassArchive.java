package nl.mgz.gateway.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the archive of loaded classes that lets the next start skip finding, reading and verifying twenty thousand of
 * them (class data sharing). The launcher asks for it by two system properties; it is made by a child process at the
 * lowest priority, once a build.
 */
final class ClassArchive implements AutoCloseable {

    /** Where the JVM writes the names of the classes it loads (-XX:DumpLoadedClassList). */
    private static final String LIST = "mgz.class-list";

    private static final String ARCHIVE = "mgz.class-archive";

    private static final String APPLICATION = System.getProperty("java.class.path");

    /** How the child ends when somebody stops the gateway from the keyboard, or its whole group. */
    private static final int INTERRUPTED = 130;

    private static final int TERMINATED = 143;

    /** How it ends when the machine has no memory left for it. */
    private static final int KILLED = 137;

    private static final int LONGEST_END_MILLIS = 5_000;

    private final Path list;
    private final Path archive;
    private volatile @Nullable Thread thread;
    private volatile @Nullable Process making;
    private volatile boolean closed;

    private ClassArchive(Path list, Path archive) {
        this.list = list;
        this.archive = archive;
    }

    /** @return empty when the launcher did not ask, because there is an archive or it may not be used */
    static Optional<ClassArchive> asked() {
        String list = System.getProperty(LIST);
        String archive = System.getProperty(ARCHIVE);
        return list == null || archive == null
                ? Optional.empty()
                : Optional.of(new ClassArchive(Path.of(list), Path.of(archive)));
    }

    /** Begins now, when most classes that a start needs have been seen, and returns at once. */
    void begin() {
        Thread mine = new Thread(this::make, "class-archive");
        mine.setDaemon(true);
        thread = mine;
        mine.start();
    }

    private void make() {
        Path part = archive.resolveSibling(
                archive.getFileName() + "." + ProcessHandle.current().pid());
        // In a file of its own: this JVM goes on writing to the list where it was, in the middle of a name.
        Path names = list.resolveSibling(list.getFileName() + ".usable");
        try {
            ClassList usable = ClassList.usable(whole(), Path.of(APPLICATION));
            int ended = dump(usable, names, part);
            if (ended != 0 && !stopped(ended)) {
                System.err.println("No archive of classes with lambdas: java -Xshare:dump ended with " + ended);
                ended = dump(usable.withoutLambdas(), names, part);
            }
            if (ended == 0) {
                Files.move(part, archive, StandardCopyOption.ATOMIC_MOVE);
            } else if (!stopped(ended)) {
                // Not again at each start of this build: the launcher looks for it.
                Files.createFile(archive.resolveSibling(archive.getFileName() + ".failed"));
                System.err.println("The next start will not be faster: java -Xshare:dump ended with " + ended);
            }
        } catch (IOException e) {
            System.err.println("The next start will not be faster: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            part.toFile().delete();
            names.toFile().delete();
            list.toFile().delete();
        }
    }

    /** The JVM still writes to the list: its last line may be half a name. */
    private List<String> whole() throws IOException {
        List<String> lines = Files.readAllLines(list, StandardCharsets.UTF_8);
        return lines.subList(0, Math.max(0, lines.size() - 1));
    }

    /** @return how the child ended, 0 if the archive is there */
    private int dump(ClassList classes, Path names, Path part) throws IOException, InterruptedException {
        if (closed) {
            return KILLED;
        }
        Files.write(names, classes.lines(), StandardCharsets.UTF_8);
        Process child = new ProcessBuilder(command(names, part))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        making = child;
        if (closed) {
            child.destroyForcibly();
        }
        givesWay(child);
        return child.waitFor();
    }

    /** Where memory runs out it is the first to go, and not the gateway. */
    private static void givesWay(Process child) throws IOException {
        Path score = Path.of("/proc", String.valueOf(child.pid()), "oom_score_adj");
        if (Files.isWritable(score)) {
            Files.writeString(score, "1000");
        }
    }

    private boolean stopped(int ended) {
        return closed || ended == INTERRUPTED || ended == TERMINATED || ended == KILLED;
    }

    private static List<String> command(Path names, Path part) {
        return List.of(
                "nice",
                "-n",
                "19",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:dump",
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:SharedClassListFile=" + names,
                "-XX:SharedArchiveFile=" + part,
                "-XX:ErrorFile=" + part + ".crash",
                "-cp",
                APPLICATION);
    }

    /** Ends what is being made and leaves nothing of it behind. */
    @Override
    public void close() {
        closed = true;
        Process child = making;
        if (child != null) {
            child.destroyForcibly();
        }
        Thread mine = thread;
        if (mine == null) {
            list.toFile().delete();
            return;
        }
        try {
            mine.join(LONGEST_END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
