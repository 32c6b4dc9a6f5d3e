package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
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
 * The property on which the rest stands: whatever a caller searches, result, total, order and pages are those of the same
 * search on another database that holds only what this caller may see. Records, consents and searches are random; the seed is
 * printed and taken from {@code -Dconsent.seed}; {@code -Dconsent.queries} says how many comparisons (500; a night does
 * 10,000).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsentedSearchTest {

    private static final int COMPARISONS = Integer.getInteger("consent.queries", 500);
    private static final long SEED = Long.getLong("consent.seed", System.nanoTime());
    private static final int PEOPLE = 5;
    private static final int ROUND = 1_000;

    private static final List<String> PROBLEMS = List.of("N88", "P76", "R05", "T90", "A03");
    private static final List<String> FINDINGS = List.of("255362007", "364075005", "8480-6");
    private static final String LABELS = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    private static final String MARK = "urn:proef";

    /** What a patient may have said. ORG is some organisation. */
    private static final List<String> PROVISIONS = List.of(
            "{\"type\":\"permit\"}",
            "{\"type\":\"permit\",\"securityLabel\":[{\"system\":\"" + LABELS + "\",\"code\":\"R\"}]}",
            "{\"type\":\"permit\",\"actor\":[CATEGORY]}",
            "{\"type\":\"permit\",\"actor\":[ORG],\"securityLabel\":[{\"system\":\"" + LABELS + "\",\"code\":\"V\"}]}",
            "{\"type\":\"deny\",\"actor\":[ORG]}",
            "{\"type\":\"deny\",\"actor\":[CATEGORY]}",
            "{\"type\":\"deny\",\"securityLabel\":[{\"system\":\"" + LABELS + "\",\"code\":\"R\"}]}",
            "{\"type\":\"deny\",\"class\":[{\"system\":\"http://hl7.org/fhir/resource-types\",\"code\":\"Observation\"}]}",
            "{\"type\":\"deny\",\"class\":[{\"system\":\"http://hl7.org/fhir/resource-types\",\"code\":\"Patient\"}]}",
            "{\"type\":\"deny\",\"code\":[{\"coding\":[{\"system\":\"http://hl7.org/fhir/sid/icpc-1-nl\",\"code\":\"R05\"}]}]}",
            "{\"type\":\"deny\",\"dataPeriod\":{\"start\":\"2022-01-01\",\"end\":\"2023-06-30\"}}",
            "{\"type\":\"permit\",\"provision\":[{\"type\":\"deny\",\"class\":[{\"system\":"
                    + "\"http://hl7.org/fhir/resource-types\",\"code\":\"Encounter\"}]}]}");

    private final Random random = new Random(SEED);
    private final Map<String, ClientTokens> organisations = new LinkedHashMap<>();
    private final Map<String, Person> people = new LinkedHashMap<>();
    private int marks;

    private Gateway whole;
    private Gateway part;
    private SandboxDatabase database;
    private SandboxFolder folder;

    /** A record with everything that is stored of somebody, by mark. */
    private record Person(String id, Map<String, Item> items) {}

    private record Item(String mark, String type, String id, ObjectNode sent) {}

    /** What a caller sees of somebody, and where it is in the other database. */
    private record View(String caller, Person person, ClientTokens there, String patient, Map<String, String> ids) {}

    @BeforeAll
    void start() throws IOException {
        System.out.println("ConsentedSearchTest: -Dconsent.seed=" + SEED);
        whole = Gateway.shared();
        folder = SandboxFolder.temporary();
        database = SandboxDatabase.start(folder.path());
        part = Gateway.start(database, Map.of());
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
        int hits = 0;
        int hidden = 0;
        while (done < COMPARISONS) {
            newRegion();
            List<View> views = views();
            hidden += views.stream()
                    .mapToInt(view -> view.person().items().size() - view.ids().size())
                    .sum();
            for (int i = 0; i < ROUND && done < COMPARISONS; i++, done++) {
                hits += compare(views.get(random.nextInt(views.size())));
            }
        }
        System.out.println("ConsentedSearchTest: " + done + " comparisons, seed " + SEED + ", " + hits + " matches, "
                + hidden + " hidden resources");
        assertThat(hits).as("comparisons that found something").isPositive();
        assertThat(hidden).as("something was hidden").isPositive();
    }

    private void newRegion() {
        organisations.clear();
        people.clear();
        int run = 93_000_000 + random.nextInt(900_000);
        List<OrganizationKind> kinds = List.of(
                OrganizationKind.GP,
                OrganizationKind.CARE,
                OrganizationKind.TRIAGE,
                OrganizationKind.CARE,
                OrganizationKind.GP);
        for (OrganizationKind kind : kinds) {
            String ura = String.valueOf(run++);
            organisations.put(ura, whole.client("p-" + ura, ura, kind, "system/*.cruds", Purpose.TREAT));
        }
        for (int i = 0; i < PEOPLE; i++) {
            newPerson("Familie" + i);
        }
    }

    private String holder() {
        return pick(List.copyOf(organisations.keySet()).subList(0, 2));
    }

    private void newPerson(String family) {
        String first = organisations.keySet().iterator().next();
        Map<String, Item> items = new LinkedHashMap<>();
        ObjectNode patient = Records.tree(People.patient(People.newBsn(), family, "1961-04-03"));
        String id = store(first, patient, items);
        List<String> team = organisations.keySet().stream()
                .filter(ura -> random.nextInt(100) < 80)
                .collect(Collectors.toCollection(ArrayList::new));
        team.addAll(List.copyOf(organisations.keySet()).subList(0, 2));
        store(first, Records.tree(Sharing.careTeam(id, team)), items);
        for (int i = random.nextInt(4); i > 0; i--) {
            // A yes to begin with more often than not, so that there is something to find.
            String provision = pick(i == 1 && random.nextInt(100) < 70 ? PROVISIONS.subList(0, 4) : PROVISIONS)
                    .replace("ORG", actor(Sharing.organization(pick(List.copyOf(organisations.keySet())))))
                    .replace("CATEGORY", actor(category(pick(List.of("gp", "triage", "disability-care")))));
            store(first, Records.tree(Sharing.consent(id, "active", provision)), items);
        }
        Map<String, List<String>> encounters = new HashMap<>();
        for (int i = 0; i < 6; i++) {
            String holder = holder();
            ObjectNode encounter = Records.tree(Records.encounter("Patient/" + id));
            encounter.put("status", pick(List.of("finished", "in-progress", "cancelled")));
            encounter.putObject("period").put("start", date(i)).put("end", date(i));
            encounters.computeIfAbsent(holder, ura -> new ArrayList<>()).add(store(holder, labelled(encounter), items));
        }
        for (int i = 0; i < 9; i++) {
            // What somebody may not see, nobody refers to.
            String holder = holder();
            List<String> own = encounters.getOrDefault(holder, List.of());
            store(holder, labelled(problem(id, i, own)), items);
            store(holder, labelled(finding(id, i, own)), items);
        }
        people.put(id, new Person(id, items));
    }

    private static String actor(String reference) {
        return "{\"role\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ParticipationType\",\"code\":\"IRCP\"}]},"
                + "\"reference\":" + reference + "}";
    }

    private static String category(String code) {
        return "{\"identifier\":{\"system\":\"https://mgz-gateway.nl/fhir/CodeSystem/mgz-organization-category\",\"value\":\""
                + code + "\"}}";
    }

    private ObjectNode problem(String patient, int number, List<String> encounters) {
        ObjectNode problem = Records.tree(People.condition(patient, "Probleem " + number));
        ((ObjectNode) problem.path("code").path("coding").path(0)).put("code", pick(PROBLEMS));
        problem.put("recordedDate", date(10 + number)).put("onsetDateTime", date(10 + number));
        inEncounter(problem, encounters);
        return problem;
    }

    private ObjectNode finding(String patient, int number, List<String> encounters) {
        ObjectNode finding = Records.tree(Records.observation("Patient/" + patient, "bevinding " + number));
        ((ObjectNode) finding.path("code").path("coding").path(0)).put("code", pick(FINDINGS));
        finding.put("status", pick(List.of("final", "preliminary")));
        finding.put("effectiveDateTime", date(30 + number));
        inEncounter(finding, encounters);
        return finding;
    }

    private void inEncounter(ObjectNode resource, List<String> encounters) {
        if (!encounters.isEmpty() && random.nextInt(100) < 60) {
            resource.putObject("encounter").put("reference", "Encounter/" + pick(encounters));
        }
    }

    /** Another day for each, so that an order by date is one. */
    private String date(int number) {
        return "202" + (1 + number % 4) + "-0" + (1 + number % 9) + "-" + (10 + number % 18);
    }

    private ObjectNode labelled(ObjectNode resource) {
        int dice = random.nextInt(100);
        if (dice < 35) {
            resource.withObjectProperty("meta")
                    .withArrayProperty("security")
                    .addObject()
                    .put("system", LABELS)
                    .put("code", dice < 5 ? "V" : "R");
        }
        return resource;
    }

    /** Stores a resource under a mark of its own, by which it is known in both databases. */
    private String store(String ura, ObjectNode resource, Map<String, Item> items) {
        String mark = "m" + ++marks;
        resource.withArrayProperty("identifier").addObject().put("system", MARK).put("value", mark);
        String type = resource.path("resourceType").asText();
        String id = People.idOf(send(whole, organisations.get(ura), "POST", type, resource.toString()));
        items.put(mark, new Item(mark, type, id, resource));
        return id;
    }

    /** For each caller and person a copy of what is seen, in the hands of an organisation that sees nothing else. */
    private List<View> views() {
        List<View> views = new ArrayList<>();
        int copier = 94_000_000 + random.nextInt(900_000);
        for (String caller : organisations.keySet()) {
            for (Person person : people.values()) {
                String ura = String.valueOf(copier++);
                views.add(copy(caller, person, ura));
            }
        }
        return views;
    }

    private View copy(String caller, Person person, String ura) {
        ClientTokens there = part.client("c-" + ura, ura, OrganizationKind.CARE, "system/*.cruds", Purpose.TREAT);
        String other = "95000001";
        ClientTokens hider = part.client("hider", other, OrganizationKind.CARE, "system/*.cruds", Purpose.TREAT);
        Map<String, String> moved = new HashMap<>();
        Map<String, String> ids = new LinkedHashMap<>();
        for (Item item : person.items().values()) {
            boolean seen = send(whole, organisations.get(caller), "GET", item.type() + "/" + item.id(), null)
                            .status()
                    == 200;
            boolean patient = "Patient".equals(item.type());
            if (!seen && !patient) {
                continue;
            }
            ObjectNode copy = item.sent().deepCopy();
            copy.remove("meta");
            if (patient) {
                ((ObjectNode) copy.path("identifier").path(0)).put("value", People.newBsn());
            }
            rewrite(copy, moved);
            if (patient && !seen) {
                moved.put(item.id(), People.idOf(send(part, hider, "POST", "Patient", copy.toString())));
                send(part, there, "POST", "EpisodeOfCare", episode(moved.get(item.id()), ura));
                continue;
            }
            String id = People.idOf(send(part, there, "POST", item.type(), copy.toString()));
            moved.put(item.id(), id);
            ids.put(item.mark(), id);
        }
        return new View(caller, person, there, moved.get(person.id()), ids);
    }

    /** Where the Patient itself is not seen, what is seen of it still has to be stored. */
    private static String episode(String patient, String ura) {
        return "{\"resourceType\":\"EpisodeOfCare\",\"status\":\"active\",\"patient\":{\"reference\":\"Patient/"
                + patient + "\"},\"managingOrganization\":" + Sharing.organization(ura) + "}";
    }

    /** References lead to the copies; those to what is not there go. */
    private static void rewrite(ObjectNode resource, Map<String, String> moved) {
        for (String name : List.of("subject", "patient", "encounter")) {
            String reference = resource.path(name).path("reference").asText("");
            if (!reference.isEmpty()) {
                String id = moved.get(reference.replaceFirst(".*/", ""));
                if (id == null) {
                    resource.remove(name);
                } else {
                    resource.putObject(name).put("reference", reference.replaceFirst("/.*", "/" + id));
                }
            }
        }
        if (resource.path("performer") instanceof ArrayNode
                && "Consent".equals(resource.path("resourceType").asText())) {
            resource.remove("performer");
        }
    }

    /** One search in both databases. */
    private int compare(View view) {
        Query query = query(view);
        String asked = "seed " + SEED + ", " + query.template() + " by " + view.caller();
        Result all = walk(
                whole, organisations.get(view.caller()), query.in(view.person().id(), id -> id));
        Result some = walk(part, view.there(), query.in(view.patient(), id -> there(view, id)));
        assertThat(all.status()).as(asked).isEqualTo(200);
        assertThat(some.status()).as(asked).isEqualTo(200);
        assertThat(all.total()).as(asked).isEqualTo(some.total());
        assertThat(all.pages()).as(asked).isEqualTo(some.pages());
        assertThat(new TreeSet<>(all.matches())).as(asked).isEqualTo(new TreeSet<>(some.matches()));
        if (query.ordered()) {
            assertThat(all.matches()).as(asked).isEqualTo(some.matches());
        }
        assertThat(all.included()).as(asked).isEqualTo(some.included());
        return all.matches().size();
    }

    private static String there(View view, String id) {
        return view.person().items().values().stream()
                .filter(item -> item.id().equals(id))
                .map(item -> view.ids().get(item.mark()))
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse(UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8))
                        .toString());
    }

    private record Query(String template, List<String> encounters, boolean ordered) {

        String in(String patient, java.util.function.UnaryOperator<String> place) {
            String query = template.replace("PATIENT", patient);
            for (String encounter : encounters) {
                query = query.replace(encounter, place.apply(encounter));
            }
            return query;
        }
    }

    private Query query(View view) {
        List<String> encounters = view.person().items().values().stream()
                .filter(item -> "Encounter".equals(item.type()))
                .map(Item::id)
                .toList();
        List<String> seen = view.person().items().values().stream()
                .filter(item -> "Encounter".equals(item.type()) && view.ids().containsKey(item.mark()))
                .map(Item::id)
                .toList();
        String type = pick(List.of(
                "Condition", "Condition", "Observation", "Observation", "Encounter", "Patient", "CareTeam", "Consent"));
        List<String> parts = new ArrayList<>();
        parts.add(
                "Patient".equals(type)
                        ? "_id=PATIENT"
                        : pick(List.of("patient=PATIENT", "patient=Patient/PATIENT", "patient:Patient._id=PATIENT")));
        boolean dated = false;
        switch (type) {
            case "Condition" -> {
                maybe(parts, 40, "code=" + pick(PROBLEMS));
                maybe(parts, 20, "code:not=" + pick(PROBLEMS));
                maybe(parts, 20, "code=" + pick(PROBLEMS) + "," + pick(PROBLEMS));
                maybe(parts, 25, "onset-date=" + pick(List.of("ge", "le", "gt", "lt")) + "2022-06-01");
                maybe(parts, 25, "clinical-status=active");
                // Of what is hidden its number still stands in what refers to it: a copy cannot have that.
                if (!seen.isEmpty()) {
                    maybe(parts, 20, "encounter=Encounter/" + pick(seen));
                }
                maybe(parts, 25, "encounter:Encounter.status=" + pick(List.of("finished", "in-progress")));
                maybe(parts, 15, "encounter:Encounter.date=ge2022-01-01");
                maybe(parts, 25, "_include=Condition:encounter");
                maybe(parts, 15, "_include=Condition:patient");
                dated = maybe(parts, 50, "_sort=" + pick(List.of("onset-date", "-onset-date", "-recorded-date")));
            }
            case "Observation" -> {
                maybe(parts, 40, "code=" + pick(FINDINGS));
                maybe(parts, 25, "status=" + pick(List.of("final", "preliminary")));
                maybe(parts, 25, "date=" + pick(List.of("ge", "le")) + "2023-01-01");
                maybe(parts, 25, "encounter:Encounter.status=" + pick(List.of("finished", "in-progress")));
                maybe(parts, 20, "encounter:Encounter.date=le2023-01-01");
                maybe(parts, 25, "_include=Observation:encounter");
                maybe(parts, 20, "_include=Observation:patient");
                dated = maybe(parts, 50, "_sort=" + pick(List.of("date", "-date")));
            }
            case "Encounter" -> {
                maybe(parts, 30, "status=" + pick(List.of("finished", "in-progress")));
                maybe(parts, 30, "date=ge2022-01-01");
                maybe(parts, 40, "_revinclude=Observation:encounter");
                maybe(parts, 40, "_revinclude=Condition:encounter");
                dated = maybe(parts, 50, "_sort=-date");
            }
            case "Patient" -> {
                maybe(
                        parts,
                        50,
                        "_revinclude="
                                + pick(List.of("Condition:patient", "Observation:patient", "Encounter:patient")));
                maybe(parts, 30, "family=" + pick(List.of("Familie0", "Familie1", "Fam")));
                maybe(parts, 30, "birthdate=1961-04-03");
            }
            default -> maybe(parts, 40, "status=active");
        }
        maybe(parts, 50, "_count=" + (1 + random.nextInt(5)));
        maybe(parts, 10, "_summary=count");
        maybe(parts, 15, "_total=accurate");
        return new Query(type + "?" + String.join("&", parts), encounters, dated);
    }

    private boolean maybe(List<String> parts, int percent, String part) {
        boolean said = random.nextInt(100) < percent;
        if (said) {
            parts.add(part);
        }
        return said;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }

    /** @param pages how many matches each page had */
    private record Result(int status, int total, List<Integer> pages, List<String> matches, Set<String> included) {}

    private static Result walk(Gateway gateway, ClientTokens tokens, String query) {
        Gateway.Answer page = send(gateway, tokens, "GET", query, null);
        int total = page.json().path("total").asInt(-1);
        int status = page.status();
        List<Integer> pages = new ArrayList<>();
        List<String> matches = new ArrayList<>();
        Set<String> included = new TreeSet<>();
        Set<String> seen = new HashSet<>();
        for (String next = query; next != null; next = next(page)) {
            if (!next.equals(query)) {
                page = send(gateway, tokens, "GET", next, null);
                assertThat(page.json().path("total").asInt(-1)).isEqualTo(total);
            }
            List<String> found =
                    page.matches().stream().map(ConsentedSearchTest::mark).toList();
            pages.add(found.size());
            matches.addAll(found);
            page.resources("include").forEach(resource -> included.add(mark(resource)));
            assertThat(seen.add(next)).as("a page leads back to itself").isTrue();
        }
        included.remove("");
        return new Result(status, total, pages, matches, included);
    }

    private static String mark(JsonNode resource) {
        for (JsonNode identifier : resource.path("identifier")) {
            if (MARK.equals(identifier.path("system").asText())) {
                return identifier.path("value").asText();
            }
        }
        return "";
    }

    private static String next(Gateway.Answer page) {
        for (JsonNode link : page.json().path("link")) {
            if ("next".equals(link.path("relation").asText())) {
                return link.path("url").asText();
            }
        }
        return null;
    }

    private static Gateway.Answer send(Gateway gateway, ClientTokens tokens, String method, String path, String body) {
        try {
            return gateway.send(
                    method,
                    path,
                    body == null ? null : body.getBytes(StandardCharsets.UTF_8),
                    "Authorization",
                    "Bearer " + tokens.bearer(),
                    "Content-Type",
                    body == null ? "" : "application/fhir+json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
