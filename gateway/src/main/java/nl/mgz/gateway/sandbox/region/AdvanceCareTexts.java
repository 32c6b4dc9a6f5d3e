package nl.mgz.gateway.sandbox.region;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What people say in a conversation about wishes and limits of treatment, as read from advance-care.json. */
record AdvanceCareTexts(
        List<Policy> policies,
        List<Treatment> treatments,
        List<Other> others,
        Map<String, List<String>> comments,
        Map<String, List<String>> commentsRepresented,
        Map<String, List<String>> wishes,
        Map<String, List<String>> purpose,
        List<Place> place,
        Map<String, String> placeNote,
        Map<String, String> capacity) {

    /**
     * A medical policy goal, with the decisions that go with it.
     *
     * @param weight how common it is, per way of addressing the client
     * @param decisions per treatment the decisions to choose from: permit, deny or conditional
     */
    record Policy(
            String key,
            String code,
            String display,
            Map<String, Integer> weight,
            Map<String, List<String>> decisions) {}

    /** @param conditional the conditions under which the treatment is still wanted */
    record Treatment(String key, String code, String display, List<String> conditional) {}

    /**
     * A treatment that has no code in the Dutch list.
     *
     * @param needs problems or a team with which the question comes up; empty: always
     */
    record Other(String text, List<String> needs, String conditional) {}

    /** @param home where someone lives for whom this place is the usual wish */
    record Place(String code, String display, List<String> home) {}

    private static final AdvanceCareTexts SHARED = RegionFiles.object("advance-care.json", AdvanceCareTexts.class);

    /** What the texts hold under this key; that it is there is a matter of the resource file. */
    static <T> T of(Map<String, T> texts, String key) {
        return Objects.requireNonNull(texts.get(key), key);
    }

    static AdvanceCareTexts shared() {
        return SHARED;
    }
}
