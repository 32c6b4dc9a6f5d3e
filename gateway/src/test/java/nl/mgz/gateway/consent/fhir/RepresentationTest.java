package nl.mgz.gateway.consent.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Who may speak for a patient, by the codes that are in use. */
class RepresentationTest {

    private static final String ROLES = "urn:oid:2.16.840.1.113883.2.4.3.11.22.472";

    private static Optional<String> kind(String... systemsAndCodes) {
        RelatedPerson person = new RelatedPerson();
        for (int i = 0; i < systemsAndCodes.length; i += 2) {
            person.addRelationship(new CodeableConcept(new Coding(systemsAndCodes[i], systemsAndCodes[i + 1], null)));
        }
        return Representation.of(person).map(Representation::code);
    }

    /** The published map has more systems than a RelatedPerson uses: the legal measures are Conditions. */
    @TestFactory
    List<DynamicTest> agreesWithThePublishedMap() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        try (InputStream in = RepresentationTest.class.getResourceAsStream(
                "/nl/mgz/terminology/package/ConceptMap-mgz-to-representation-kind.json")) {
            for (JsonNode group : new ObjectMapper().readTree(in).path("group")) {
                String system = group.path("source").asText();
                if (system.endsWith("23.3")) {
                    continue;
                }
                group.path("element").forEach(element -> {
                    String code = element.path("code").asText();
                    String target = element.path("target").path(0).path("code").asText("");
                    tests.add(DynamicTest.dynamicTest(
                            system + "|" + code,
                            () -> assertThat(kind(system, code).orElse("")).isEqualTo(target)));
                });
            }
        }
        assertThat(tests).hasSizeGreaterThan(40);
        return tests;
    }

    @Test
    void aMentorWhoIsASisterToo_isAMentor() {
        assertThat(kind("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "SIS", ROLES, "15"))
                .contains("mentor");
    }

    @Test
    void aLegalRepresentativeByRoleAloneIsNone() {
        assertThat(kind(ROLES, "24")).isEmpty();
        assertThat(kind("http://example.nl/other", "15")).isEmpty();
    }
}
