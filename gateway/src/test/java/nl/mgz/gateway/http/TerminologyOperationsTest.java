package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminologyOperationsTest {

    private static final String OURS = "https://mgz-gateway.nl/fhir/";

    private final Gateway gateway = Gateway.shared();

    @Test
    void expandListsTheUrgencies() {
        Gateway.Answer answer = gateway.get("ValueSet/$expand?url=" + OURS + "ValueSet/mgz-nts-urgency");
        assertThat(answer.json().path("expansion").path("contains").findValuesAsText("code"))
                .containsExactly("U0", "U1", "U2", "U3", "U4", "U5");
    }

    @Test
    void expandOfASetThatNeedsAnAbsentSystemSaysSo() {
        Gateway.Answer answer = gateway.get("ValueSet/$expand?url=http://hl7.org/fhir/ValueSet/clinical-findings");
        assertThat(answer.status()).isBetween(400, 499);
        assertThat(answer.text()).contains("not held here in whole");
    }

    @Test
    void validateCodeKnowsInOutAndNotChecked() {
        String set =
                "ValueSet/$validate-code?url=" + OURS + "ValueSet/mgz-treatment&system=http://snomed.info/sct&code=";
        assertThat(result(set + "89666000")).isTrue();
        assertThat(result(set + "1")).isFalse();
        Gateway.Answer unknown = gateway.get("CodeSystem/$validate-code?url=http://snomed.info/sct&code=1");
        assertThat(unknown.json().toString()).contains("\"valueBoolean\":true", "cannot be checked");
    }

    private boolean result(String path) {
        return gateway.get(path)
                .json()
                .path("parameter")
                .path(0)
                .path("valueBoolean")
                .asBoolean();
    }

    @Test
    void lookupTellsTheRoleInTheRegister() {
        Gateway.Answer answer =
                gateway.get("CodeSystem/$lookup?system=http://fhir.nl/fhir/NamingSystem/uzi-rolcode&code=01.056");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).containsIgnoringCase("verstandelijk");
        assertThat(gateway.get("CodeSystem/$lookup?system=http://fhir.nl/fhir/NamingSystem/uzi-rolcode&code=77.777")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void translateTurnsUrgencyIntoPriority() {
        Gateway.Answer answer =
                gateway.get("ConceptMap/$translate?system=" + OURS + "CodeSystem/mgz-nts-urgency&code=U1");
        assertThat(answer.text()).contains("\"stat\"");
    }

    @Test
    void ourProfilesCanBeReadByCanonical() {
        Gateway.Answer answer =
                gateway.get("StructureDefinition?url=" + OURS + "StructureDefinition/mgz-TreatmentDirective");
        assertThat(answer.json().path("total").asInt()).isEqualTo(1);
        assertThat(gateway.get("StructureDefinition/mgz-TreatmentDirective").status())
                .isEqualTo(200);
    }
}
