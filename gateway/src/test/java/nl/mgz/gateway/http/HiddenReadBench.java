package nl.mgz.gateway.http;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import nl.mgz.gateway.identity.OrganizationKind;
import org.junit.jupiter.api.Test;

/**
 * Whether the time of an answer tells what is hidden from what is not there: both are read by id in turns. No test: it asserts
 * nothing and runs only when it is named. docs/security.md has the figures.
 */
class HiddenReadBench {

    private static final int WARM = 300;
    private static final int TIMES = 600;
    private static final int RECORDS = 20;

    @Test
    void run() throws Exception {
        Map<String, Object> unlimited = new HashMap<>(
                Map.of("mgz.limits.client-per-minute", 10_000_000, "mgz.limits.organization-per-minute", 10_000_000));
        try (Gateway gateway = Gateway.start(Gateway.SharedDatabase.get(), unlimited, Statements::count)) {
            Organisation practice = new Organisation(gateway, OrganizationKind.GP);
            Organisation stranger = new Organisation(gateway, OrganizationKind.CARE);
            List<String> patients = new ArrayList<>();
            List<String> problems = new ArrayList<>();
            for (int i = 0; i < RECORDS; i++) {
                String patient = practice.store("Patient", People.patient(People.newBsn(), "Meting", "1961-04-03"));
                patients.add("Patient/" + patient);
                problems.add("Condition/" + practice.store("Condition", People.condition(patient, "Klacht")));
            }
            compare("Condition", stranger, problems);
            compare("Patient", stranger, patients);
        }
    }

    private static void compare(String type, Organisation who, List<String> hidden) throws Exception {
        String one = hidden.get(0);
        System.out.printf(
                "BENCH | GET %s/[id], SQL statements | %d hidden | %d absent |%n",
                type,
                Statements.of(() -> read(who, one)),
                Statements.of(() -> read(who, type + "/" + UUID.randomUUID())));
        long[] ofHidden = new long[TIMES];
        long[] ofAbsent = new long[TIMES];
        for (int i = -WARM; i < TIMES; i++) {
            String path = hidden.get(Math.floorMod(i, hidden.size()));
            // Who comes first changes, so that neither has what the other warmed.
            boolean first = i % 2 == 0;
            long a = first ? read(who, path) : 0;
            long b = read(who, type + "/" + UUID.randomUUID());
            a = first ? a : read(who, path);
            if (i >= 0) {
                ofHidden[i] = a;
                ofAbsent[i] = b;
            }
        }
        Arrays.sort(ofHidden);
        Arrays.sort(ofAbsent);
        for (int percent : new int[] {5, 25, 50, 75, 95}) {
            System.out.printf(
                    "BENCH | GET %s/[id], p%d in ms | %.2f hidden | %.2f absent |%n",
                    type, percent, at(ofHidden, percent), at(ofAbsent, percent));
        }
        System.out.printf(
                "BENCH | GET %s/[id], hidden slower than absent | %.0f %% of pairs |%n",
                type, over(ofHidden, ofAbsent));
    }

    private static double at(long[] sorted, int percent) {
        return sorted[sorted.length * percent / 100] / 1e6;
    }

    /** How often one at random of the first takes longer than one of the second: 50 tells nothing. */
    private static double over(long[] these, long[] those) {
        long longer = 0;
        for (long one : these) {
            for (long other : those) {
                longer += one > other ? 1 : 0;
            }
        }
        return 100.0 * longer / ((long) these.length * those.length);
    }

    private static long read(Organisation who, String path) throws IOException {
        long from = System.nanoTime();
        int status = who.get(path).status();
        if (status != 404) {
            throw new IOException(status + " for " + path);
        }
        return System.nanoTime() - from;
    }
}
