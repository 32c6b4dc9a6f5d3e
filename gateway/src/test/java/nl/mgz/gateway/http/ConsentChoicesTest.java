package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Partners;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.ClientTokens;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a patient chose about sharing data: recorded, taken back, told and explained, over HTTP. */
class ConsentChoicesTest {

    /** Takes part in the care. */
    private static final String OTHER = "99999962";

    /** Knows nobody. */
    private static final String STRANGER = "99999963";

    private static final String MENTOR = "15";

    private final Gateway gateway = Gateway.shared();

    @Nested
    class Explained {

        @Test
        void aYesIsExplainedWithItsRuleItsConsentAndItsRank() {
            String patient = inCare("1961-04-03");
            condition(patient);
            String consent = People.idOf(gateway.post("Consent", Sharing.permit(patient)));
            Gateway.Answer answer = decide("patient", patient, "organization", OTHER, "data", "problem");
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(one(answer, "outcome")).isEqualTo("permit");
            assertThat(one(answer, "rule")).isEqualTo("D3");
            assertThat(one(answer, "text"))
                    .isEqualTo(
                            "Ja: Testorganisatie 99999962 mag problemen en diagnoses zien, want de cliënt heeft dat op"
                                    + " 15 januari 2026 toegestaan.");
            JsonNode weighed = part(parts(answer, "answer").get(0), "weighed");
            assertThat(part(weighed, "consent")
                            .path("valueReference")
                            .path("reference")
                            .asText())
                    .isEqualTo("Consent/" + consent);
            assertThat(part(weighed, "provision").path("valueString").asText()).isEqualTo("provision");
            assertThat(part(part(weighed, "rank"), "requester")
                            .path("valueInteger")
                            .asInt())
                    .isZero();
        }

        @Test
        void aNoIsExplainedForEachKindOfDataInTheRecord() {
            String patient = inCare("1961-04-03");
            condition(patient);
            gateway.post("Consent", Sharing.consent(patient, "active", "{\"type\":\"deny\"}"));
            Gateway.Answer answer = decide("patient", patient, "organization", OTHER);
            assertThat(one(answer, "outcome")).isEqualTo("deny");
            assertThat(one(answer, "rule")).isEqualTo("D2");
            assertThat(one(answer, "text"))
                    .contains("Nee: ", "problemen en diagnoses", "de cliënt heeft dat op 15 januari 2026 geweigerd.");
            assertThat(parts(answer, "answer").stream()
                            .map(one -> part(one, "category").path("valueCode").asText()))
                    .contains("problem", "administrative");
        }

        @Test
        void aMomentBeforeTheChoiceAndOneAfterItsEndAreAnsweredAsOfThen() {
            String patient = inCare("1961-04-03");
            gateway.post("Consent", Sharing.consent(patient, "active", """
                {"type":"permit","period":{"end":"2030-12-31"}}\
                """));
            assertThat(ruleAt(patient, "2026-01-14")).isEqualTo("X1");
            assertThat(ruleAt(patient, "2029-06-01")).isEqualTo("D3");
            assertThat(ruleAt(patient, "2031-01-01")).isEqualTo("X1");
            assertThat(decide("patient", patient, "organization", OTHER, "data", "medication", "at", "2031-01-01")
                            .text())
                    .contains("not-counting", "C4", "Deze keuze is voorbij.");
        }

        private String ruleAt(String patient, String at) {
            return one(
                    decide(
                            "patient",
                            patient,
                            "organization",
                            OTHER,
                            "data",
                            "medication",
                            "relation",
                            "treatment",
                            "at",
                            at),
                    "rule");
        }

        @Test
        void withoutARelationTheTextSaysSo() {
            gateway.tokens(STRANGER);
            String patient = inCare("1961-04-03");
            gateway.post("Consent", Sharing.permit(patient));
            Gateway.Answer answer = decide("patient", patient, "organization", STRANGER, "data", "medication");
            assertThat(one(answer, "rule")).isEqualTo("P1");
            assertThat(one(answer, "text")).contains("maar deze organisatie behandelt de cliënt niet");
        }

