package nl.mgz.gateway.identity.crypto;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that only their owner can read, from their first byte on. */
public final class PrivateFiles {

    private PrivateFiles() {}

    /** @throws IOException also when the file is there: nothing is overwritten */
    public static void create(Path file) throws IOException {
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** The same with something in it. */
    public static void create(Path file, String text) throws IOException {
        create(file);
        Files.writeString(file, text, StandardOpenOption.WRITE);
    }
}
