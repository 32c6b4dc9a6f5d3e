package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import nl.mgz.gateway.PzpForms;
import org.junit.jupiter.api.Test;

/** What of a patient's treatment limits holds now, asked over HTTP. */
class CurrentDirectivesOperationTest {

    private static final String ICU = "305351004";

    private final Gateway gateway = Gateway.shared();

    @Test
    void aReplacedDirectiveAndAPrivacyConsentAreLeftOut() {
        String patient = People.create(gateway, "Geldend");
        store(directive(patient, "inactive", "2020-03-01", "permit"));
        String current = store(directive(patient, "active", "2022-03-01", "deny"));
        store(privacy(patient));
        Gateway.Answer answer = gateway.get("Consent/$current-directives?patient=Patient/" + patient);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.matches()).singleElement().satisfies(consent -> {
            assertThat(consent.path("id").asText()).isEqualTo(current);
            assertThat(consent.path("provision").path("type").asText()).isEqualTo("deny");
        });
    }

    @Test
    void brokenGlassIsOfferedOnlyWhereNeitherConsentsNorFormsAreToBeSeen() {
        String patient = People.create(gateway, "Geldend");
        String physician = Acute.physician(gateway);
        String path = "Consent/$current-directives?patient=Patient/" + patient;
        People.idOf(gateway.post("CareTeam", Sharing.careTeam(patient, List.of(Acute.URA))));
        People.idOf(gateway.post("Consent", Sharing.consent(patient, "active", "{\"type\":\"permit\"}")));
        assertThat(gateway.get(path, "Authorization", physician).code()).isEqualTo("break-glass-required");
        People.idOf(gateway.post(
                "QuestionnaireResponse",
                PzpForms.form(patient, "2024-03-01", PzpForms.limit(PzpForms.CPR, PzpForms.DO_NOT))));
        assertThat(gateway.get(path, "Authorization", physician).matches()).hasSize(1);
        String other = People.create(gateway, "Geldend");
        People.idOf(gateway.post("CareTeam", Sharing.careTeam(other, List.of(Acute.URA))));
        People.idOf(gateway.post("Consent", Sharing.consent(other, "active", "{\"type\":\"permit\"}")));
        store(directive(other, "active", "2022-03-01", "deny"));
        assertThat(gateway.get("Consent/$current-directives?patient=Patient/" + other, "Authorization", physician)
                        .matches())
                .hasSize(1);
    }

    @Test
    void needsOnePatient() {
        assertThat(gateway.get("Consent/$current-directives").code()).isEqualTo("parameter-invalid");
        assertThat(gateway.get("Consent/$current-directives?patient=Patient/1,Patient/2")
                        .code())
                .isEqualTo("parameter-invalid");
    }

    private String store(String consent) {
        return People.idOf(gateway.post("Consent", consent));
    }

    private static String directive(String patient, String status, String stated, String type) {
        return """
                {"resourceType":"Consent","status":"%s","dateTime":"%s",
                 "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"treatment"}]},
                 "category":[{"coding":[{"system":"http://snomed.info/sct","code":"129125009"}]}],
                 "patient":{"reference":"Patient/%s"},
                 "policy":[{"uri":"https://wetten.overheid.nl/"}],
                 "provision":{"type":"%s","code":[{"coding":[{"system":"http://snomed.info/sct","code":"%s"}]}]}}""".formatted(status, stated, patient, type, ICU);
    }

    private static String privacy(String patient) {
        return """
                {"resourceType":"Consent","status":"active","dateTime":"2026-03-01",
                 "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"patient-privacy"}]},
                 "category":[{"coding":[{"system":"http://loinc.org","code":"59284-0"}]}],
                 "patient":{"reference":"Patient/%1$s"},"performer":[{"reference":"Patient/%1$s"}],
                 "policy":[{"uri":"urn:policy:regional-exchange:v1"}],
                 "provision":{"type":"permit"}}""".formatted(patient);
    }
}
