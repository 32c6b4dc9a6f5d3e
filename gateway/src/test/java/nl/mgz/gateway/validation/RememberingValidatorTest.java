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
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nl.mgz.gateway.Cases;
import nl.mgz.gateway.conformance.RegionPackages;
import nl.mgz.gateway.definitions.Definitions;
import nl.mgz.gateway.loading.ResourceFiles;
import nl.mgz.gateway.sandbox.region.Region;
import nl.mgz.gateway.validation.Validation.Finding;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is remembered, looked up or held against our profile alone gives what HL7's validator finds as it is. */
class RememberingValidatorTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final Pair OWN = Pair.of(null);

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
        Validation found = pair.ours().validateJson(resource.toString());
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
                .flatMap(client -> Region.of(1).client(client, key -> "Organization/1").stream())
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