        @Test
        void aDraftIsTriedAndNotStored() {
            String patient = inCare("1961-04-03");
            condition(patient);
            String no = Sharing.consent(
                    patient,
                    "active",
                    "{\"type\":\"deny\",\"actor\":[{\"role\":{\"coding\":[{\"code\":\"IRCP\"}]}," + "\"reference\":"
                            + Sharing.organization(OTHER) + "}]}");
            gateway.post("Consent", Sharing.permit(patient));
            Gateway.Answer answer = gateway.post("Consent/$decide", draft(patient, no));
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            JsonNode dry = parts(answer, "dry-run").get(0);
            assertThat(parts(dry, "gain")).isEmpty();
            assertThat(parts(dry, "loss"))
                    .isNotEmpty()
                    .allSatisfy(loss -> assertThat(part(loss, "organization")
                                    .path("valueReference")
                                    .path("display")
                                    .asText())
                            .isEqualTo("Testorganisatie 99999962"));
            assertThat(part(dry, "summary").path("valueString").asText())
                    .contains("Testorganisatie 99999962 kan niet meer zien: ", "problemen en diagnoses");
            assertThat(one(decide("patient", patient, "organization", OTHER), "outcome"))
                    .isEqualTo("permit");
        }

        @Test
        void aDraftShowsWhoGainsAndWhyItWouldNotCount() {
            String patient = inCare("1961-04-03");
            condition(patient);
            Gateway.Answer gains = gateway.post("Consent/$decide", draft(patient, Sharing.permit(patient)));
            assertThat(parts(parts(gains, "dry-run").get(0), "gain"))
                    .as(gains.text())
                    .isNotEmpty();
            Gateway.Answer unsigned = gateway.post(
                    "Consent/$decide",
                    draft(patient, Sharing.permit(patient).replaceFirst("\"performer\":\\[[^]]*],", "")));
            JsonNode dry = parts(unsigned, "dry-run").get(0);
            assertThat(part(dry, "counts").path("valueBoolean").asBoolean(true)).isFalse();
            assertThat(part(dry, "rule").path("valueCode").asText()).isEqualTo("C9");
            assertThat(parts(dry, "gain")).isEmpty();
        }

        private String draft(String patient, String consent) {
            return parameters("patient", patient, "organization", OTHER)
                    .replaceFirst("]}$", ",{\"name\":\"draft\",\"resource\":" + consent.replace("$", "\\$") + "}]}");
        }

        @Test
        void whoDoesNotTreatThePatientGetsTheAnswerForNoSuchPatient() {
            String patient = inCare("1961-04-03");
            gateway.post("Consent", Sharing.permit(patient));
            String absent = "2f1f8b8e-0000-4000-8000-000000000000";
            for (String operation : List.of("$decide", "$record")) {
                Gateway.Answer known =
                        gateway.post("Consent/" + operation, everything(patient, operation), Gateway.AS, STRANGER);
                Gateway.Answer unknown =
                        gateway.post("Consent/" + operation, everything(absent, operation), Gateway.AS, STRANGER);
                assertThat(known.status()).as(known.text()).isEqualTo(404);
                assertThat(known.bytes()).isEqualTo(unknown.bytes());
            }
            assertThat(gateway.get("Patient/" + patient + "/$choices", Gateway.AS, STRANGER)
                            .bytes())
                    .isEqualTo(gateway.get("Patient/" + absent + "/$choices", Gateway.AS, STRANGER)
                            .bytes());
        }

        private String everything(String patient, String operation) {
            return operation.equals("$decide")
                    ? parameters("patient", patient, "organization", OTHER)
                    : parameters("patient", patient, "decision", "deny", "to", "all", "signedBy", "patient");
        }

        @Test
        void aTriageServiceIsNotTold() {
            String patient = inCare("1961-04-03");
            ClientTokens triage = client(OrganizationKind.TRIAGE, "99999964", Purpose.TREAT);
            assertThat(as(triage, "Consent/$decide", parameters("patient", patient, "organization", OTHER))
                            .status())
                    .isEqualTo(404);
        }

        @Test
        void thePrivacyOfficerAndThePatientAreTold() {
            String patient = inCare("1961-04-03");
            gateway.post("Consent", Sharing.permit(patient));
            String question = parameters("patient", patient, "organization", OTHER, "data", "medication");
            ClientTokens privacy = client(OrganizationKind.PRIVACY, "99999965", Purpose.HCOMPL);
            assertThat(one(as(privacy, "Consent/$decide", question), "rule")).isEqualTo("D3");
            ClientTokens app = client(OrganizationKind.PATIENT_APP, "99999966", Purpose.PATRQT);
            assertThat(as(app, "Consent/$decide", question).status()).isEqualTo(404);
            gateway.bean(Partners.class)
                    .grant("choices-99999966", patient, Instant.now().plusSeconds(300));
            assertThat(one(as(app, "Consent/$decide", question), "rule")).isEqualTo("D3");
            Gateway.Answer choices = gateway.get("Patient/" + patient + "/$choices", "Authorization", bearer(app));
            assertThat(choices.matches()).as(choices.text()).hasSize(1);
            assertThat(as(app, "Consent/$record", parameters("patient", patient))
                            .status())
                    .isEqualTo(403);
        }

