package nl.mgz.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTest {

    @ParameterizedTest
    @CsvSource({
        "system/Patient.r, Patient, READ, true",
        "system/Patient.r, Patient, SEARCH, false",
        "system/Patient.r, Observation, READ, false",
        "system/*.rs, Observation, SEARCH, true",
        "system/*.rs, Observation, CREATE, false",
        "system/Patient.cruds, Patient, DELETE, true"
    })
    void grantWhatTheyName(String scope, String type, Interaction interaction, boolean granted) {
        assertThat(Scopes.of(scope).allow(type, interaction)).isEqualTo(granted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system/Patient.",
                "system/Patient.sr",
                "system/Patient.rr",
                "system/Patient.read",
                "user/Patient.rs",
                "patient/Patient.rs",
                "system/patient.rs",
                "system/Patient.rs?code=1",
                "system/.rs",
                "openid",
                "*",
                ""
            })
    void grantNothingInAnotherForm(String scope) {
        assertThat(Scopes.wellFormed(scope)).isFalse();
        for (Interaction interaction : Interaction.values()) {
            assertThat(Scopes.of(scope).allow("Patient", interaction)).isFalse();
        }
    }

    @Test
    void coverWhatSeveralOfThemGrantTogether() {
        Scopes scopes = Scopes.of("system/Patient.rs system/*.c");
        assertThat(scopes.cover("system/Patient.crs")).isTrue();
        assertThat(scopes.cover("system/Patient.crus")).isFalse();
        assertThat(scopes.cover("system/*.c")).isTrue();
        assertThat(scopes.cover("system/*.rs")).as("one type is not all").isFalse();
    }
}
