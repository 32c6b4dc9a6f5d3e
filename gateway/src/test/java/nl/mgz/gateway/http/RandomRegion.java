package nl.mgz.gateway.http;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import nl.mgz.gateway.consent.NaiveRules;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.ClientTokens;
import org.hl7.fhir.r4.model.Resource;

/** Organisations of all kinds, and patients whose records two of them hold and who made random choices. */
final class RandomRegion {

    private static final int TRIES = 5;

    /** No region shares an organisation, or a family name, with another: each is looked at by itself. */
    private static final AtomicInteger NEXT_URA = new AtomicInteger(93_000_000);

    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LEVELS = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";
    private static final String SENSITIVITIES = "http://terminology.hl7.org/CodeSystem/v3-ActCode";
    private static final String PERMITTING = "O1 T1 T2 T3 D3";

    /** What a patient may have said. ORG is some organisation, GROUP some category. */
    private static final List<String> PROVISIONS = List.of(
            "{\"type\":\"permit\"}",
            "{\"type\":\"permit\",\"securityLabel\":[{\"system\":\"" + LEVELS + "\",\"code\":\"R\"}]}",
            "{\"type\":\"permit\",\"actor\":[GROUP]}",
            "{\"type\":\"permit\",\"actor\":[ORG],\"securityLabel\":[{\"system\":\"" + LEVELS + "\",\"code\":\"V\"}]}",
            "{\"type\":\"permit\",\"actor\":[ORG,GROUP],\"securityLabel\":[{\"system\":\"" + LEVELS
                    + "\",\"code\":\"R\"}]}",
            "{\"type\":\"deny\",\"actor\":[ORG]}",
            "{\"type\":\"deny\",\"actor\":[GROUP]}",
            "{\"type\":\"deny\",\"securityLabel\":[{\"system\":\"" + LEVELS + "\",\"code\":\"R\"}]}",
            "{\"type\":\"deny\",\"class\":[{\"system\":\"http://hl7.org/fhir/resource-types\",\"code\":\"Observation\"}]}",
            "{\"type\":\"deny\",\"class\":[{\"system\":\"http://hl7.org/fhir/resource-types\",\"code\":\"Patient\"}]}",
            "{\"type\":\"deny\",\"class\":[{\"system\":\"https://mgz-gateway.nl/fhir/CodeSystem/mgz-data-category\","
                    + "\"code\":\"medication\"}]}",
            "{\"type\":\"deny\",\"code\":[{\"coding\":[{\"system\":\"http://hl7.org/fhir/sid/icpc-1-nl\",\"code\":\"R05\"}]}]}",
            "{\"type\":\"deny\",\"actor\":[ORG],\"period\":{\"start\":\"2025-01-01T00:00:00+01:00\","
                    + "\"end\":\"2025-12-31T23:59:59+01:00\"}}",
            "{\"type\":\"permit\",\"period\":{\"start\":\"2025-01-01T00:00:00+01:00\",\"end\":\"2025-12-31T23:59:59+01:00\"}}",
            "{\"type\":\"permit\",\"provision\":[{\"type\":\"deny\",\"class\":[{\"system\":"
                    + "\"http://hl7.org/fhir/resource-types\",\"code\":\"Encounter\"}]}]}",
            "{\"type\":\"permit\",\"securityLabel\":[{\"system\":\"" + LEVELS
                    + "\",\"code\":\"R\"}],\"provision\":[{\"type\":"
                    + "\"deny\",\"actor\":[GROUP],\"provision\":[{\"type\":\"permit\",\"actor\":[ORG]}]}]}");

    /** @param role of the UZI register; null for a system without a person */
    record Member(
            String ura, OrganizationKind kind, Purpose purpose, String role, boolean breakGlass, ClientTokens tokens) {}

    private record Part(OrganizationKind kind, Purpose purpose, String role, boolean breakGlass) {}

    /** Those that come first hold the records, the third is asked in Tasks. */
    private static final List<Part> PARTS = List.of(
            new Part(OrganizationKind.GP, Purpose.TREAT, "01.015", false),
            new Part(OrganizationKind.CARE, Purpose.TREAT, "30.000", false),
            new Part(OrganizationKind.SPECIALIST, Purpose.TREAT, "01.015", false),
            new Part(OrganizationKind.TRIAGE, Purpose.TREAT, "30.000", false),
            new Part(OrganizationKind.CARE, Purpose.TREAT, "30.000", false),
            new Part(OrganizationKind.GP, Purpose.TREAT, "01.015", false),
            new Part(OrganizationKind.HAP, Purpose.ETREAT, "01.015", true),
            new Part(OrganizationKind.TRIAGE, Purpose.ETREAT, "30.000", false),
            new Part(OrganizationKind.CARE, Purpose.TREAT, null, false),
            new Part(OrganizationKind.PHARMACY, Purpose.TREAT, "01.015", false),
            new Part(OrganizationKind.PRIVACY, Purpose.HCOMPL, "01.000", false));

