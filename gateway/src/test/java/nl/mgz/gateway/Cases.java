package nl.mgz.gateway;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real data that nobody of this project wrote; they live outside the product. */
public final class Cases {

    private Cases() {}

    /** The folder given by {@code -Dcases=DIR}; by default one beside the clone. */
    public static Path root() {
        String given = System.getProperty("cases", "");
        // Maven runs a module's tests in the module's folder.
        return given.isBlank()
                ? Path.of("../../shared/cases").toAbsolutePath().normalize()
                : Path.of(given).toAbsolutePath();
    }

    /** A case set; the test is skipped, and says so, where it is not there. */
    public static Path folder(String name) {
        Path folder = root().resolve(name);
        Assumptions.assumeTrue(
                Files.isDirectory(folder),
                () -> "skipped: no case set " + name + " in " + root() + " (-Dcases=DIR names another place)");
        return folder;
    }
}
