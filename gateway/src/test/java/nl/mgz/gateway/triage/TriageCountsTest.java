package nl.mgz.gateway.triage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import nl.mgz.gateway.triage.TriageCounts.Cell;
import org.hl7.fhir.r4.model.MeasureReport.MeasureReportGroupComponent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Whether somebody who knows the rules finds a small count: every table of reports that there can be, grouped by what is told of it.
 * Where all tables that look the same have the same count in one place, that count is known.
 */
class TriageCountsTest {

    /** Rows of some strata: all that sum to at most so many. */
    @ParameterizedTest
    @CsvSource({"2, 3, 16", "3, 3, 13", "4, 3, 12", "3, 4, 15", "4, 5, 20", "5, 3, 11"})
    void noSmallCountOfARowFollowsFromWhatIsTold(int strata, int smallest, int most) {
        Map<String, Known> byAppearance = new HashMap<>();
        List<long[]> all = new ArrayList<>();
        tables(new long[strata], 0, most, all);
        for (long[] counts : all) {
            Map<String, Long> row = new LinkedHashMap<>();
            long total = 0;
            for (int i = 0; i < strata; i++) {
                row.put("s" + i, counts[i]);
                total += counts[i];
            }
            if (total >= smallest) {
                Set<String> hidden = TriageCounts.hidden(row, smallest);
                StringBuilder told = new StringBuilder("total " + total);
                row.forEach((code, count) -> told.append(hidden.contains(code) ? " ?" : " " + count));
                byAppearance
                        .computeIfAbsent(told.toString(), one -> new Known(strata))
                        .saw(counts);
            }
        }
        assertThat(byAppearance).isNotEmpty();
        byAppearance.forEach((told, known) -> known.requireUnknown(told, smallest));
    }

    /** Whole reports: two urgencies, proposed or not, that were decided on as proposed or otherwise. */
    @Test
    void noSmallCountFollowsFromTheOtherRows() {
        int smallest = 3;
        List<long[]> tables = new ArrayList<>();
        tables(new long[6], 0, 11, tables);
        Map<String, Known> byAppearance = new HashMap<>();
        for (long[] table : tables) {
            List<Cell> cells = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                if (table[i] > 0) {
                    cells.add(new Cell(i / 2 == 2 ? null : "U" + (3 + i / 2), "U" + (3 + i % 2), null, table[i]));
                }
            }
            long total = 0;
            for (long one : table) {
                total += one;
            }
            if (total == 11) {
                byAppearance
                        .computeIfAbsent(told(TriageCounts.group(cells, smallest)), one -> new Known(5))
                        .saw(counts(table));
            }
        }
        assertThat(byAppearance.size()).isGreaterThan(10);
        byAppearance.forEach((told, known) -> known.requireUnknown(told, smallest));
    }

    /** By decision and by override: U3, U4; yes, no, none. */
    private static long[] counts(long[] t) {
        return new long[] {t[0] + t[2] + t[4], t[1] + t[3] + t[5], t[1] + t[2], t[0] + t[3], t[4] + t[5]};
    }

    private static String told(MeasureReportGroupComponent group) {
        StringBuilder told = new StringBuilder();
        told.append(group.getPopulationFirstRep().getCountElement().getValue());
        group.getStratifier().forEach(row -> {
            told.append(" |");
            row.getStratum().forEach(one -> {
                Integer count = one.getPopulationFirstRep().getCountElement().getValue();
                told.append(' ').append(count == null ? "?" : count);
            });
        });
        return told.toString();
    }

    private static void tables(long[] begun, int place, int left, List<long[]> all) {
        if (place == begun.length) {
            all.add(begun.clone());
            return;
        }
        for (int count = 0; count <= left; count++) {
            begun[place] = count;
            tables(begun, place + 1, left - count, all);
        }
        begun[place] = 0;
    }

    /** What the tables that look the same have in each place. */
    private static final class Known {

        private final List<Set<Long>> values = new ArrayList<>();

        private Known(int places) {
            for (int i = 0; i < places; i++) {
                values.add(new HashSet<>());
            }
        }

        private void saw(long[] counts) {
            for (int i = 0; i < counts.length; i++) {
                values.get(i).add(counts[i]);
            }
        }

        private void requireUnknown(String told, int smallest) {
            for (Set<Long> possible : values) {
                assertThat(possible.size() > 1
                                || possible.iterator().next() == 0
                                || possible.iterator().next() >= smallest)
                        .as("%s gives away a count of %s", told, new TreeSet<>(possible))
                        .isTrue();
            }
        }
    }
}