        @Test
        void theTrailNamesThePatient() {
            String patient = inCare("1961-04-03");
            Gateway.Answer answer = decide("patient", patient, "organization", OTHER);
            assertThat(new JdbcTemplate(gateway.bean(javax.sql.DataSource.class))
                            .queryForList(
                                    "select patient_id from mgz_audit_event where request_id = ?::uuid",
                                    String.class,
                                    answer.header("X-Request-Id")))
                    .containsExactly(patient);
        }

        @Test
        void anUnknownParameterIsRefused() {
            assertThat(decide("patient", "x", "organisation", OTHER).code()).isEqualTo("parameter-not-supported");
        }
    }

    @Nested
    class Recorded {

        @Test
        void aYesOfAnAdultWorksAtOnceAndItsWithdrawalToo() throws Exception {
            String patient = inCare("1961-04-03");
            String condition = condition(patient);
            assertThat(seenBy(condition)).isEqualTo(404);
            Gateway.Answer answer = record(
                    "patient",
                    patient,
                    "decision",
                    "permit",
                    "to",
                    OTHER,
                    "sensitive",
                    "all",
                    "until",
                    "2099-12-31",
                    "signedBy",
                    "patient");
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            assertThat(one(answer, "text"))
                    .contains(
                            "Ja: Testorganisatie 99999962 mag alle gegevens zien, ook wat gevoelig is",
                            "31 december 2099");
            assertThat(seenBy(condition)).isEqualTo(200);
            String before = Instant.now().toString();
            Thread.sleep(20);
            String consent = reference(answer).replaceFirst("Consent/([^/]+).*", "$1");
            Gateway.Answer gone = gateway.post("Consent/" + consent + "/$withdraw", parameters("signedBy", "patient"));
            assertThat(gone.status()).as(gone.text()).isEqualTo(200);
            assertThat(seenBy(condition)).isEqualTo(404);
            assertThat(one(decide("patient", patient, "organization", OTHER, "data", "problem"), "rule"))
                    .isEqualTo("X1");
            assertThat(one(decide("patient", patient, "organization", OTHER, "data", "problem", "at", before), "rule"))
                    .as("what was allowed before it")
                    .isEqualTo("D3");
            assertThat(gateway.get("Patient/" + patient + "/$choices").matches())
                    .isEmpty();
        }

        @Test
        void anotherOrganisationThatTreatsThePatientTakesItBackToo() {
            String patient = inCare("1961-04-03");
            String condition = condition(patient);
            String consent = reference(yes(patient, "patient")).replaceFirst("Consent/([^/]+).*", "$1");
            assertThat(seenBy(condition)).isEqualTo(200);
            assertThat(gateway.post("Consent/" + consent + "/$withdraw", parameters(), Gateway.AS, STRANGER)
                            .status())
                    .isEqualTo(404);
            Gateway.Answer gone = gateway.post("Consent/" + consent + "/$withdraw", parameters(), Gateway.AS, OTHER);
            assertThat(gone.status()).as(gone.text()).isEqualTo(200);
            assertThat(seenBy(condition)).isEqualTo(404);
        }

        @Test
        void aConsentWithoutIdentifierIsTakenBackByItsHolderOnly() {
            String patient = inCare("1961-04-03");
            String condition = condition(patient);
            String consent = People.idOf(gateway.post("Consent", Sharing.permit(patient)));
            assertThat(seenBy(condition)).isEqualTo(200);
            refusedBy(
                    "C3: This Consent has no identifier",
                    gateway.post("Consent/" + consent + "/$withdraw", parameters(), Gateway.AS, OTHER));
            Gateway.Answer gone = gateway.post("Consent/" + consent + "/$withdraw", parameters());
            assertThat(gone.status()).as(gone.text()).isEqualTo(200);
            assertThat(seenBy(condition)).isEqualTo(404);
            assertThat(gateway.get("Consent/" + consent).json().path("status").asText())
                    .isEqualTo("inactive");
            assertThat(gateway.post("Consent/" + consent + "/$withdraw", parameters())
                            .text())
                    .contains("was al ingetrokken");
        }

