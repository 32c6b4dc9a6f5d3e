package nl.mgz.gateway.consent;

import java.util.ArrayList;
import java.util.List;
import nl.mgz.gateway.consent.Decision.Effect;

/** M9: which data; with the part of S3 that depends on what matched. */
final class DataCriterion {

    static final int NO_MATCH = -1;
    /** The rank of an entry that names single resources, and of one by author. */
    static final int SINGLE = 3;

    static final int BY_AUTHOR = 2;

    private final List<String> instances = new ArrayList<>();
    private final List<String> related = new ArrayList<>();
    private final List<String> authors = new ArrayList<>();
    private boolean unsupported;

    void add(String meaning, String reference) {
        String bare = Reference.bare(reference);
        switch (meaning) {
            case "instance" -> instances.add(bare);
            case "related" -> related.add(bare);
            case "authoredby" -> authors.add(bare);
            default -> unsupported = true;
        }
    }

    /** The data rank of the most specific entry that matched, or {@link #NO_MATCH}. */
    int match(Effect effect, Item item, Asked asked) {
        if (unsupported && effect == Effect.DENY && asked.uninterpretableDenies()) {
            return SINGLE;
        }
        for (int i = 0; i < instances.size(); i++) {
            if (instances.get(i).equals(item.self())) {
                return SINGLE;
            }
        }
        for (int i = 0; i < related.size(); i++) {
            if (item.isRelatedTo(related.get(i))) {
                return SINGLE;
            }
        }
        for (int i = 0; i < authors.size(); i++) {
            if (item.isAuthor(authors.get(i))) {
                return BY_AUTHOR;
            }
        }
        return NO_MATCH;
    }
}
