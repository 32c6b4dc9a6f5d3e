package nl.mgz.gateway.audit.proof;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * How large the tree was at a moment, and its root (https://c2sp.org/tlog-checkpoint@v1.0.0).
 *
 * @param origin which log this is
 * @param time when it was made; the extension line {@code time} of the text
 */
public record Checkpoint(String origin, long size, byte[] root, Instant time) {

    private static final String TIME = "time ";

    /** @throws IllegalArgumentException when the text is no checkpoint of ours */
    public static Checkpoint parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() == 4
                && lines.get(1).matches("0|[1-9]\\d{0,17}")
                && lines.get(3).startsWith(TIME)) {
            byte[] root = Base64.getDecoder().decode(lines.get(2));
            if (root.length == TreeHash.LENGTH) {
                try {
                    Instant time = Instant.parse(lines.get(3).substring(TIME.length()));
                    return new Checkpoint(lines.get(0), Long.parseLong(lines.get(1)), root, time);
                } catch (DateTimeException e) {
                    throw new IllegalArgumentException("a checkpoint with no time", e);
                }
            }
        }
        throw new IllegalArgumentException("not a checkpoint: origin, size, root and time on a line each");
    }

    public String text() {
        return origin + "\n" + size + "\n" + Base64.getEncoder().encodeToString(root) + "\n" + TIME + time + "\n";
    }
}