    /** @param stored as its author reads it */
    record Item(String mark, String type, String id, String author, ObjectNode stored, Resource parsed) {}

    /** @param tasks as the naive model knows them */
    record Person(
            String id,
            Map<String, Item> items,
            Set<String> team,
            boolean incapable,
            String mentor,
            List<Map<String, Object>> tasks) {}

    private final Random random;
    private final Gateway gateway;
    private final List<Member> members = new ArrayList<>();
    private final List<Person> people = new ArrayList<>();
    private int marks;

    RandomRegion(Random random, Gateway gateway, int persons) {
        this.random = random;
        this.gateway = gateway;
        int ura = NEXT_URA.getAndAdd(PARTS.size());
        for (Part part : PARTS) {
            members.add(join(gateway, "p-" + ura, String.valueOf(ura++), part));
        }
        for (int i = 0; i < persons; i++) {
            people.add(person("Familie" + ura + i));
        }
    }

    List<Member> members() {
        return members;
    }

    List<Person> people() {
        return people;
    }

    private static Member join(Gateway gateway, String client, String ura, Part part) {
        return new Member(
                ura,
                part.kind(),
                part.purpose(),
                part.role(),
                part.breakGlass(),
                tokens(gateway, client, ura, part.kind(), part.purpose(), part.role(), part.breakGlass()));
    }

    static ClientTokens tokens(
            Gateway gateway,
            String client,
            String ura,
            OrganizationKind kind,
            Purpose purpose,
            String role,
            boolean breakGlass) {
        ClientTokens.Acting person = role == null
                ? null
                : new ClientTokens.Acting(
                        "900-" + client, "V. Medewerker", "http://fhir.nl/fhir/NamingSystem/uzi-rolcode", role);
        return gateway.acting(client, ura, kind, purpose, person, breakGlass ? Map.of("break_glass", true) : Map.of());
    }

    // ---- a record

    private Person person(String family) {
        Member first = members.get(0);
        Map<String, Item> items = new LinkedHashMap<>();
        ObjectNode patient = Records.tree(People.patient(People.newBsn(), family, "1961-04-03"));
        String id = single(first, patient);
        Map<String, List<String>> ids = new LinkedHashMap<>();
        ids.computeIfAbsent(first.ura(), ura -> new ArrayList<>()).add("Patient/" + id);
        Set<String> team = new TreeSet<>(List.of(first.ura(), members.get(1).ura()));
        members.stream()
                .filter(member -> member.kind() != OrganizationKind.SPECIALIST && random.nextInt(100) < 80)
                .forEach(member -> team.add(member.ura()));
        RandomRecord record = new RandomRecord(random, id);
        boolean incapable = random.nextInt(100) < 30;
        Map<String, ObjectNode> sent = new LinkedHashMap<>();
        sent.put(Records.urn(), Records.tree(Sharing.careTeam(id, List.copyOf(team))));
        String mentor = Records.urn();
        sent.put(mentor, mentor(id));
        if (incapable) {
            sent.put(Records.urn(), incapable(id));
        }
        for (int i = random.nextInt(5); i > 0; i--) {
            sent.put(Records.urn(), consent(id, i == 1, mentor));
        }
        sent.putAll(record.of(70));
        store(first, sent, ids);
        store(members.get(1), record.of(70), ids);
        ids.forEach((ura, paths) -> read(ura, paths, items));
        String mentorId = items.values().stream()
                .filter(item -> item.stored().path("relationship").toString().contains("\"15\""))
                .map(Item::id)
                .findFirst()
                .orElseThrow();
        List<Map<String, Object>> tasks = new ArrayList<>();
        Map<String, List<String>> asked = new LinkedHashMap<>();
        if (random.nextInt(100) < 60) {
            tasks.add(consult(id, items, asked));
        }
        asked.forEach((ura, paths) -> read(ura, paths, items));
        return new Person(id, items, team, incapable, mentorId, tasks);
    }

    private static ObjectNode mentor(String patient) {
        return Records.tree("""
                {"resourceType":"RelatedPerson","active":true,"name":[{"text":"Mentor"}],
                 "relationship":[{"coding":[{"system":"urn:oid:2.16.840.1.113883.2.4.3.11.22.472","code":"15"}]}],
                 "period":{"start":"2020-01-01T00:00:00+01:00"},"patient":{"reference":"Patient/%s"}}""".formatted(patient));
    }

