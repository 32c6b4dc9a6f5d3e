package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import nl.mgz.gateway.http.RandomRegion.Item;
import nl.mgz.gateway.http.RandomRegion.Member;
import nl.mgz.gateway.http.RandomRegion.Person;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.ClientTokens;
import nl.mgz.gateway.sandbox.SandboxDatabase;
import nl.mgz.gateway.sandbox.SandboxFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The property on which the rest stands: whatever a caller searches, result, total, order, pages and refusals are those of the
 * same search on another database that holds only what this caller may see. What that is, reading by id says, and the naive
 * model of the rules must say the same. Records, consents, callers and searches are random, of all types and parameters that are
 * served. The seed is one for every build, so that a build says something of the change in it; {@code -Dconsent.seed} takes another,
 * {@code -Dconsent.seed=0} a new one, which is printed; {@code -Dconsent.queries} says how many comparisons (500; a night does
 * 10,000 of a new seed).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsentedSearchTest {

    private static final int COMPARISONS = Integer.getInteger("consent.queries", 500);
    private static final long SEED = Long.getLong("consent.seed", 20_261_123) == 0
            ? System.nanoTime()
            : Long.getLong("consent.seed", 20_261_123);

    /** Comparisons in one region, patients in it, and how many times somebody looks at one of those. */
    private static final int ROUND = 100;

    private static final int PEOPLE = 2;
    private static final int VIEWS = 8;
    private static final int MOST_FAULTS = 12;

    private final Random random = new Random(SEED);
    private final Map<String, Integer> types = new TreeMap<>();
    private int copier;

    private Gateway whole;
    private Gateway part;
    private SandboxDatabase database;
    private SandboxFolder folder;

    private final List<String> faults = new ArrayList<>();
    private int matches;
    private int refusals;
    private int hidden;
    private int judged;

    /** What a caller sees of somebody, and where it is in the other database: ids there by ids here. */
    private record View(Member caller, Person person, ClientTokens there, Map<String, String> places) {}

    @BeforeAll
    void start() throws IOException {
        System.out.println("ConsentedSearchTest: -Dconsent.seed=" + SEED);
        Map<String, Object> unlimited =
                Map.of("mgz.limits.client-per-minute", 10_000_000, "mgz.limits.organization-per-minute", 10_000_000);
        whole = Gateway.shared();
        folder = SandboxFolder.temporary();
        database = SandboxDatabase.start(folder.path());
        part = Gateway.start(database, unlimited);
        copier = 94_000_000 + random.nextInt(900_000);
    }

    @AfterAll
    void stop() throws IOException {
        part.close();
        database.close();
        folder.close();
    }

    @Test
    void aSearchAnswersAsIfOnlyWhatMayBeSeenWereThere() {
        int done = 0;
        int regions = 0;
        while (done < COMPARISONS && faults.size() < MOST_FAULTS) {
            RandomRegion region = new RandomRegion(random, whole, PEOPLE);
            regions++;
            List<View> views = views(region);
            for (int i = 0; i < ROUND && done < COMPARISONS; i++, done++) {
                View view = views.get(random.nextInt(views.size()));
                noting(() -> compare(view));
            }
        }
        System.out.println("ConsentedSearchTest: " + done + " comparisons in " + regions + " regions, seed " + SEED
                + ", "
                + matches + " matches, " + refusals + " refused alike, " + hidden + " hidden resources, " + judged
                + " judged by the naive model; " + types);
        assertThat(faults).as("what differs").isEmpty();
        assertThat(matches).as("comparisons that found something").isPositive();
        assertThat(hidden).as("something was hidden").isPositive();
        assertThat(refusals).as("something was refused").isPositive();
    }

    /** A few faults side by side say more than the first. */
    private void noting(Runnable comparison) {
        try {
            comparison.run();
        } catch (AssertionError e) {
            faults.add(e.getMessage());
        }
    }

    /** Some callers with a person each: a copy of what is seen, in the hands of an organisation that sees nothing else. */
    private List<View> views(RandomRegion region) {
        List<View> views = new ArrayList<>();
        for (int i = 0; i < VIEWS; i++) {
            // The first see most; the last, which see nearly nothing, look less often.
            Member caller = region.members()
                    .get(Math.min(
                            random.nextInt(region.members().size()),
                            random.nextInt(region.members().size() + 4)));
            Person person = pick(region.people());
            List<String> paths = person.items().values().stream()
                    .map(item -> item.type() + "/" + item.id())
                    .toList();
            Set<String> seen = region.seen(caller, paths).keySet();
            for (Item item : person.items().values()) {
                noting(() -> assertThat(seen.contains(item.type() + "/" + item.id()))
                        .as(() -> "seed " + SEED + ": " + caller.kind() + " " + caller.ura() + " and " + item.stored()
                                + " of " + person.id() + ": " + RandomRegion.facts(caller, person))
                        .isEqualTo(region.naively(caller, person, item)));
                judged++;
            }
            hidden += paths.size() - seen.size();
            views.add(copy(caller, person, seen));
        }
        return views;
    }

    private View copy(Member caller, Person person, Set<String> seen) {
        String ura = String.valueOf(copier++);
        ClientTokens filler = part.client("c-" + ura, ura, OrganizationKind.CARE, "system/*.cruds", Purpose.TREAT);
        Map<String, String> places = new HashMap<>();
        Map<String, ObjectNode> copies = new LinkedHashMap<>();
        for (Item item : person.items().values()) {
            boolean isSeen = seen.contains(item.type() + "/" + item.id());
            if (isSeen) {
                copies.put(item.id(), copy(item));
            } else if ("Patient".equals(item.type())) {
                places.put(item.id(), hiddenPatient(ura, copy(item)));
            }
        }
        copies.values().forEach(copy -> refer(copy, copies.keySet(), places));
        if (!copies.isEmpty()) {
            ObjectNode[] entries = copies.entrySet().stream()
                    .map(entry -> Records.post(
                            "urn:uuid:" + entry.getKey(), entry.getValue().toString()))
                    .toArray(ObjectNode[]::new);
            Gateway.Answer stored = RandomRegion.send(part, filler, "POST", "", Records.transaction(entries));
            assertThat(stored.status()).as("seed " + SEED + stored.text()).isEqualTo(200);
            List<String> ids = List.copyOf(copies.keySet());
            for (int i = 0; i < ids.size(); i++) {
                places.put(ids.get(i), Records.idOf(stored, i));
            }
        }
        ClientTokens there = RandomRegion.tokens(
                part, "r-" + ura, ura, caller.kind(), caller.purpose(), caller.role(), caller.breakGlass());
        return new View(caller, person, there, places);
    }

    private static ObjectNode copy(Item item) {
        ObjectNode copy = item.stored().deepCopy();
        copy.remove(List.of("meta", "id", "text"));
        if ("Patient".equals(item.type())) {
            ((ObjectNode) copy.path("identifier").path(0)).put("value", People.newBsn());
        }
        if ("Task".equals(item.type())) {
            // Somebody's own list, which has no life of its own: nobody is asked here.
            copy.remove(List.of("requester", "owner", "executionPeriod", "restriction"));
        }
        return copy;
    }

    /** Where the Patient itself is not seen, what is seen of it still has to be stored: by somebody in whose care it is. */
    private String hiddenPatient(String ura, ObjectNode patient) {
        String other = String.valueOf(copier++);
        ClientTokens hider = part.client("h-" + other, other, OrganizationKind.CARE, "system/*.cruds", Purpose.TREAT);
        String id = People.idOf(RandomRegion.send(part, hider, "POST", "Patient", patient.toString()));
        People.idOf(RandomRegion.send(part, hider, "POST", "CareTeam", Sharing.careTeam(id, List.of(other, ura))));
        return id;
    }

    /** References lead to the copies; those to what is not there go. */
    private static void refer(JsonNode node, Set<String> moved, Map<String, String> places) {
        if (node instanceof ObjectNode object) {
            List<String> gone = new ArrayList<>();
            object.fields().forEachRemaining(field -> {
                if (field.getValue() instanceof ArrayNode array) {
                    for (int i = array.size() - 1; i >= 0; i--) {
                        if (!stays(array.get(i), moved, places)) {
                            array.remove(i);
                        }
                    }
                }
                boolean empty =
                        field.getValue().isContainerNode() && field.getValue().isEmpty();
                if (empty || !stays(field.getValue(), moved, places)) {
                    gone.add(field.getKey());
                }
            });
            object.remove(gone);
        }
        node.forEach(child -> refer(child, moved, places));
    }

    private static boolean stays(JsonNode value, Set<String> moved, Map<String, String> places) {
        JsonNode reference = value.has("valueReference") ? value.path("valueReference") : value;
        String literal = reference.path("reference").asText("");
        if (!literal.matches("[A-Za-z]+/[-0-9a-f]{36}")) {
            return true;
        }
        String id = literal.replaceFirst(".*/", "");
        if (moved.contains(id)) {
            ((ObjectNode) reference).put("reference", "urn:uuid:" + id);
        } else if (places.containsKey(id)) {
            ((ObjectNode) reference).put("reference", literal.replace(id, places.get(id)));
        } else {
            return false;
        }
        return true;
    }

    /** One search in both databases. */
    private void compare(View view) {
        List<RandomQuery.Known> record = view.person().items().values().stream()
                .map(item -> new RandomQuery.Known(
                        item.type(), item.id(), item.parsed(), view.places().containsKey(item.id())))
                .toList();
        RandomQuery.Asked asked = new RandomQuery(random, view.person().id(), record).next();
        types.merge(asked.type(), 1, Integer::sum);
        String there = asked.query();
        Map<String, String> here = new HashMap<>();
        for (Map.Entry<String, String> place : view.places().entrySet()) {
            there = there.replace(place.getKey(), place.getValue());
            here.put(place.getValue(), place.getKey());
        }
        String what = "seed " + SEED + ", " + asked.query() + " by "
                + view.caller().kind() + " " + view.caller().ura();
        Result all = walk(whole, view.caller().tokens(), asked.query(), Map.of());
        Result some = walk(part, view.there(), there, here);
        assertThat(all.refusal()).as(what).isEqualTo(some.refusal());
        assertThat(all.total()).as(what).isEqualTo(some.total());
        assertThat(all.pages()).as(what).isEqualTo(some.pages());
        assertThat(new TreeSet<>(all.matches())).as(what).isEqualTo(new TreeSet<>(some.matches()));
        assertThat(all.included()).as(what).isEqualTo(some.included());
        if (asked.sortedBy() != null) {
            sameOrder(view, asked.sortedBy(), all, some, what);
        }
        matches += all.matches().size();
        refusals += all.refusal().isEmpty() ? 0 : 1;
    }

    /** Where two have the same value their ids decide, and those are others there. */
    private static void sameOrder(View view, String sortedBy, Result all, Result some, String what) {
        Map<String, List<String>> values = new HashMap<>();
        view.person()
                .items()
                .values()
                .forEach(item -> values.put(item.id(), RandomQuery.values(item.parsed(), sortedBy)));
        boolean single = all.matches().stream().allMatch(id -> values.get(id).size() <= 1);
        if (single) {
            assertThat(all.matches().stream().map(values::get).toList())
                    .as(what)
                    .isEqualTo(some.matches().stream().map(values::get).toList());
        }
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /**
     * @param refusal status and body of what is no answer; empty for one
     * @param pages how many matches each page had
     * @param matches ids of the whole database
     */
    private record Result(String refusal, int total, List<Integer> pages, List<String> matches, Set<String> included) {}

    private static Result walk(Gateway gateway, ClientTokens tokens, String query, Map<String, String> places) {
        Gateway.Answer page = RandomRegion.send(gateway, tokens, "GET", query, null);
        if (page.status() != 200) {
            return new Result(page.status() + " " + page.text(), 0, List.of(), List.of(), Set.of());
        }
        int total = page.json().path("total").asInt(-1);
        List<Integer> pages = new ArrayList<>();
        List<String> matches = new ArrayList<>();
        Set<String> included = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        for (String next = query; next != null; next = next(page)) {
            if (!next.equals(query)) {
                page = RandomRegion.send(gateway, tokens, "GET", next, null);
                assertThat(page.json().path("total").asInt(-1)).as(query).isEqualTo(total);
            }
            List<String> found = ids(page.matches(), places);
            pages.add(found.size());
            matches.addAll(found);
            included.addAll(ids(page.resources("include"), places));
            assertThat(seen.add(next)).as("a page leads back to itself").isTrue();
        }
        return new Result("", total, pages, matches, included);
    }

    private static List<String> ids(List<JsonNode> resources, Map<String, String> places) {
        return resources.stream()
                .map(resource -> resource.path("id").asText())
                .map(id -> places.isEmpty() ? id : places.getOrDefault(id, "nowhere here: " + id))
                .collect(Collectors.toList());
    }

    private static String next(Gateway.Answer page) {
        for (JsonNode link : page.json().path("link")) {
            if ("next".equals(link.path("relation").asText())) {
                return link.path("url").asText();
            }
        }
        return null;
    }
}
