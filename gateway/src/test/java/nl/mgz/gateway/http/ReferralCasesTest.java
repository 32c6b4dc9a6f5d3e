package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import nl.mgz.gateway.Cases;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The published referral of the general practitioners' exchange: refused for what it lacks, and with that added it lives. */
class ReferralCasesTest {

    private static final String ASKER = Gateway.USUAL;
    private static final String PHYSIOTHERAPIST = "90000481";
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final Set<String> DIRECTORY = Set.of("Organization", "Practitioner", "PractitionerRole", "Location");

    private final Gateway gateway = Gateway.shared();
    private final Map<String, String> published = new LinkedHashMap<>();
    private final Map<String, String> urns = new LinkedHashMap<>();

    @BeforeEach
    void read() throws IOException {
        try (Stream<Path> files = Files.list(Cases.folder("nl-elz-referral").resolve("examples"))) {
            for (Path file : files.sorted().toList()) {
                Resource resource = (Resource) FHIR.newXmlParser().parseResource(text(file));
                String place =
                        resource.fhirType() + "/" + resource.getIdElement().getIdPart();
                urns.put(place, "urn:uuid:" + UUID.randomUUID());
                published.put(place, FHIR.newJsonParser().encodeResourceToString(resource));
            }
        }
        assertThat(published.keySet()).anyMatch(place -> place.startsWith("Task/"));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends some of them as one transaction. What was sent before is referred to by the place that it got. */
    private Gateway.Answer send(Map<String, String> resources) {
        List<ObjectNode> entries = new ArrayList<>();
        resources.forEach((place, json) -> {
            String[] text = {json};
            urns.forEach((one, urn) -> text[0] = text[0].replace("\"" + one + "\"", "\"" + urn + "\""));
            entries.add(Records.post(urns.get(place), text[0]));
        });
        Gateway.Answer answer = gateway.post("", Records.transaction(entries.toArray(ObjectNode[]::new)));
        if (answer.status() == 200) {
            int entry = 0;
            for (String place : resources.keySet()) {
                urns.put(place, place.substring(0, place.indexOf('/') + 1) + Records.idOf(answer, entry++));
            }
        }
        return answer;
    }

    private Map<String, String> those(boolean directory) {
        Map<String, String> some = new LinkedHashMap<>();
        published.forEach((place, json) -> {
            if (DIRECTORY.contains(place.substring(0, place.indexOf('/'))) == directory) {
                some.put(place, json);
            }
        });
        return some;
    }

    private void change(String place, String what, String instead) {
        assertThat(published.get(place)).contains(what);
        published.compute(place, (one, json) -> json.replace(what, instead));
    }

    private void identify(String organization, String ura) {
        change(
                organization,
                "\"resourceType\":\"Organization\",",
                "\"resourceType\":\"Organization\",\"identifier\":[{\"system\":\"http://fhir.nl/fhir/NamingSystem/ura\",\"value\":\""
                        + ura + "\"}],");
    }

    private String place(String begin) {
        return published.keySet().stream()
                .filter(one -> one.startsWith(begin))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void isRefusedAsPublishedForNobodyKnowsWhoseItIs() {
        Gateway.Answer answer = send(published);
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("consultation-invalid");
        assertThat(answer.text()).contains("by its URA");
        assertThat(answer.expressions().get(0)).matches("Bundle\\.entry\\[\\d+]\\.resource\\.requester");
    }

    @Test
    void isRefusedWithADayInsteadOfAMoment() {
        identify(place("Organization/hg-ReferralServiceRequest-01-Organization-01"), ASKER);
        identify(place("Organization/hg-ReferralServiceRequest-01-Organization-02"), PHYSIOTHERAPIST);
        assertThat(send(those(true)).status()).isEqualTo(200);
        Gateway.Answer answer = send(those(false));
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("consultation-invalid");
        assertThat(answer.text()).contains("Task.authoredOn");
    }

    @Test
    void livesWithWhoseItIsAndWhen() {
        identify(place("Organization/hg-ReferralServiceRequest-01-Organization-01"), ASKER);
        identify(place("Organization/hg-ReferralServiceRequest-01-Organization-02"), PHYSIOTHERAPIST);
        assertThat(send(those(true)).status()).isEqualTo(200);
        String task = place("Task/");
        // As published the referrer's own practice is the owner, and not the physiotherapist's.
        change(
                task,
                "Organization/hg-ReferralServiceRequest-01-Organization-01",
                "Organization/hg-ReferralServiceRequest-01-Organization-02");
        change(task, "\"2022-12-01\"", "\"" + Consult.now() + "\"");
        // The letter's reason rests on a Condition: unsent, that part of the letter is hidden with it.
        change(
                task,
                "\"resourceType\":\"Task\",",
                "\"resourceType\":\"Task\",\"input\":[{\"type\":{\"text\":\"diagnose\"},\"valueReference\":{\"reference\":\""
                        + place("Condition/") + "\"}}],");
        Gateway.Answer answer = send(those(false));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        String id = urns.get(task).substring("Task/".length());
        List<String> letter = List.of(urns.get(place("ServiceRequest/")), urns.get(place("Composition/")));
        for (String status : List.of("accepted", "in-progress")) {
            Gateway.Answer moved = Consult.move(gateway, id, status, PHYSIOTHERAPIST);
            assertThat(moved.status()).as(moved.text()).isEqualTo(200);
            letter.forEach(one -> assertThat(
                            gateway.get(one, Gateway.AS, PHYSIOTHERAPIST).status())
                    .as(one)
                    .isEqualTo(200));
        }
        assertThat(gateway.get(letter.get(1), Gateway.AS, PHYSIOTHERAPIST).text())
                .contains("gonartrose");
        assertThat(gateway.get(letter.get(1), Gateway.AS, "90000482").status()).isEqualTo(404);
        assertThat(Consult.move(gateway, id, "completed", PHYSIOTHERAPIST).status())
                .isEqualTo(200);
    }
}