    private static ObjectNode incapable(String patient) {
        return Records.tree("""
                {"resourceType":"Observation","status":"final",
                 "code":{"coding":[{"system":"http://snomed.info/sct","code":"665671000146101"}]},
                 "subject":{"reference":"Patient/%s"},"effectiveDateTime":"2024-01-01T00:00:00+01:00",
                 "valueBoolean":false}""".formatted(patient));
    }

    /** @param first a yes to begin with more often than not, so that there is something to find */
    private ObjectNode consent(String patient, boolean first, String mentor) {
        String provision = pick(first && random.nextInt(100) < 75 ? PROVISIONS.subList(0, 5) : PROVISIONS);
        while (provision.contains("ORG") || provision.contains("GROUP")) {
            provision = provision
                    .replaceFirst(
                            "ORG", actor(Sharing.organization(pick(members).ura())))
                    .replaceFirst("GROUP", actor(category(pick(List.of("gp", "triage", "disability-care")))));
        }
        ObjectNode consent = Records.tree(Sharing.consent(patient, "active", provision));
        if (random.nextInt(100) < 30) {
            ((ObjectNode) consent.path("performer").path(0)).put("reference", mentor);
        }
        if (random.nextInt(100) < 25) {
            consent.withArrayProperty("organization")
                    .removeAll()
                    .add(Records.tree(
                            Sharing.organization(members.get(random.nextInt(2)).ura())));
        }
        return consent;
    }

    private static String actor(String reference) {
        return "{\"role\":{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ParticipationType\",\"code\":\"IRCP\"}]},"
                + "\"reference\":" + reference + "}";
    }

    private static String category(String code) {
        return "{\"identifier\":{\"system\":\"https://mgz-gateway.nl/fhir/CodeSystem/mgz-organization-category\",\"value\":\""
                + code + "\"}}";
    }

    /** The first asks the third about two problems; which may have answered already. */
    private Map<String, Object> consult(String patient, Map<String, Item> items, Map<String, List<String>> stored) {
        Member asks = members.get(0);
        Member asked = members.get(2);
        List<String> sent = items.values().stream()
                .filter(item -> item.author().equals(asks.ura())
                        && List.of("Condition", "Observation").contains(item.type()))
                .limit(3)
                .map(item -> item.type() + "/" + item.id())
                .toList();
        String moment = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        String question = single(asks, Records.tree("""
                {"resourceType":"ServiceRequest","status":"active","intent":"order","subject":{"reference":"Patient/%s"},
                 "code":{"text":"Vraag"}}""".formatted(patient)));
        String inputs = sent.stream()
                .map(one -> "{\"type\":{\"text\":\"bijlage\"},\"valueReference\":{\"reference\":\"" + one + "\"}}")
                .collect(Collectors.joining(","));
        String task = single(asks, Records.tree("""
                {"resourceType":"Task","status":"requested","intent":"order",
                 "code":{"coding":[{"system":"http://snomed.info/sct","code":"3457005"}]},
                 "focus":{"reference":"ServiceRequest/%s"},"for":{"reference":"Patient/%s"},"authoredOn":"%s",
                 "requester":%s,"owner":%s,"input":[%s]}""".formatted(
                        question,
                        patient,
                        moment,
                        Sharing.organization(asks.ura()),
                        Sharing.organization(asked.ura()),
                        inputs)));
        stored.put(asks.ura(), List.of("ServiceRequest/" + question, "Task/" + task));
        List<String> outputs = new ArrayList<>();
        String picked = pick(List.of("requested", "accepted", "completed"));
        // A choice against this one organisation goes before what it is asked: then it has no Task to answer.
        boolean sees =
                send(gateway, asked.tokens(), "GET", "Task/" + task, null).status() == 200;
        String status = sees ? picked : "requested";
        if (!"requested".equals(status)) {
            move(asked, task, "accepted", null);
        }
        if ("completed".equals(status)) {
            String answer = "Communication/" + single(asked, Records.tree("""
                    {"resourceType":"Communication","status":"completed","subject":{"reference":"Patient/%s"},
                     "payload":[{"contentString":"Antwoord"}]}""".formatted(patient)));
            move(asked, task, "in-progress", null);
            move(asked, task, "completed", answer);
            outputs.add(answer);
            stored.put(asked.ura(), outputs);
        }
        List<String> references = new ArrayList<>(sent);
        references.add("ServiceRequest/" + question);
        references.add("Task/" + task);
        references.add("Patient/" + patient);
        Map<String, Object> known = new HashMap<>(Map.of(
                "for",
                "Patient/" + patient,
                "requester",
                organization(asks.ura()),
                "owner",
                organization(asked.ura()),
                "status",
                status,
                "authoredOn",
                moment.replace("Z", "+00:00"),
                "references",
                references,
                "outputs",
                outputs));
        if ("completed".equals(status)) {
            known.put("ended", known.get("authoredOn"));
        }
        return known;
    }

