package nl.mgz.gateway.refusal;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A failure for the log: its classes and places. Messages stay out, for they quote what was sent. */
public final class StackOf {

    private static final int FRAMES = 12;
    private static final int DEEPEST = 6;
    private static final String OURS = "nl.mgz.gateway.";

    private StackOf() {}

    /** All of it, as far as is told of any failure. */
    public static String withoutMessages(Throwable failure) {
        StringBuilder text = new StringBuilder();
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < DEEPEST; cause = cause.getCause(), depth++) {
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

    /** Classes from the outermost inwards, the states of SQL by which an operator knows what is wrong, and where of us it was. */
    public static String inOneLine(Throwable failure) {
        StringBuilder text = new StringBuilder();
        String place = "";
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < DEEPEST; cause = cause.getCause(), depth++) {
            text.append(depth == 0 ? "" : " < ").append(cause.getClass().getSimpleName());
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                text.append(" (SQL state ").append(sql.getSQLState()).append(')');
            }
            place = Arrays.stream(cause.getStackTrace())
                    .filter(frame -> frame.getClassName().startsWith(OURS))
                    .findFirst()
                    .map(frame -> " at " + frame)
                    .orElse(place);
        }
        return text + place;
    }
}
