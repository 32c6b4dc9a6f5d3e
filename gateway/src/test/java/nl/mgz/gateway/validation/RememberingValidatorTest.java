package nl.mgz.gateway.validation;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.SingleValidationMessage;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nl.mgz.gateway.Cases;
import nl.mgz.gateway.conformance.RegionPackages;
import nl.mgz.gateway.definitions.Definitions;
import nl.mgz.gateway.loading.ResourceFiles;
import nl.mgz.gateway.sandbox.region.DirectoryReferences;
import nl.mgz.gateway.sandbox.region.Region;
import nl.mgz.gateway.validation.Validation.Finding;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is remembered, looked up or held against our profile alone gives what HL7's validator finds as it is. */
class RememberingValidatorTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final Pair OWN = Pair.of(null);

    /** What the region knows stands at the server under other ids. */
    private static final DirectoryReferences DIRECTORY = Region.of(1).directory().getEntry().stream()
            .collect(Collectors.collectingAndThen(
                    Collectors.toMap(
                            BundleEntryComponent::getFullUrl,
                            entry -> entry.getResource().fhirType() + "/"
                                    + UUID.nameUUIDFromBytes(entry.getFullUrl().getBytes(StandardCharsets.UTF_8))),
                    known -> known::get));

    @TempDir
    static Path folder;

    /** Two validators with the same definitions. */
    private record Pair(ResourceValidator ours, FhirValidator plain) {

        static Pair of(@Nullable Path packages) {
            Definitions definitions = Definitions.load(FHIR, packages);
            SupportChain support = new SupportChain(FHIR, definitions);
            return new Pair(new ResourceValidator(FHIR, definitions, support), RememberingValidatorTest.plain(support));
        }
    }

    private static FhirValidator plain(SupportChain support) {
        FhirInstanceValidator module = new FhirInstanceValidator(FHIR);
        module.setValidationSupport(support);
        module.setAnyExtensionsAllowed(true);
        module.setErrorForUnknownProfiles(false);
        module.setAssumeValidRestReferences(true);
        module.setNoExtensibleWarnings(true);
        module.setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
        return FHIR.newValidator().registerValidatorModule(module);
    }

    @Test
    void findsTheSameInPushesOfARegion() throws IOException {
        for (ObjectNode push : pushes(4)) {
            compare(OWN, push, "a push");
        }
    }

    @Test
    void findsTheSameInPushesWithAFault() throws IOException {
        List<ObjectNode> pushes = pushes(3);
        Random random = new Random(20261123);
        int refused = 0;
        for (int i = 0; i < 150; i++) {
            ObjectNode push = pushes.get(random.nextInt(pushes.size())).deepCopy();
            String fault = spoil(push, random);
            refused += compare(OWN, push, fault) ? 0 : 1;
        }
        // A comparison in which nothing is wrong would prove little.
        assertThat(refused).isGreaterThan(40);
    }

    @Test
    void findsTheSameInRealDataOneByOneAndTogether() throws IOException {
        Path cases = Cases.folder("nl-core");
        RegionPackages.write(
                folder.resolve("1.tgz"), "nictiz.fhir.nl.r4", "0.12.1", List.of(Cases.folder("nl-core-definitions")));
        RegionPackages.write(
                folder.resolve("2.tgz"), "iknl.fhir.r4.pzp", "0.1.3", List.of(Cases.folder("pzp-definitions")));
        Pair published = Pair.of(folder);
        List<ObjectNode> all = new ArrayList<>();
        for (Path set : List.of(cases, Cases.folder("pzp-beta3"))) {
            for (Path file : ResourceFiles.filesIn(set)) {
                String text = Files.readString(file);
                ObjectNode resource = read(
                        file.toString().endsWith(".xml")
                                ? FHIR.newJsonParser()
                                        .encodeResourceToString(
                                                FHIR.newXmlParser().parseResource(text))
                                : text);
                if (!resource.path("resourceType").asText().equals("Bundle")) {
                    all.add(resource);
                }
            }
        }
        assertThat(all).isNotEmpty();
        for (ObjectNode resource : all) {
            compare(published, resource, resource.path("id").asText());
            compare(published, resource, resource.path("id").asText() + " once more");
        }
        for (int from = 0; from < all.size(); from += 10) {
            ObjectNode bundle =
                    JSON.createObjectNode().put("resourceType", "Bundle").put("type", "transaction");
            ArrayNode entries = bundle.putArray("entry");
            for (ObjectNode resource : all.subList(from, Math.min(all.size(), from + 10))) {
                String place = resource.path("resourceType").asText() + "/"
                        + resource.path("id").asText("x");
                ObjectNode entry = entries.addObject().put("fullUrl", "https://example.com/fhir/" + place);
                entry.set("resource", resource);
                entry.putObject("request").put("method", "PUT").put("url", place);
            }
            compare(published, bundle, "together from " + from);
            compare(published, bundle, "together from " + from + " once more");
        }
    }

    /** What an outline leaves out is as wrong as it ever was where it is wrong. */
    @Test
    void findsTheSameWhereWhatMayBeAnotherIsWrong() throws IOException {
        List<ObjectNode> pushes = pushes(3);
        for (ObjectNode push : pushes) {
            assertThat(compare(OWN, push, "as it was")).isTrue();
        }
        Random random = new Random(20261124);
        Map<String, Integer> refused = new TreeMap<>();
        for (int i = 0; i < 160; i++) {
            ObjectNode push = pushes.get(random.nextInt(pushes.size())).deepCopy();
            List<ObjectNode> places = new ArrayList<>();
            for (JsonNode entry : push.path("entry")) {
                collect(entry.path("resource"), places);
            }
            String name = List.copyOf(WRONG.keySet()).get(i % WRONG.size());
            List<ObjectNode> having = places.stream()
                    .filter(place -> place.path(name).isTextual())
                    .toList();
            if (!having.isEmpty()) {
                List<String> values = Objects.requireNonNull(WRONG.get(name));
                String wrong = values.get(random.nextInt(values.size()));
                having.get(random.nextInt(having.size())).put(name, wrong);
                if (!compare(OWN, push, name + " " + wrong)) {
                    refused.merge(name, 1, Integer::sum);
                }
            }
        }
        assertThat(refused.keySet()).contains("reference", "value", "start", "effectiveDateTime", "text");
    }

    private static final Map<String, List<String>> WRONG = new TreeMap<>(Map.of(
            "reference",
            List.of(
                    "urn:uuid:0f5b2b34-0f0c-4d3e-9f1c-0a0b0c0d0e0f",
                    "Patient/elsewhere",
                    "Flag/elsewhere",
                    "Patient/1/_history/2",
                    "#here",
                    "no reference",
                    "Patient?identifier=1"),
            "value",
            List.of("999900007", "12345678", "12", "urn:uuid:1", " ", ""),
            "start",
            List.of("2120-01-01", "2019-02-30", "1719-01-01", "2019-01-01T10:00:00", "x"),
            "recordedDate",
            List.of("2019", "2019-13-01", "2019-01-01t10:00:00z", "0000-01-01"),
            "effectiveDateTime",
            List.of("2019", "2019-13-01", "2019-01-01T25:00:00Z"),
            "text",
            List.of("<script>x</script>", " x ", "", "\u0007"),
            "div",
            List.of("x", "<div>x</div>", "<div xmlns=\"http://www.w3.org/1999/xhtml\"><script>x</script></div>"),
            "id",
            List.of("not_an_id", "x".repeat(65))));

    @Test
    void remembersWhatIsSentOnceMoreAboutSomebodyElse() {
        Definitions definitions = Definitions.load(FHIR, null);
        ValidatorPool pool = new ValidatorPool(new SupportChain(FHIR, definitions));
        for (ObjectNode push : pushes(1)) {
            ObjectNode first = prepared(OWN, push);
            assertThat(pool.sent(first).isEachKnown()).isFalse();
            assertThat(pool.errors(first)).noneMatch(ValidationMessage::isError);
            ObjectNode again = prepared(OWN, aboutSomebodyElse(push));
            List<String> asked = new ArrayList<>();
            for (JsonNode entry : again.path("entry")) {
                if (!pool.sent(again).known().contains(entry.path("fullUrl").asText())) {
                    asked.add(entry.path("resource").path("resourceType").asText());
                }
            }
            assertThat(asked).isSubsetOf("CareTeam");
        }
    }

    /** With other ids, notes and days. */
    private static ObjectNode aboutSomebodyElse(ObjectNode push) {
        String text = push.toString();
        Matcher id = Pattern.compile("urn:uuid:([0-9a-f-]{36})").matcher(text);
        text = id.replaceAll(
                found -> "urn:uuid:" + UUID.nameUUIDFromBytes(found.group(1).getBytes(StandardCharsets.UTF_8)));
        Matcher day =
                Pattern.compile("(?<=\")(20\\d\\d)(-\\d\\d-[012]\\d)(?=[\"T])").matcher(text);
        return read(day.replaceAll(found -> Integer.parseInt(found.group(1)) - 4 + found.group(2)));
    }

    /** HL7's parser passes over what is no object, and tells of those behind it by a number that is one too low. */
    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "\"x\"", "[{}]"})
    void remembersNothingOfABundleInWhichSomethingIsWrong(String stray) throws IOException {
        ResourceValidator validator = Pair.of(null).ours();
        ObjectNode push = pushes(1).get(0);
        ObjectNode problem = null;
        for (JsonNode entry : push.path("entry")) {
            if ("Condition".equals(entry.path("resource").path("resourceType").asText())) {
                problem = (ObjectNode) entry.path("resource");
            }
        }
        assertThat(problem).isNotNull();
        problem.putArray("note").addObject().put("authorString", "who writes nothing");
        ObjectNode behind = push.deepCopy();
        ((ArrayNode) behind.path("entry")).insert(0, JSON.readTree(stray));
        assertThat(validator.errorsInJson(behind.toString()).accepted()).isFalse();
        assertThat(validator.errorsInJson(push.toString()).accepted())
                .as("the same without it")
                .isFalse();
        assertThat(validator.errorsInJson(problem.toString()).accepted())
                .as("one of them alone")
                .isFalse();
    }

    @Test
    void looksAtHowKnownResourcesAreSentTogether() {
        Definitions definitions = Definitions.load(FHIR, null);
        ValidatorPool pool = new ValidatorPool(new SupportChain(FHIR, definitions));
        ObjectNode push = prepared(OWN, pushes(1).get(0));
        pool.errors(push);
        assertThat(pool.sent(push).isKnown()).isTrue();
        ObjectNode otherIds = prepared(OWN, aboutSomebodyElse(push));
        assertThat(pool.sent(otherIds).isKnown()).isTrue();
        List<Consumer<ObjectNode>> faults = List.of(
                sent -> ((ObjectNode) sent.path("entry").get(0).path("request")).put("method", "SEND"),
                sent -> ((ObjectNode) sent.path("entry").get(0).path("request")).remove("url"),
                sent -> ((ObjectNode) sent.path("entry").get(0)).put("fullUrl", "Patient/1"),
                sent -> ((ObjectNode) sent.path("entry").get(0)).put("fullUrl", "https://example.com/fhir/Patient/2"),
                sent -> ((ObjectNode) sent.path("entry").get(0)).put("unheardOf", "x"),
                sent -> ((ObjectNode) sent.path("entry").get(0))
                        .putObject("response")
                        .put("status", "200"),
                sent -> sent.put("total", "many"),
                sent -> sent.put("id", 5),
                sent -> sent.putArray("entry"),
                sent -> sent.put("entry", "none"),
                sent -> sent.putObject("entry").set("x", push.path("entry").get(0)),
                sent -> ((ObjectNode) sent.path("entry").get(0)).put("resource", "none"),
                sent -> ((ObjectNode) sent.path("entry").get(0).path("resource")).put("id", "not_an_id"),
                sent -> ((ArrayNode) sent.path("entry"))
                        .add(sent.path("entry").get(1).deepCopy()));
        for (Consumer<ObjectNode> fault : faults) {
            ObjectNode wrong = push.deepCopy();
            fault.accept(wrong);
            assertThat(pool.sent(wrong).isKnown())
                    .as(wrong.path("entry").path(0).toString())
                    .isFalse();
            assertThat(pool.errors(wrong)).anyMatch(ValidationMessage::isError);
        }
    }

    @Test
    void saysTheSameOfWhatIsSentAgain() throws IOException {
        for (ObjectNode push : pushes(2)) {
            spoil(push, new Random(3));
            List<Finding> first = OWN.ours().validateJson(push.toString()).findings();
            for (int again = 0; again < 3; again++) {
                assertThat(OWN.ours().validateJson(push.toString()).findings()).isEqualTo(first);
            }
        }
    }

    @Test
    void countsAContainedResourceAsUsedEachTimeThatALinkNamesIt() throws IOException {
        for (String data : List.of("AAAA", "BBBB", "CCCC")) {
            ObjectNode document = read("""
                    {"resourceType":"DocumentReference","status":"current","subject":{"reference":"Patient/1"},
                     "contained":[{"resourceType":"Binary","id":"b","contentType":"application/pdf","data":"%s"}],
                     "content":[{"attachment":{"contentType":"application/pdf","url":"#b"}}]}""".formatted(data));
            assertThat(compare(OWN, document, data)).isTrue();
        }
    }

    /** @return whether it was accepted */
    private static boolean compare(Pair pair, ObjectNode resource, String what) throws IOException {
        Validation found = pair.ours().errorsInJson(resource.toString());
        assertThat(pair.ours().validateJson(resource.toString()).errors())
                .as(what)
                .isEqualTo(found.errors());
        Set<String> ours = found.errors().stream()
                .filter(error -> !"profile-unknown".equals(error.key()))
                .map(error -> error.expression() + " " + error.key())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> theirs = pair
                .plain()
                .validateWithResult(prepared(pair, resource).toString())
                .getMessages()
                .stream()
                .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.ERROR) >= 0)
                .filter(message -> !isNoFault(message))
                .map(message -> Objects.toString(message.getLocationString(), "") + " "
                        + Objects.toString(message.getMessageId(), ""))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(ours).as(what).isEqualTo(theirs);
        return found.errors().stream().noneMatch(error -> error.severity() == IssueSeverity.ERROR);
    }

    private static boolean isNoFault(SingleValidationMessage message) {
        String key = Objects.toString(message.getMessageId(), "");
        return key.equals("SLICING_CANNOT_BE_EVALUATED") || key.equals("Extension_EXT_Version_Invalid");
    }

    /** The same claims that the gateway makes before it validates. */
    private static ObjectNode prepared(Pair pair, ObjectNode sent) {
        ObjectNode copy = sent.deepCopy();
        pair.ours().prepare(copy, new ArrayList<>());
        return copy;
    }

    private static List<ObjectNode> pushes(int clients) {
        return IntStream.range(0, clients)
                .boxed()
                .flatMap(client -> Region.of(1).client(client, DIRECTORY).stream())
                .map(push -> read(FHIR.newJsonParser().encodeResourceToString(push.bundle())))
                .toList();
    }

    private static ObjectNode read(String json) {
        try {
            return (ObjectNode) JSON.readTree(json);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Takes something away, or puts something else in its place, somewhere in one of the resources. */
    private static String spoil(ObjectNode push, Random random) {
        List<ObjectNode> places = new ArrayList<>();
        JsonNode entries = push.path("entry");
        collect(entries.get(random.nextInt(entries.size())).path("resource"), places);
        ObjectNode place = places.get(random.nextInt(places.size()));
        List<Map.Entry<String, JsonNode>> fields = new ArrayList<>(place.properties());
        Map.Entry<String, JsonNode> field = fields.get(random.nextInt(fields.size()));
        String name = field.getKey();
        switch (random.nextInt(5)) {
            case 0 -> place.remove(name);
            case 1 -> place.put(name, "no such value");
            case 2 -> place.put(name, 12);
            case 3 -> place.put("unheardOf" + name, "x");
            default -> {
                JsonNode value = place.remove(name);
                place.set(
                        name,
                        value.isArray() && !value.isEmpty()
                                ? value.get(0)
                                : JSON.createArrayNode().add(value));
            }
        }
        return name + " in " + place;
    }

    private static void collect(JsonNode node, List<ObjectNode> into) {
        if (node instanceof ObjectNode object && !object.isEmpty()) {
            into.add(object);
        }
        node.forEach(child -> collect(child, into));
    }
}
