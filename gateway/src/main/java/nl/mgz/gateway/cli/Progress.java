package nl.mgz.gateway.cli;

import java.io.PrintStream;

/** A line that shows how far long work has come: redrawn on a terminal, now and then in a log. */
final class Progress {

    private static final int WIDTH = 30;

    private final PrintStream out = System.err;
    private final boolean terminal = System.console() != null;
    private final String what;
    private final int total;
    private final long started = System.nanoTime();
    private int shownTenth = -1;

    Progress(String what, int total) {
        this.what = what;
        this.total = Math.max(1, total);
    }

    synchronized void show(int done) {
        int tenth = done * 10 / total;
        if (terminal) {
            int filled = Math.min(WIDTH, done * WIDTH / total);
            out.print("\r" + what + " [" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + done + "/" + total
                    + " " + seconds() + " s ");
            if (done >= total) {
                out.println();
            }
        } else if (tenth != shownTenth || done == total) {
            shownTenth = tenth;
            out.println(what + ": " + done + " of " + total + ", " + seconds() + " s");
        }
    }

    private long seconds() {
        return (System.nanoTime() - started) / 1_000_000_000L;
    }
}
