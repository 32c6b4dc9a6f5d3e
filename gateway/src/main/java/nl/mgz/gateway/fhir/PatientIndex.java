package nl.mgz.gateway.fhir;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What HAPI's indexes hold of the resources of one type about one patient. It says of them what a search in the database would
 * say, for it holds the same rows.
 *
 * @param entries in the order of their ids
 */
record PatientIndex(List<Entry> entries) {

    /**
     * One resource.
     *
     * @param tokens hashes of HAPI's, sorted: of each token by system, by value and by both
     */
    record Entry(String id, long[] tokens, List<Dates> dates, List<Link> links) {

        boolean hasToken(long hash) {
            return Arrays.binarySearch(tokens, hash) >= 0;
        }

        Stream<Dates> dates(long parameter) {
            return dates.stream().filter(one -> one.parameter() == parameter);
        }

        boolean refersTo(List<String> paths, String type, String target) {
            return links.stream()
                    .anyMatch(one -> one.id().equals(target) && one.type().equals(type) && paths.contains(one.path()));
        }

        /** An estimate for the cache, in bytes. */
        int size() {
            return 150 + tokens.length * Long.BYTES + dates.size() * 80 + links.size() * 100;
        }
    }

    /**
     * What is indexed of one date or period.
     *
     * @param parameter HAPI's hash of type and parameter
     * @param low milliseconds since 1970
     * @param lowDay as 20261122
     */
    record Dates(
            long parameter,
            @Nullable Long low,
            @Nullable Long high,
            @Nullable Integer lowDay,
            @Nullable Integer highDay) {}

    /** @param path the element that refers */
    record Link(String path, String type, String id) {}

    List<String> ids(Predicate<Entry> asked, Comparator<Entry> order) {
        List<Entry> found = new ArrayList<>();
        for (Entry entry : entries) {
            if (asked.test(entry)) {
                found.add(entry);
            }
        }
        // In the order of the ids already, and that is what decides between equals.
        found.sort(order);
        return found.stream().map(Entry::id).toList();
    }

    /** By where a date begins; what has none comes last, whichever way is asked. */
    static Comparator<Entry> byDate(long parameter, boolean ascending) {
        Comparator<Long> order = ascending ? Comparator.naturalOrder() : Comparator.reverseOrder();
        return Comparator.comparing(entry -> first(entry, parameter, order), Comparator.nullsLast(order));
    }

    private static @Nullable Long first(Entry entry, long parameter, Comparator<Long> order) {
        return entry.dates(parameter)
                .map(Dates::low)
                .filter(Objects::nonNull)
                .min(order)
                .orElse(null);
    }
}