        @Test
        void aRefusalIsTakenBackByWhoMayDecideOnly() {
            String patient = inCare("1961-04-03");
            String sister = relatedPerson(patient, "NSIS", null, null);
            Gateway.Answer no = record(
                    "patient", patient, "decision", "deny", "to", "all", "sensitive", "INVOLCARE", "signedBy", sister);
            assertThat(no.status())
                    .as("a refusal is recorded whoever signs: " + no.text())
                    .isEqualTo(200);
            String consent = reference(no).replaceFirst("Consent/([^/]+).*", "$1");
            Gateway.Answer refused = gateway.post("Consent/" + consent + "/$withdraw", parameters("signedBy", sister));
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.code()).isEqualTo("consent-invalid");
            assertThat(refused.text()).contains("C3: ", "C9: ");
            assertThat(gateway.post("Consent/" + consent + "/$withdraw", parameters("signedBy", "patient"))
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void forAChildUnderTwelveAParentSigns() {
            String patient = inCare(yearsAgo(8));
            refusedBy("C9", yes(patient, "patient"));
            String parent = relatedPerson(patient, "PRN", null, null);
            assertThat(yes(patient, parent).status()).isEqualTo(200);
            Gateway.Answer no = record("patient", patient, "decision", "deny", "to", OTHER, "signedBy", parent);
            assertThat(one(no, "warning")).startsWith("C10: ");
        }

        @Test
        void fromTwelveToSixteenBothSign() {
            String patient = inCare(yearsAgo(13));
            String parent = relatedPerson(patient, "PRN", null, null);
            refusedBy("the patient and a parent or guardian sign both", yes(patient, parent));
            refusedBy("the patient and a parent or guardian sign both", yes(patient, "patient"));
            assertThat(yes(patient, "patient", parent).status()).isEqualTo(200);
        }

        @Test
        void forWhoCannotDecideAMentorSignsWithinThePeriodOfTheAppointment() {
            String patient = inCare("1961-04-03");
            String mentor = relatedPerson(patient, MENTOR, "2020-01-01", null);
            String former = relatedPerson(patient, MENTOR, "2020-01-01", "2021-01-01");
            refusedBy("From 16 the patient decides", yes(patient, mentor));
            incapable(patient);
            refusedBy("Nobody who signed may speak for the patient now", yes(patient, former));
            Gateway.Answer wrong = record(
                    "patient", patient, "decision", "permit", "to", OTHER, "signedBy", mentor, "capacity", "curator");
            refusedBy("not recorded in this capacity", wrong);
            Gateway.Answer right = record(
                    "patient", patient, "decision", "permit", "to", OTHER, "signedBy", mentor, "capacity", "mentor");
            assertThat(right.status()).as(right.text()).isEqualTo(200);
            assertThat(one(right, "text")).contains("Gekozen door de mentor op ");
        }

        @Test
        void aYesThatARefusalBeatsSaysThatItChangesNothing() {
            String patient = inCare("1961-04-03");
            condition(patient);
            Gateway.Answer first = record("patient", patient, "decision", "permit", "to", "all", "signedBy", "patient");
            assertThat(parts(first, "warning")).as(first.text()).isEmpty();
            record("patient", patient, "decision", "deny", "to", "all", "signedBy", "patient");
            Gateway.Answer yes = record("patient", patient, "decision", "permit", "to", "all", "signedBy", "patient");
            assertThat(yes.status()).as(yes.text()).isEqualTo(200);
            assertThat(one(yes, "warning"))
                    .contains("Nobody sees more by this now", "misschien gaat een weigering voor");
            assertThat(one(yes, "text")).contains("alle zorgorganisaties");
        }

        private void refusedBy(String rule, Gateway.Answer answer) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("consent-invalid");
            assertThat(answer.text()).contains(rule);
        }

        private Gateway.Answer yes(String patient, String... signers) {
            List<String> all = new ArrayList<>(List.of(
                    "patient", patient, "decision", "permit", "to", OTHER, "sensitive", "all", "spoken", "true"));
            for (String signer : signers) {
                all.add("signedBy");
                all.add(signer);
            }
            return record(all.toArray(String[]::new));
        }

        private int seenBy(String condition) {
            return gateway.get("Condition/" + condition, Gateway.AS, OTHER).status();
        }
    }

