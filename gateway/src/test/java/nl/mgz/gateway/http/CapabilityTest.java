package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeSearchParam;
import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The CapabilityStatement says what the server does: all that it lists is there, and nothing else is. */
class CapabilityTest {

    private static final String JSON = "application/fhir+json";
    private static final Set<String> NOT_SERVED =
            Set.of("not-supported", "type-not-supported", "parameter-not-supported");
    private static final String ABSENT = UUID.randomUUID().toString();

    private static final List<String> INTERACTIONS =
            List.of("read", "vread", "history-instance", "search-type", "create", "update", "patch", "delete");

    private final Gateway gateway = Gateway.shared();
    private final Stored stored = new Stored(gateway);
    private final JsonNode statement = gateway.get("metadata").json();
    private final JsonNode rest = statement.path("rest").path(0);
    private final Map<String, JsonNode> types = types();

    private Map<String, JsonNode> types() {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        rest.path("resource").forEach(type -> all.put(type.path("type").asText(), type));
        // For auditors alone: TrailReadingTest asks as one.
        all.remove("AuditEvent");
        return all;
    }

    private static List<String> texts(JsonNode list, String name) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(one -> one.path(name).asText())
                .toList();
    }

    private Gateway.Answer call(String interaction, String type) {
        String nonsense = "{\"resourceType\":\"" + type + "\",\"id\":\"" + ABSENT + "\",\"nonsense\":1}";
        return switch (interaction) {
            case "read" -> gateway.get(type + "/" + ABSENT);
            case "vread" -> gateway.get(type + "/" + ABSENT + "/_history/1");
            case "history-instance" -> gateway.get(type + "/" + ABSENT + "/_history");
            case "search-type" -> gateway.get(type + "?_id=" + ABSENT);
            case "create" -> gateway.post(type, nonsense);
            case "update" -> gateway.put(type + "/" + ABSENT, nonsense, "If-Match", "W/\"1\"");
            case "patch" ->
                gateway.send(
                        "PATCH",
                        type + "/" + ABSENT,
                        "{\"resourceType\":\"Parameters\"}".getBytes(StandardCharsets.UTF_8),
                        "Content-Type",
                        JSON,
                        "If-Match",
                        "W/\"1\"");
            case "delete" -> gateway.delete(type + "/" + ABSENT);
            default -> throw new IllegalArgumentException(interaction);
        };
    }

    private static void isRefused(Gateway.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
        assertThat(answer.code()).as(answer.text()).isIn(NOT_SERVED);
    }

    private static boolean refuses(Gateway.Answer answer) {
        return answer.status() >= 400 && answer.status() < 500 && NOT_SERVED.contains(answer.code());
    }

    private static String code(Gateway.Answer answer) {
        return answer.status() >= 400 ? answer.code() : "";
    }

    private static void isServed(Gateway.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isLessThan(500);
        if (answer.status() >= 400) {
            assertThat(answer.code()).as(answer.text()).isNotBlank().isNotIn(NOT_SERVED);
        }
    }

    @Nested
    class Listed {

        @TestFactory
        Stream<DynamicTest> everyInteractionIsServed() {
            return types.entrySet().stream()
                    .flatMap(type -> texts(type.getValue().path("interaction"), "code").stream()
                            .map(code ->
                                    dynamicTest(type.getKey() + " " + code, () -> interaction(code, type.getKey()))));
        }

        private void interaction(String code, String type) {
            Gateway.Answer answer = stored.nothingBy(() -> call(code, type));
            isServed(answer);
            switch (code) {
                case "read", "vread", "history-instance" -> {
                    assertThat(answer.status()).isEqualTo(404);
                    assertThat(answer.code()).isEqualTo("not-found");
                }
                case "search-type" ->
                    assertThat(answer.json().path("type").asText()).isEqualTo("searchset");
                case "create", "update", "patch" -> assertThat(answer.status()).isBetween(400, 499);
                default -> {}
            }
        }

        @TestFactory
        Stream<DynamicTest> everySearchParameterIsServed() {
            return types.entrySet().stream()
                    .flatMap(type -> StreamSupport.stream(
                                    type.getValue().path("searchParam").spliterator(), false)
                            .map(parameter -> search(type.getKey(), parameter)));
        }

        private DynamicTest search(String type, JsonNode parameter) {
            String name = parameter.path("name").asText();
            String search = type + "?" + name + "="
                    + plausible(name, parameter.path("type").asText());
            return dynamicTest(search, () -> {
                // Every search of records says whom it is about.
                Gateway.Answer answer = gateway.get(name.equals("_id") ? search : search + "&_id=" + ABSENT);
                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                assertThat(answer.json().path("type").asText()).isEqualTo("searchset");
            });
        }

        private static String plausible(String name, String type) {
            return switch (type) {
                case "date" -> "2026-01-01";
                case "reference" -> ABSENT;
                case "uri" -> "https://example.nl/x";
                case "number", "quantity" -> "5";
                case "token" -> name.equals("_id") ? ABSENT : "x";
                case "string" -> "zzz";
                default -> throw new AssertionError("a parameter of type " + type);
            };
        }

        @TestFactory
        Stream<DynamicTest> everySearchParameterIsTakenInAForm() {
            return types.entrySet().stream()
                    .map(type -> dynamicTest(type.getKey(), () -> {
                        String form = StreamSupport.stream(
                                        type.getValue().path("searchParam").spliterator(), false)
                                .map(one -> one.path("name").asText() + "="
                                        + plausible(
                                                one.path("name").asText(),
                                                one.path("type").asText()))
                                .collect(Collectors.joining("&"));
                        Gateway.Answer answer = gateway.postSearch(type.getKey(), form);
                        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                    }));
        }

        @TestFactory
        Stream<DynamicTest> everyIncludeIsServed() {
            return types.entrySet().stream()
                    .flatMap(type -> StreamSupport.stream(
                                    type.getValue().path("searchInclude").spliterator(), false)
                            .map(include -> dynamicTest(include.asText(), () -> {
                                Gateway.Answer answer =
                                        gateway.get(type.getKey() + "?_id=" + ABSENT + "&_include=" + include.asText());
                                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                            })));
        }

        @TestFactory
        Stream<DynamicTest> everyRevincludeIsServed() {
            return types.entrySet().stream()
                    .flatMap(type -> StreamSupport.stream(
                                    type.getValue().path("searchRevInclude").spliterator(), false)
                            .map(include -> dynamicTest(type.getKey() + " " + include.asText(), () -> {
                                Gateway.Answer answer = gateway.get(
                                        type.getKey() + "?_id=" + ABSENT + "&_revinclude=" + include.asText());
                                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                            })));
        }

        @TestFactory
        Stream<DynamicTest> everyOperationAnswers() {
            return types.entrySet().stream()
                    .flatMap(type -> texts(type.getValue().path("operation"), "name").stream()
                            .map(name -> dynamicTest(type.getKey() + " $" + name, () -> {
                                Gateway.Answer answer = operation(type.getKey(), name);
                                assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                            })));
        }

        private Gateway.Answer operation(String type, String name) {
            return switch (type + "/$" + name) {
                case "Patient/$everything" ->
                    gateway.get("Patient/" + People.create(gateway, "Jansen") + "/$everything");
                case "Patient/$access-log" ->
                    gateway.get("Patient/" + People.create(gateway, "Jansen") + "/$access-log");
                case "Patient/$break-glass" ->
                    Acute.breakGlass(gateway, People.create(gateway, "Jansen"), Acute.physician(gateway));
                case "Task/$judge" -> {
                    String patient = People.create(gateway, "Jansen");
                    Acute.breakGlass(gateway, patient, Acute.physician(gateway));
                    yield gateway.post(
                            "Task/" + Acute.review(gateway, patient) + "/$judge",
                            Acute.judgement("justified", "Leven was in gevaar"),
                            "Authorization",
                            Acute.officer(gateway, Gateway.USUAL));
                }
                case "Observation/$lastn" ->
                    gateway.get("Observation/$lastn?category=vital-signs&patient=" + People.create(gateway, "Jansen"));
                case "Consent/$current-directives" ->
                    gateway.get("Consent/$current-directives?patient=Patient/" + People.create(gateway, "Jansen"));
                case "Patient/$summary" -> gateway.get("Patient/" + People.create(gateway, "Jansen") + "/$summary");
                case "Patient/$care-plan" -> gateway.get("Patient/" + People.create(gateway, "Jansen") + "/$care-plan");
                case "Patient/$triage-context" ->
                    gateway.post("Patient/$triage-context", """
                                {"resourceType":"Parameters","parameter":[{"name":"patient","valueString":"%s"}]}""".formatted(People.create(gateway, "Jansen")));
                case "Patient/$choices" -> gateway.get("Patient/" + inCare() + "/$choices");
                case "Consent/$decide" ->
                    gateway.post("Consent/$decide", answers(inCare(), "\"organization\"", Gateway.USUAL));
                case "Consent/$record" -> recordedBy(inCare());
                case "Consent/$withdraw" -> {
                    String consent =
                            recordedBy(inCare()).json().findPath("reference").asText();
                    yield gateway.post(
                            consent.replaceFirst("/_history.*", "") + "/$withdraw",
                            "{\"resourceType\":\"Parameters\"}");
                }
                case "Composition/$triage-report" ->
                    new Triage(gateway).of(People.create(gateway, "Jansen")).send();
                case "Composition/$escalate" -> {
                    Triage triage = new Triage(gateway).of(People.create(gateway, "Jansen"));
                    yield triage.escalate(triage.sent(), "achterwacht", Gateway.USUAL);
                }
                case "Composition/$triage-statistics" ->
                    gateway.get("Composition/$triage-statistics?from=2026-01-01&to=2026-01-31");
                case "Subscription/$status", "Subscription/$events", "Subscription/$undelivered" ->
                    gateway.get("Subscription/" + subscription() + "/$" + name);
                case "Subscription/$replay" ->
                    gateway.post("Subscription/" + subscription() + "/$replay", "{\"resourceType\":\"Parameters\"}");
                case "ValueSet/$expand" -> gateway.get("ValueSet/$expand?url=" + aValueSet());
                case "ValueSet/$validate-code" ->
                    gateway.get("ValueSet/$validate-code?system=https://example.nl/x&code=x&url=" + aValueSet());
                case "CodeSystem/$validate-code" ->
                    gateway.get(
                            "CodeSystem/$validate-code?code=U3&url=https://mgz-gateway.nl/fhir/CodeSystem/mgz-nts-urgency");
                case "CodeSystem/$lookup" ->
                    gateway.get(
                            "CodeSystem/$lookup?code=U3&system=https://mgz-gateway.nl/fhir/CodeSystem/mgz-nts-urgency");
                case "ConceptMap/$translate" ->
                    gateway.get(
                            "ConceptMap/$translate?code=U3&system=https://mgz-gateway.nl/fhir/CodeSystem/mgz-nts-urgency");
                default -> {
                    assertThat(name)
                            .as("an operation that this test does not know")
                            .isEqualTo("validate");
                    yield gateway.post(type + "/$validate", "{\"resourceType\":\"" + type + "\"}");
                }
            };
        }

        private String subscription() {
            try (Receiver receiver = new Receiver()) {
                return Telling.subscribe(gateway, Gateway.USUAL, "consultation-breached", receiver);
            }
        }

        private String inCare() {
            String patient = People.create(gateway, "Jansen");
            gateway.post("CareTeam", Sharing.careTeam(patient, List.of()));
            return patient;
        }

        private Gateway.Answer recordedBy(String patient) {
            return gateway.post(
                    "Consent/$record",
                    answers(patient, "\"decision\"", "permit", "\"to\"", "all", "\"signedBy\"", "patient"));
        }

        private static String answers(String patient, String... more) {
            StringBuilder all = new StringBuilder(
                            "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"patient\",")
                    .append("\"valueString\":\"" + patient + "\"}");
            for (int i = 0; i < more.length; i += 2) {
                all.append(",{\"name\":" + more[i] + ",\"valueString\":\"" + more[i + 1] + "\"}");
            }
            return all.append("]}").toString();
        }

        private String aValueSet() {
            return gateway.get("ValueSet").matches().get(0).path("url").asText();
        }

        @Test
        void theSystemInteractionsAreServed() {
            assertThat(texts(rest.path("interaction"), "code")).containsExactlyInAnyOrder("transaction", "batch");
            for (String code : List.of("transaction", "batch")) {
                String bundle = "{\"resourceType\":\"Bundle\",\"type\":\"" + code + "\"}";
                assertThat(gateway.post("", bundle).status()).isEqualTo(200);
            }
        }

        @TestFactory
        Stream<DynamicTest> aConditionalCreateIsServedWhereListedAndNowhereElse() {
            return types.entrySet().stream()
                    .filter(type ->
                            texts(type.getValue().path("interaction"), "code").contains("create"))
                    .map(type -> dynamicTest(type.getKey(), () -> {
                        String body = "{\"resourceType\":\"" + type.getKey() + "\",\"nonsense\":1}";
                        Gateway.Answer answer = stored.nothingBy(() ->
                                gateway.post(type.getKey(), body, "If-None-Exist", "identifier=https://x.nl/y|1"));
                        if (type.getValue().path("conditionalCreate").asBoolean()) {
                            isServed(answer);
                        } else {
                            isRefused(answer);
                        }
                    }));
        }

        @TestFactory
        Stream<DynamicTest> everyFormatIsServed() {
            return StreamSupport.stream(statement.path("format").spliterator(), false)
                    .map(format -> dynamicTest(format.asText(), () -> {
                        Gateway.Answer answer = gateway.get("metadata", "Accept", format.asText());
                        assertThat(answer.status()).isEqualTo(200);
                        assertThat(answer.header("Content-Type")).contains(format.asText());
                    }));
        }

        @TestFactory
        Stream<DynamicTest> everyPatchFormatIsServed() {
            Map<String, String> changes = Map.of(
                    "application/json-patch+json",
                    "[{\"op\":\"replace\",\"path\":\"/gender\",\"value\":\"other\"}]",
                    JSON,
                    "{\"resourceType\":\"Parameters\",\"parameter\":[{\"name\":\"operation\",\"part\":["
                            + "{\"name\":\"type\",\"valueCode\":\"replace\"},"
                            + "{\"name\":\"path\",\"valueString\":\"Patient.gender\"},"
                            + "{\"name\":\"value\",\"valueCode\":\"other\"}]}]}",
                    "application/fhir+xml",
                    "<Parameters xmlns=\"http://hl7.org/fhir\"><parameter><name value=\"operation\"/><part><name"
                            + " value=\"type\"/><valueCode value=\"replace\"/></part><part><name"
                            + " value=\"path\"/><valueString value=\"Patient.gender\"/></part><part><name"
                            + " value=\"value\"/><valueCode value=\"other\"/></part></parameter></Parameters>");
            return StreamSupport.stream(statement.path("patchFormat").spliterator(), false)
                    .map(format -> dynamicTest(format.asText(), () -> {
                        String id = People.create(gateway, "Jansen");
                        byte[] body = changes.get(format.asText()).getBytes(StandardCharsets.UTF_8);
                        Gateway.Answer answer = gateway.send(
                                "PATCH", "Patient/" + id, body, "Content-Type", format.asText(), "If-Match", "W/\"1\"");
                        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
                        assertThat(gateway.get("Patient/" + id)
                                        .json()
                                        .path("gender")
                                        .asText())
                                .isEqualTo("other");
                    }));
        }

        @Test
        void isFhirR4AtTheAddressThatCallersUse() {
            assertThat(statement.path("fhirVersion").asText()).isEqualTo("4.0.1");
            assertThat(statement.path("implementation").path("url").asText()).isEqualTo(gateway.base());
        }

        @Test
        void everySupportedProfileIsHeld() {
            types.values()
                    .forEach(type -> type.path("supportedProfile")
                            .forEach(profile -> assertThat(gateway.get("StructureDefinition?url=" + profile.asText())
                                            .matches())
                                    .as(profile.asText())
                                    .hasSize(1)));
        }
    }

    @Nested
    class NotListed {

        @TestFactory
        Stream<DynamicTest> noOtherTypeIsServed() {
            return new TreeSet<>(gateway.bean(FhirContext.class).getResourceTypes())
                    .stream()
                            .filter(type -> !types.containsKey(type) && !"AuditEvent".equals(type))
                            .map(type -> dynamicTest(type, () -> {
                                List<String> wrong = new ArrayList<>();
                                for (String interaction : INTERACTIONS) {
                                    Gateway.Answer answer = stored.nothingBy(() -> call(interaction, type));
                                    if (!refuses(answer)) {
                                        wrong.add(
                                                interaction + " " + type + ": " + answer.status() + " " + code(answer));
                                    }
                                }
                                assertThat(wrong).isEmpty();
                            }));
        }

        @Test
        void theTypesThatNobodyShouldSeeAreAmongThem() {
            assertThat(types)
                    .doesNotContainKeys(
                            "Account",
                            "Invoice",
                            "Person",
                            "Bundle",
                            "List",
                            "Group",
                            "Binary",
                            "Parameters",
                            "OperationOutcome",
                            "MessageHeader",
                            "Basic",
                            "Provenance");
        }

        @TestFactory
        Stream<DynamicTest> noOtherInteractionIsServed() {
            return types.entrySet().stream().flatMap(type -> {
                List<String> others = new ArrayList<>(INTERACTIONS);
                others.removeAll(texts(type.getValue().path("interaction"), "code"));
                return others.stream()
                        .map(code -> dynamicTest(
                                type.getKey() + " " + code,
                                () -> isRefused(stored.nothingBy(() -> call(code, type.getKey())))));
            });
        }

        @TestFactory
        Stream<DynamicTest> noHistoryOfATypeIsServed() {
            return types.keySet().stream()
                    .map(type -> dynamicTest(type, () -> isRefused(gateway.get(type + "/_history"))));
        }

        @TestFactory
        Stream<DynamicTest> noOtherStandardSearchParameterIsServed() {
            return types.entrySet().stream()
                    .map(type -> dynamicTest(type.getKey(), () -> {
                        Set<String> others = standardParameters(type.getKey());
                        others.removeAll(texts(type.getValue().path("searchParam"), "name"));
                        List<String> wrong = new ArrayList<>();
                        for (String name : others) {
                            Gateway.Answer answer = gateway.get(type.getKey() + "?" + name + "=x");
                            if (!refuses(answer)) {
                                wrong.add(type.getKey() + "?" + name + ": " + answer.status() + " " + code(answer));
                            }
                        }
                        assertThat(wrong).isEmpty();
                    }));
        }

        private Set<String> standardParameters(String type) {
            Set<String> names = gateway.bean(FhirContext.class).getResourceDefinition(type).getSearchParams().stream()
                    .map(RuntimeSearchParam::getName)
                    .collect(Collectors.toCollection(TreeSet::new));
            names.addAll(List.of(
                    "_tag",
                    "_profile",
                    "_security",
                    "_source",
                    "_text",
                    "_content",
                    "_list",
                    "_type",
                    "_query",
                    "_filter",
                    "_has:Observation:patient:code",
                    "_language",
                    "_id",
                    "_lastUpdated"));
            return names;
        }

        @Test
        void noOtherRevincludeOfAPatientIsServed() {
            List<String> listed = StreamSupport.stream(
                            types.get("Patient").path("searchRevInclude").spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
            List<String> served = types.values().stream()
                    .flatMap(type ->
                            StreamSupport.stream(type.path("searchInclude").spliterator(), false))
                    .map(JsonNode::asText)
                    .filter(include -> gateway.get("Patient?_id=" + ABSENT + "&_revinclude=" + include)
                                    .status()
                            == 200)
                    .toList();
            assertThat(listed).containsAll(served);
        }

        @ParameterizedTest
        @ValueSource(strings = {"text/turtle", "application/x-turtle", "application/fhir+ndjson", "text/csv"})
        void noOtherFormatIsServed(String format) {
            Gateway.Answer answer = gateway.get("Patient?_id=" + ABSENT, "Accept", format);
            assertThat(answer.header("Content-Type")).matches("application/fhir\\+(json|xml);.*");
        }

        @ParameterizedTest
        @ValueSource(strings = {"ttl", "turtle", "text/turtle", "html/ndjson", "ndjson"})
        void noOtherFormatIsServedByItsName(String format) {
            Gateway.Answer answer = gateway.get("Patient?_id=" + ABSENT + "&_format=" + format);
            assertThat(answer.header("Content-Type")).matches("application/fhir\\+(json|xml);.*");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "$meta",
                    "$meta-add",
                    "$meta-delete",
                    "$expunge",
                    "$export",
                    "$export-poll-status",
                    "$graphql",
                    "$process-message",
                    "$reindex",
                    "$reindex-dryrun",
                    "$mark-all-resources-for-reindexing",
                    "$perform-reindexing-pass",
                    "$get-resource-counts",
                    "$delete-expunge",
                    "$import",
                    "$match",
                    "$merge",
                    "$document",
                    "$diff",
                    "$partition-management-create-partition",
                    "$hapi.fhir.replace-references",
                    "$invalidate-expansion",
                    "$upload-external-code-system",
                    "$snapshot",
                    "$subsumes",
                    "$find-matches",
                    "$closure",
                    "$convert",
                    "$versions",
                    "$apply",
                    "$populate",
                    "$docref",
                    "$member-match",
                    "$purge-history"
                })
        void noOtherOperationIsServed(String operation) {
            String patient = People.create(gateway, "Jansen");
            for (String path : List.of(
                    operation,
                    "Patient/" + operation,
                    "Patient/" + patient + "/" + operation,
                    "Patient/" + patient + "/_history/1/" + operation,
                    "CodeSystem/" + operation,
                    "ConceptMap/" + operation)) {
                isRefused(stored.nothingBy(() -> gateway.get(path)));
                isRefused(stored.nothingBy(() -> gateway.post(path, "{\"resourceType\":\"Parameters\"}")));
            }
        }

        @TestFactory
        Stream<DynamicTest> noListedOperationIsServedOnAnotherType() {
            Set<String> operations = types.values().stream()
                    .flatMap(type -> texts(type.path("operation"), "name").stream())
                    .collect(Collectors.toCollection(TreeSet::new));
            return types.entrySet().stream()
                    .map(type -> dynamicTest(type.getKey(), () -> {
                        Set<String> others = new TreeSet<>(operations);
                        others.removeAll(texts(type.getValue().path("operation"), "name"));
                        for (String name : others) {
                            isRefused(gateway.get(type.getKey() + "/$" + name));
                            isRefused(gateway.post(type.getKey() + "/$" + name, "{\"resourceType\":\"Parameters\"}"));
                        }
                    }));
        }

        @ParameterizedTest
        @ValueSource(strings = {"_history", "_search", "_search?_type=Patient"})
        void noOtherSystemInteractionIsServed(String path) {
            isRefused(gateway.get(path));
        }

        @Test
        void noSearchInAllTypesIsServedByForm() {
            isRefused(gateway.send(
                    "POST",
                    "_search",
                    "_type=Patient".getBytes(StandardCharsets.UTF_8),
                    "Content-Type",
                    "application/x-www-form-urlencoded"));
        }

        @Test
        void noCompartmentSearchIsServed() {
            String patient = People.create(gateway, "Jansen");
            isRefused(gateway.get("Patient/" + patient + "/Condition"));
            isRefused(gateway.get("Patient/" + patient + "/*"));
        }
    }
}
