package nl.mgz.gateway.walk;

import java.util.Arrays;
import java.util.stream.Collectors;

/** A failure for the log: its classes and places. Messages stay out, for they quote what was sent. */
final class StackOf {

    private static final int FRAMES = 12;

    private StackOf() {}

    static String withoutMessages(Throwable failure) {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 6; cause = cause.getCause(), depth++) {
            text.append(depth == 0 ? "" : "\ncaused by ")
                    .append(cause.getClass().getName())
                    .append('\n');
            text.append(Arrays.stream(cause.getStackTrace())
                    .limit(FRAMES)
                    .map(frame -> "    at " + frame)
                    .collect(Collectors.joining("\n")));
        }
        return text.toString();
    }
}
