package nl.mgz.gateway.consent;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.consent.Standing.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What keeps a consent from counting, with the rule that says so. */
class StandingTest {

    private static final String PATIENT = "Patient/1";
    private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "2018-01-01, false, PARENT, ''",
        "2018-01-01, false, PATIENT, NEEDS_PARENT",
        "2013-01-01, false, PARENT PATIENT, ''",
        "2013-01-01, false, PARENT, NEEDS_PATIENT_TOO",
        "2013-01-01, false, PATIENT, NEEDS_PARENT_TOO",
        "2013-01-01, false, MENTOR, NEEDS_PARENT_AND_PATIENT",
        "2013-01-01, true, PARENT, ''",
        "2013-01-01, true, PATIENT, NEEDS_PARENT",
        "1980-01-01, false, PATIENT, ''",
        "1980-01-01, false, MENTOR, NEEDS_PATIENT",
        "1980-01-01, true, MENTOR, ''",
        "1980-01-01, true, FORMER, NEEDS_REPRESENTATIVE",
    })
    void namesWhoIsMissing(String born, boolean incapable, String signers, String fault) {
        PatientConsents consents = patient(born, incapable).with(consent("a", "permit", signers));
        List<Fault> expected = fault.isEmpty() ? List.of() : List.of(Fault.valueOf(fault));
        assertThat(consents.standings(NOW).get("a").faults()).isEqualTo(expected);
        assertThat(consents.standings(NOW).get("a").counts()).isEqualTo(expected.isEmpty());
    }

    @Test
    void aRefusalCountsWhoeverSignedAndLapsesAtSixteenWhenOnlyParentsDid() {
        PatientConsents consents = patient("1980-01-01", false)
                .with(consent("mentor", "deny", "MENTOR"))
                .with(consent("parent", "deny", "PARENT"));
        assertThat(consents.standings(NOW).get("mentor").counts()).isTrue();
        assertThat(consents.standings(NOW).get("parent").faults()).containsExactly(Fault.LAPSED);
        assertThat(Fault.LAPSED.rule()).isEqualTo("C10");
    }

    @Test
    void formAndPeriodAreNamed() {
        Map<String, Object> bare = consent("a", "permit", "PATIENT");
        bare.keySet().removeAll(List.of("organization", "policy", "dateTime"));
        bare.put("provision", Map.of("type", "permit", "period", Map.of("end", "2020")));
        Standing standing =
                patient("1980-01-01", false).with(bare).standings(NOW).get("a");
        assertThat(standing.faults())
                .containsExactly(Fault.OVER, Fault.WITHOUT_HOLDER, Fault.WITHOUT_POLICY, Fault.WITHOUT_DATE);
        assertThat(standing.isCurrent()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // The day begins at midnight in the Netherlands; NOW is a moment of the first of June.
        "2026-06-02, '', NOT_YET",
        "2026-06-01T14:00:00+02:00, '', ''",
        "2026-06-01T14:00:01+02:00, '', NOT_YET",
        "2026-01-01, 2026-05-31, OVER",
        "2026-06-01T14:00:00+02:00, 2026-06-01T14:00:00+02:00, ''",
        "2026-01-01, 2026-06-01, ''",
    })
    void aPeriodSaysWhen(String start, String end, String fault) {
        Map<String, Object> consent = consent("a", "permit", "PATIENT");
        Map<String, Object> period = new HashMap<>(Map.of("start", start));
        if (!end.isEmpty()) {
            period.put("end", end);
        }
        consent.put("provision", Map.of("type", "permit", "period", period));
        Standing standing =
                patient("1980-01-01", false).with(consent).standings(NOW).get("a");
        assertThat(standing.faults()).isEqualTo(fault.isEmpty() ? List.of() : List.of(Fault.valueOf(fault)));
        assertThat(standing.isCurrent()).isEqualTo(!fault.equals("OVER"));
    }

    @Test
    void aWithdrawalIsOneAndIsNotReplaced() {
        Map<String, Object> withdrawal = consent("w", "permit", "PATIENT");
        withdrawal.put("status", "inactive");
        PatientConsents consents =
                patient("1980-01-01", false).with(withdrawal).with(consent("later", "permit", "PATIENT"));
        assertThat(consents.standings(NOW).get("w").faults()).containsExactly(Fault.WITHDRAWAL);
        assertThat(consents.standings(NOW).get("w").isCurrent()).isFalse();
    }

    @Test
    void whatNobodyCanDecideByAndWhatIsGivenLaterIsNamed() {
        Map<String, Object> strange = consent("strange", "permit", "PATIENT");
        strange.put("provision", Map.of("type", "perhaps"));
        Map<String, Object> tomorrow = consent("tomorrow", "permit", "PATIENT");
        tomorrow.put("dateTime", "2026-06-02");
        tomorrow.remove("identifier");
        PatientConsents consents = patient("1980-01-01", false).with(strange).with(tomorrow);
        assertThat(consents.standings(NOW).get("strange").faults()).contains(Fault.UNINTERPRETABLE);
        assertThat(consents.standings(NOW).get("tomorrow").faults()).containsExactly(Fault.GIVEN_LATER);
    }

    @Test
    void aWithdrawalReplacesAYesInAnyFormAndANoOnlyWhenSigned() {
        PatientConsents consents = patient("1980-01-01", false)
                .with(consent("yes", "permit", "PATIENT"))
                .with(consent("no", "deny", "PATIENT"));
        Map<String, Object> withdrawal = consent("w", "permit", "MENTOR");
        withdrawal.put("status", "inactive");
        withdrawal.put("dateTime", "2026-05-30");
        assertThat(consents.wouldReplace(withdrawal, "yes", NOW)).isTrue();
        assertThat(consents.wouldReplace(withdrawal, "no", NOW)).isFalse();
        assertThat(consents.needsSignatureToWithdraw("no")).isTrue();
        assertThat(consents.needsSignatureToWithdraw("yes")).isFalse();
        assertThat(consents.signature(withdrawal, NOW)).contains(Fault.NEEDS_PATIENT);
        Map<String, Standing> after = consents.with(withdrawal).standings(NOW);
        assertThat(after.get("yes").faults()).containsExactly(Fault.REPLACED);
        assertThat(after.get("no").counts()).isTrue();
    }

    private static PatientConsents patient(String born, boolean incapable) {
        Span since2024 = Span.ofPeriod("2024", null);
        PatientFacts facts = new PatientFacts(
                LocalDate.parse(born), incapable && since2024 != null ? List.of(since2024) : List.of());
        return PatientConsents.compile(
                PATIENT,
                facts,
                List.of(),
                Map.of(
                        "RelatedPerson/PARENT", new Party(PATIENT, "parent", Span.ALWAYS),
                        "RelatedPerson/MENTOR", new Party(PATIENT, "mentor", Span.ALWAYS),
                        "RelatedPerson/FORMER", new Party(PATIENT, "mentor", Span.ofPeriod("2020", "2021"))),
                ConsentPolicy.defaults());
    }

    private static Map<String, Object> consent(String id, String type, String signers) {
        Map<String, Object> consent = new HashMap<>();
        consent.put("id", id);
        consent.put("status", "active");
        consent.put("scope", Map.of("coding", List.of(Map.of("code", "patient-privacy"))));
        consent.put("identifier", List.of(Map.of("value", "one")));
        consent.put("patient", Map.of("reference", PATIENT));
        consent.put("dateTime", "2026-05-01");
        consent.put(
                "performer",
                List.of(signers.split(" ")).stream()
                        .map(signer ->
                                Map.of("reference", signer.equals("PATIENT") ? PATIENT : "RelatedPerson/" + signer))
                        .toList());
        consent.put("organization", List.of(Map.of("reference", "Organization/region")));
        consent.put("policy", List.of(Map.of("uri", "urn:policy:regional-exchange:v1")));
        consent.put("provision", Map.of("type", type));
        return consent;
    }
}