    @Test
    void thePatientsChoicesAreToldInDutch() {
        String patient = inCare("1961-04-03");
        record("patient", patient, "decision", "permit", "to", "triage", "what", "medication", "signedBy", "patient");
        record("patient", patient, "decision", "deny", "to", "all", "sensitive", "PSY", "signedBy", "patient");
        Gateway.Answer text = gateway.get("Patient/" + patient + "/$choices?format=text", "Accept", "text/plain");
        assertThat(text.text())
                .contains(
                        "Uw keuzes over het delen van uw gegevens",
                        "Ja: triagediensten en huisartsenposten mogen medicatie zien, maar niet wat gevoelig is, voor"
                                + " zorg of behandeling.",
                        "Nee: geen enkele andere organisatie mag gevoelige gegevens (psychische gezondheid) zien, ook"
                                + " niet in een noodgeval.",
                        "Gekozen door u zelf op ");
        Gateway.Answer bundle = gateway.get("Patient/" + patient + "/$choices");
        assertThat(bundle.matches())
                .hasSize(2)
                .allSatisfy(consent ->
                        assertThat(consent.path("text").path("div").asText()).contains("Gekozen door u zelf"));
    }

    private String inCare(String birthDate) {
        gateway.tokens(OTHER);
        String patient = People.idOf(gateway.post("Patient", People.patient(People.newBsn(), "Keuze", birthDate)));
        People.idOf(gateway.post("CareTeam", Sharing.careTeam(patient, List.of(OTHER))));
        return patient;
    }

    private String condition(String patient) {
        return People.idOf(gateway.post("Condition", People.condition(patient, "epilepsie")));
    }

    private static String yearsAgo(int years) {
        return LocalDate.now().minusYears(years).minusDays(40).toString();
    }

    private String relatedPerson(String patient, String code, String start, String end) {
        String system = code.equals(MENTOR)
                ? "urn:oid:2.16.840.1.113883.2.4.3.11.22.472"
                : "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
        String period =
                (start == null ? "" : "\"start\":\"" + start + "\"") + (end == null ? "" : ",\"end\":\"" + end + "\"");
        return "RelatedPerson/"
                + People.idOf(gateway.post("RelatedPerson", """
                    {"resourceType":"RelatedPerson","patient":{"reference":"Patient/%s"},
                     "relationship":[{"coding":[{"system":"%s","code":"%s"}]}],
                     "name":[{"family":"Naaste"}]%s}\
                    """.formatted(
                                patient, system, code, period.isEmpty() ? "" : ",\"period\":{" + period + "}")));
    }

    private void incapable(String patient) {
        People.idOf(gateway.post("Observation", """
            {"resourceType":"Observation","status":"final","subject":{"reference":"Patient/%s"},
             "code":{"coding":[{"system":"http://snomed.info/sct","code":"665671000146101"}]},
             "effectiveDateTime":"2024-01-01","valueBoolean":false}\
            """.formatted(patient)));
    }

    private Gateway.Answer decide(String... values) {
        return gateway.post("Consent/$decide", parameters(values));
    }

    private Gateway.Answer record(String... values) {
        return gateway.post("Consent/$record", parameters(values));
    }

    private static String parameters(String... values) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < values.length; i += 2) {
            all.add("{\"name\":\"" + values[i] + "\",\"valueString\":\"" + values[i + 1] + "\"}");
        }
        return all.isEmpty()
                ? "{\"resourceType\":\"Parameters\"}"
                : "{\"resourceType\":\"Parameters\",\"parameter\":[" + String.join(",", all) + "]}";
    }

    private ClientTokens client(OrganizationKind kind, String ura, Purpose purpose) {
        return gateway.client("choices-" + ura, ura, kind, "system/*.cruds", purpose);
    }

    private static String bearer(ClientTokens tokens) {
        try {
            return "Bearer " + tokens.bearer();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Gateway.Answer as(ClientTokens tokens, String path, String body) {
        return gateway.post(path, body, "Authorization", bearer(tokens));
    }

    private static String reference(Gateway.Answer answer) {
        return parts(answer, "consent")
                .get(0)
                .path("valueReference")
                .path("reference")
                .asText();
    }

    private static List<JsonNode> parts(Gateway.Answer answer, String name) {
        return named(answer.json().path("parameter"), name);
    }

    private static List<JsonNode> parts(JsonNode parameter, String name) {
        return named(parameter.path("part"), name);
    }

    private static JsonNode part(JsonNode parameter, String name) {
        return parts(parameter, name).get(0);
    }

    private static List<JsonNode> named(JsonNode all, String name) {
        return StreamSupport.stream(all.spliterator(), false)
                .filter(one -> name.equals(one.path("name").asText()))
                .toList();
    }

    private static String one(Gateway.Answer answer, String name) {
        List<JsonNode> found = parts(answer, name);
        assertThat(found).as(name + " in " + answer.text()).hasSize(1);
        JsonNode parameter = found.get(0);
        return parameter.hasNonNull("valueCode")
                ? parameter.path("valueCode").asText()
                : parameter.path("valueString").asText();
    }
}
