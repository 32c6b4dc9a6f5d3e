package nl.mgz.gateway.consent;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Files that a command names and that are no part of the product. */
final class Outside {

    private Outside() {}

    /**
     * A file or folder; a relative name is looked for where the tests run (the module) and in its parent, where the command was
     * given.
     *
     * @throws AssertionError when it is in neither: who names a file means it to be read
     */
    static Path named(String name) {
        return Stream.of(Path.of(name), Path.of("..").resolve(name))
                .map(path -> path.toAbsolutePath().normalize())
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        name + " is neither in " + Path.of("").toAbsolutePath() + " nor in the folder above it"));
    }
}