    private void move(Member who, String task, String status, String output) {
        Gateway.Answer read = send(gateway, who.tokens(), "GET", "Task/" + task, null);
        require(read, 200);
        ObjectNode now = (ObjectNode) read.json();
        now.put("status", status);
        if (output != null) {
            ObjectNode one = now.withArrayProperty("output").addObject();
            one.putObject("type").put("text", "antwoord");
            one.putObject("valueReference").put("reference", output);
        }
        Gateway.Answer moved =
                send(gateway, who.tokens(), "PUT", "Task/" + task, now.toString(), "If-Match", read.header("ETag"));
        require(moved, 200);
    }

    private String single(Member who, ObjectNode resource) {
        RandomRecord.mark(resource, "m" + ++marks);
        return People.idOf(send(
                gateway, who.tokens(), "POST", resource.path("resourceType").asText(), resource.toString()));
    }

    private void store(Member who, Map<String, ObjectNode> resources, Map<String, List<String>> ids) {
        List<ObjectNode> entries = new ArrayList<>();
        List<String> types = new ArrayList<>();
        resources.forEach((urn, resource) -> {
            RandomRecord.mark(resource, "m" + ++marks);
            types.add(resource.path("resourceType").asText());
            entries.add(Records.post(urn, resource.toString()));
        });
        Gateway.Answer answer =
                send(gateway, who.tokens(), "POST", "", Records.transaction(entries.toArray(ObjectNode[]::new)));
        require(answer, 200);
        for (int i = 0; i < types.size(); i++) {
            ids.computeIfAbsent(who.ura(), ura -> new ArrayList<>()).add(types.get(i) + "/" + Records.idOf(answer, i));
        }
    }

    private void read(String ura, List<String> paths, Map<String, Item> items) {
        Member author = members.stream()
                .filter(member -> member.ura().equals(ura))
                .findFirst()
                .orElseThrow();
        seen(author, paths).forEach((path, resource) -> {
            String mark = mark(resource);
            String[] place = path.split("/");
            items.put(mark, new Item(mark, place[0], place[1], ura, resource, (Resource)
                    FHIR.newJsonParser().parseResource(resource.toString())));
        });
    }

    static String mark(JsonNode resource) {
        JsonNode identifiers = resource.path("identifier");
        for (JsonNode one : identifiers.isArray() ? identifiers : List.of(identifiers)) {
            if (RandomRecord.MARK.equals(one.path("system").asText())) {
                return one.path("value").asText();
            }
        }
        throw new AssertionError("no mark in " + resource);
    }

    /** What somebody gets of these when it reads them by id. */
    Map<String, ObjectNode> seen(Member who, List<String> paths) {
        Map<String, ObjectNode> seen = new LinkedHashMap<>();
        for (int from = 0; from < paths.size(); from += 40) {
            List<String> some = paths.subList(from, Math.min(paths.size(), from + 40));
            Gateway.Answer answer = send(
                    gateway,
                    who.tokens(),
                    "POST",
                    "",
                    Records.batch(some.stream().map(Records::get).toArray(ObjectNode[]::new)));
            require(answer, 200);
            for (int i = 0; i < some.size(); i++) {
                JsonNode entry = answer.json().path("entry").path(i);
                if (entry.path("response").path("status").asText().startsWith("200")) {
                    seen.put(some.get(i), (ObjectNode) entry.path("resource"));
                }
            }
        }
        return seen;
    }

    // ---- what the naive model says

    /** Whether somebody may see something, by the naive model and what was sent. */
    boolean naively(Member who, Person person, Item item) {
        String rule = NaiveRules.rule(
                request(who, person), resource(person, item), consents(person), patients(person), parties(person));
        boolean reviews = who.kind() == OrganizationKind.PRIVACY && "consent".equals(category(item));
        return PERMITTING.contains(rule) || reviews;
    }

    /** For a message: what it says so by. */
    static String facts(Member who, Person person) {
        return request(who, person) + " " + patients(person) + " " + consents(person);
    }

    private static String organization(String ura) {
        return "Organization/" + ura;
    }

