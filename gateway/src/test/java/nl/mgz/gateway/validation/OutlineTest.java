package nl.mgz.gateway.validation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutlineTest {

    private static final String CONDITION = """
            {"resourceType":"Condition","id":"c-1","meta":{"versionId":"3","lastUpdated":"2026-11-21T10:00:00.123+00:00"},
             "identifier":[{"system":"https://practice.example/id","value":"0f5b2b34-0f0c-4d3e-9f1c-0a0b0c0d0e0f"}],
             "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icpc-1-nl","code":"K86","display":"Hypertensie"}]},
             "subject":{"reference":"Patient/1"},
             "onsetDateTime":"2019-04-01","abatementDateTime":"2020-02-01","recordedDate":"2019-04-02",
             "note":[{"text":"Was duizelig bij opstaan (2 keer)."}]}""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "\"c-1\" > \"another.id-2\"",
                "\"versionId\":\"3\" > \"versionId\":\"4\"",
                "10:00:00.123+00:00 > 11:30:01.9+01:00",
                "0f5b2b34-0f0c-4d3e-9f1c-0a0b0c0d0e0f > 1a5b2b34-0f0c-4d3e-9f1c-0a0b0c0d0e0f",
                "Patient/1 > Patient/2",
                "2019-04-01 > 2018-12-31",
                "2020-02-01 > 2026-11-21",
                "Was duizelig bij opstaan (2 keer). > Geen klachten meer",
            })
    void leavesOutWhatMayBeAnother(String known, String other) {
        assertThat(outline(CONDITION.replace(known.strip(), other.strip()))).isEqualTo(outline(CONDITION));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "\"c-1\" > \"not_an_id\"",
                "\"c-1\" > 1",
                "K86 > K87",
                "Hypertensie > Hypotensie",
                "Patient/1 > Group/1",
                // In another order, on the same day, of no calendar, of another form, of another time.
                "2019-04-01 > 2020-02-02",
                "2019-04-01 > 2019-04-02",
                "2019-04-01 > 2019-02-30",
                "2019-04-01 > 2019-04-01T10:00:00+02:00",
                "2019-04-01 > 2019",
                "2019-04-01 > 1719-04-01",
                "2026-11-21T10:00:00.123+00:00 > 2026-11-21",
                "2026-11-21T10 > 2026-11-21t10",
                "Was duizelig > <b>Was duizelig",
                "\"text\":\"Was > \"text\":\" Was",
                "Was duizelig > [Was](duizelig)",
                "0f5b2b34 > 0F5b2b34",
                "0f5b2b34-0f0c-4d3e > 1",
                "\"note\" > \"comment\"",
                "\"text\" > \"txt\"",
            })
    void keepsWhatHasASay(String known, String other) {
        assertThat(outline(CONDITION.replace(known.strip(), other.strip()))).isNotEqualTo(outline(CONDITION));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"contained\":[{\"resourceType\":\"Organization\",\"id\":\"o\"}]",
                "\"recorder\":{\"reference\":\"#o\"}",
                "\"recorder\":{\"reference\":\"https://elsewhere.example/Practitioner/1\"}",
                "\"implicitRules\":\"urn:uuid:0f5b2b34-0f0c-4d3e-9f1c-0a0b0c0d0e0f\"",
                "\"text\":{\"status\":\"generated\",\"div\":\"<div><a href='#x'>x</a></div>\"}",
            })
    void thereIsNoneOfWhatRestsOnMore(String more) {
        assertThat(outline(CONDITION.replace("\"id\":\"c-1\"", more))).isNull();
    }

    @Test
    void aNarrativeMaySayAnythingWithinTheSameTags() {
        String one = "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\"><p>%s</p></div>";
        assertThat(narrative(one.formatted("Hoge bloeddruk")))
                .isEqualTo(narrative(one.formatted("Suikerziekte, 2019")));
        assertThat(narrative(one.formatted("Hoge bloeddruk")))
                .isNotEqualTo(narrative(one.formatted("<b>Hoge</b> bloeddruk")))
                .isNotEqualTo(narrative(one.formatted("Hoge bloeddruk &nbsp;")))
                .isNotEqualTo(narrative(one.formatted(" ")))
                .isNotEqualTo(narrative(one.formatted("\\u0007 Hoge bloeddruk")));
    }

    @Test
    void aBsnIsAsGoodAsAnotherThatPasses() {
        String patient = """
                {"resourceType":"Patient","identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"%s"}]}""";
        assertThat(outline(patient.formatted("999900006"))).isEqualTo(outline(patient.formatted("999990019")));
        assertThat(outline(patient.formatted("999900006")))
                .isNotEqualTo(outline(patient.formatted("999900007")))
                .isNotEqualTo(outline(patient.formatted("99990000")));
    }

    @Test
    void oneBsnTwiceIsNotTwoOfThem() {
        String patient = """
                {"resourceType":"Patient","identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"%s"},
                {"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"%s"}]}""";
        assertThat(outline(patient.formatted("999900006", "999900006")))
                .isEqualTo(outline(patient.formatted("999990019", "999990019")))
                .isNotEqualTo(outline(patient.formatted("999900006", "999990019")));
    }

    @Test
    void momentsInTwoOffsetsStayWhatTheyAre() {
        String encounter = """
                {"resourceType":"Encounter","period":{"start":"%s","end":"%s"}}""";
        assertThat(outline(encounter.formatted("2026-01-01T10:00:00+01:00", "2026-01-01T11:00:00+01:00")))
                .isEqualTo(outline(encounter.formatted("2025-03-01T10:00:00+01:00", "2025-03-01T10:30:00+01:00")));
        assertThat(outline(encounter.formatted("2026-01-01T10:00:00+01:00", "2026-07-01T11:00:00+02:00")))
                .isNotEqualTo(outline(encounter.formatted("2025-01-01T10:00:00+01:00", "2025-07-01T11:00:00+02:00")));
    }

    /** Which day a time is on is asked in UTC: half past midnight here is the day before. */
    @Test
    void aDayBesideATimeStaysWhatItIs() {
        String encounter = """
                {"resourceType":"Encounter","period":{"start":"2024-05-03","end":"%s"}}""";
        assertThat(outline(encounter.formatted("2024-05-04T10:00:00+02:00")))
                .isNotEqualTo(outline(encounter.formatted("2024-05-04T00:30:00+02:00")));
    }

    @Test
    void aPartOfADateKeepsTheOthersWhatTheyAre() {
        String condition = """
                {"resourceType":"Condition","onsetDateTime":"2019","abatementDateTime":"%s"}""";
        assertThat(outline(condition.formatted("2020-01-01"))).isNotEqualTo(outline(condition.formatted("2018-01-01")));
    }

    @Test
    void oneContentDoesNotReadAsAnother() {
        assertThat(outline("{\"a\":\"b\",\"c\":\"d\"}")).isNotEqualTo(outline("{\"a\":\"b\\\"1 c\\\"1 d\"}"));
        assertThat(outline("{\"a\":\"1\"}")).isNotEqualTo(outline("{\"a\":1}"));
        assertThat(outline("{\"a\":[1,2]}")).isNotEqualTo(outline("{\"a\":[12]}"));
        assertThat(outline("{\"a\":{},\"b\":{}}")).isNotEqualTo(outline("{\"a\":{\"b\":{}}}"));
        assertThat(outline("{\"id\":\"x\"}")).isNotEqualTo(outline("{\"id\":\"~2 id\"}"));
    }

    private static @Nullable Fingerprint narrative(String div) {
        return outline("{\"resourceType\":\"Condition\",\"text\":{\"status\":\"generated\",\"div\":\"" + div + "\"}}");
    }

    private static @Nullable Fingerprint outline(String resource) {
        ObjectNode sent = read(resource);
        BundlePlaces<com.fasterxml.jackson.databind.JsonNode> none = BundlePlaces.of(sent);
        Outline outline = Outline.of(sent, reference -> {
            var place = none.look(reference, "http://alone/Any/1");
            return place == null ? null : reference.substring(0, reference.indexOf('/'));
        });
        return outline == null ? null : outline.fingerprint();
    }

    private static ObjectNode read(String json) {
        try {
            return Objects.requireNonNull((ObjectNode) new ObjectMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