    private static Map<String, Object> request(Member who, Person person) {
        Map<String, Object> request = new HashMap<>(Map.of(
                "org", organization(who.ura()),
                "role", who.role() == null ? "system" : who.role().startsWith("01") ? "physician" : "nurse",
                "purpose", who.purpose().name(),
                "patient", "Patient/" + person.id(),
                "relation", person.team().contains(who.ura()) ? "treatment" : "none",
                "at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString().replace("Z", "+00:00"),
                "tasks", person.tasks(),
                "breakGlassAuthorised", who.breakGlass()));
        String category = switch (who.kind()) {
            case GP -> "gp";
            case CARE -> "disability-care";
            case TRIAGE, HAP, SPECIALIST, NURSES -> "triage";
            default -> "";
        };
        if (!category.isEmpty()) {
            request.put("orgCategory", category);
        }
        return request;
    }

    private static String category(Item item) {
        return Records.tags(item.stored(), Records.CATEGORY).get(0);
    }

    private static Map<String, Object> resource(Person person, Item item) {
        List<String> sensitivity = new ArrayList<>();
        String level = "N";
        for (JsonNode label : item.stored().path("meta").path("security")) {
            String system = label.path("system").asText();
            if (LEVELS.equals(system)) {
                level = label.path("code").asText();
            } else if (SENSITIVITIES.equals(system)) {
                sensitivity.add(label.path("code").asText());
            }
        }
        List<String> codes = new ArrayList<>();
        item.stored()
                .path("code")
                .path("coding")
                .forEach(coding -> codes.add(coding.path("code").asText()));
        return Map.of(
                "type",
                item.type(),
                "id",
                item.id(),
                "category",
                category(item),
                "confidentiality",
                level,
                "sensitivity",
                sensitivity,
                "authorOrg",
                organization(item.author()),
                "patient",
                "Patient/" + person.id(),
                "codes",
                codes);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> consents(Person person) {
        return person.items().values().stream()
                .filter(item -> item.stored().path("scope").toString().contains("patient-privacy"))
                .map(item -> {
                    ObjectNode consent = item.stored().deepCopy();
                    literal(consent);
                    consent.findParents("reference").forEach(parent -> literal((ObjectNode) parent));
                    return (Map<String, Object>) JSON.convertValue(consent, Map.class);
                })
                .toList();
    }

    /** The model knows references only, and no identifiers of organisations. */
    private static void literal(ObjectNode parent) {
        parent.path("organization").forEach(one -> named((ObjectNode) one));
        if (parent.path("reference").isObject()) {
            named((ObjectNode) parent.path("reference"));
        }
    }

    private static void named(ObjectNode reference) {
        String system = reference.path("identifier").path("system").asText();
        String value = reference.path("identifier").path("value").asText();
        if (system.endsWith("/region")) {
            reference.put("reference", "Organization/region");
        } else if (system.endsWith("mgz-organization-category")) {
            reference.put("reference", "Group/cat-" + value);
        } else if (!value.isEmpty()) {
            reference.put("reference", organization(value));
        }
    }

    private static Map<String, Object> patients(Person person) {
        Map<String, Object> facts = new HashMap<>(Map.of("birthDate", "1961-04-03"));
        if (person.incapable()) {
            facts.put("incapable", List.of(Map.of("start", "2024-01-01T00:00:00+01:00")));
        }
        return Map.of("Patient/" + person.id(), facts);
    }

    private static Map<String, Object> parties(Person person) {
        return Map.of(
                "RelatedPerson/" + person.mentor(),
                Map.of(
                        "for",
                        "Patient/" + person.id(),
                        "relationship",
                        "mentor",
                        "authority",
                        Map.of("start", "2020-01-01T00:00:00+01:00")));
    }

    // ---- HTTP

    private static void require(Gateway.Answer answer, int status) {
        if (answer.status() != status) {
            throw new AssertionError(answer.status() + " " + answer.text());
        }
    }

    static Gateway.Answer send(
            Gateway gateway, ClientTokens tokens, String method, String path, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        try {
            all.addAll(List.of("Authorization", "Bearer " + tokens.bearer()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (body != null) {
            all.addAll(List.of("Content-Type", "application/fhir+json"));
        }
        Gateway.Answer answer = null;
        // As a client does: 503 says that what the answer rests on changed meanwhile, by a clock of the gateway's own
        // too.
        for (int tries = 0;
                answer == null || (answer.status() == 503 && "GET".equals(method) && tries < TRIES);
                tries++) {
            answer = gateway.send(
                    method,
                    path,
                    body == null ? null : body.getBytes(StandardCharsets.UTF_8),
                    all.toArray(String[]::new));
        }
        return answer;
    }

    private <T> T pick(List<T> from) {
        return from.get(random.nextInt(from.size()));
    }
}
