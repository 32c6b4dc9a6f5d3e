package nl.mgz.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.People;
import nl.mgz.gateway.http.Sharing;
import nl.mgz.gateway.loading.ClientTokens;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is let in at the FHIR API, and with which requests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoorTest {

    private Gateway gateway;
    private String patient;

    @BeforeAll
    void start() {
        gateway = Gateway.shared();
        patient = People.create(gateway, "Deurman");
        gateway.post("Condition", People.condition(patient, "Griep"));
        Sharing.withCareOrganisations(
                gateway,
                patient,
                Stream.of(OrganizationKind.values()).map(DoorTest::ura).toArray(String[]::new));
    }

    private static String ura(OrganizationKind kind) {
        return String.valueOf(91000000 + kind.ordinal());
    }

    private String bearer(OrganizationKind kind, String scopes) throws Exception {
        String id = "door-" + kind.code() + "-" + Integer.toHexString(scopes.hashCode());
        return "Bearer "
                + gateway.client(id, ura(kind), kind, scopes, Purpose.TREAT).bearer();
    }

    @Nested
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    class WithoutAValidToken {

        private final byte[] usual =
                gateway.get("Patient", Gateway.AS, Gateway.NOBODY).bytes();

        private void refused(Gateway.Answer answer) {
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.bytes()).as("the same bytes for every reason").isEqualTo(usual);
            assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
            assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        }

        @Test
        void theAnswerSaysWhatToDo() {
            Gateway.Answer answer = gateway.get("Patient", Gateway.AS, Gateway.NOBODY);
            assertThat(answer.code()).isEqualTo("unauthenticated");
            assertThat(answer.text()).contains("smart-configuration");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "Patient",
                    "Patient/1",
                    "Nonsense",
                    "Patient/1/_history",
                    "Patient/1/$everything",
                    "Observation?patient=1",
                    "Patient?identifier=http://fhir.nl/fhir/NamingSystem/bsn|999911120",
                    "metadata/x",
                    "metadata;x=1",
                    "Patient/..;x/metadata",
                    "Patient/%2e%2e/metadata",
                    "Patient/../metadata",
                    "../fhir/Patient",
                    ".well-known/other",
                    "swagger-ui/../Patient",
                    "swagger-ui/%2e%2e/Patient",
                    "$expand",
                    "ValueSet/$expand"
                })
        void nothingIsAnswered(String path) {
            refused(gateway.get(path, Gateway.AS, Gateway.NOBODY));
        }

        @Test
        void noBodyIsReadEither() {
            refused(gateway.post("Patient", "{{{ not json", Gateway.AS, Gateway.NOBODY));
            refused(gateway.post("", "{}", Gateway.AS, Gateway.NOBODY));
            refused(gateway.post("metadata", "{}", Gateway.AS, Gateway.NOBODY));
            refused(gateway.delete("Patient/" + patient, Gateway.AS, Gateway.NOBODY));
        }

        @ParameterizedTest
        @ValueSource(strings = {"metadata", ".well-known/smart-configuration", "swagger-ui/", "api-docs"})
        void whatTheGatewayIsMayBeSeen(String path) {
            assertThat(gateway.get(path, Gateway.AS, Gateway.NOBODY).status()).isEqualTo(200);
        }

        Stream<String> wrong() throws Exception {
            ECKey real = SigningKey.read(Gateway.signingKey()).key();
            ECKey attacker =
                    new ECKeyGenerator(Curve.P_384).keyID(real.getKeyID()).generate();
            String client = "test-99999990";
            AssertionForge forge = new AssertionForge(client, gateway.base(), real);
            JOSEObjectType accessToken = new JOSEObjectType("at+jwt");
            Instant now = Instant.now();
            return Stream.of(
                    "Bearer",
                    "Bearer ",
                    "Bearer x",
                    "Bearer a.b.c",
                    "Basic dGVzdDp0ZXN0",
                    "Bearer " + "x".repeat(7_500),
                    "Bearer " + forge.unsigned(),
                    "Bearer " + forge.signedWithThePublicKeyAsSecret(),
                    // An assertion, or another kind of JWT that the right key signed, is no access token.
                    "Bearer " + forge.right(),
                    "Bearer " + forge.signedWith(attacker, header -> header.type(accessToken)),
                    "Bearer "
                            + forge.signedWith(
                                    attacker, header -> header.type(accessToken).jwk(attacker.toPublicJWK())),
                    "Bearer " + token(forge, Map.of("ura", "99999990", "aud", "https://elsewhere.example/fhir")),
                    "Bearer " + token(forge, Map.of("ura", "00000001")),
                    "Bearer " + token(forge, Map.of("ura", "99999990", "sub", "nobody-knows-me")),
                    "Bearer " + token(forge, Map.of("ura", "99999990", "iss", "https://elsewhere.example/fhir")),
                    "Bearer " + token(forge, Map.of("ura", "99999990", "exp", Date.from(now.minusSeconds(1)))),
                    "Bearer " + token(forge, Map.of("ura", "99999990", "nbf", Date.from(now.plusSeconds(120)))),
                    "Bearer " + token(forge, Map.of("ura", "99999990", "extensions", Map.of())));
        }

        /** As the gateway signs them, with some claims changed. */
        private String token(AssertionForge forge, Map<String, Object> changes) {
            return forge.with(
                    claims -> {
                        claims.issuer(gateway.base()).claim("scope", List.of("system/*.cruds"));
                        changes.forEach(claims::claim);
                    },
                    header -> header.type(new JOSEObjectType("at+jwt")));
        }

        @Test
        void theControlIsLetIn() throws Exception {
            gateway.tokens("99999990");
            AssertionForge forge = new AssertionForge(
                    "test-99999990",
                    gateway.base(),
                    SigningKey.read(Gateway.signingKey()).key());
            assertThat(gateway.get(
                                    "Patient?family=Nergens",
                                    "Authorization",
                                    "Bearer " + token(forge, Map.of("ura", "99999990")))
                            .status())
                    .isEqualTo(200);
        }

        @ParameterizedTest
        @MethodSource("wrong")
        void aTokenThatIsWrongInOneWayIsNone(String authorization) {
            refused(gateway.get("Patient/" + patient, "Authorization", authorization));
        }

        @Test
        void aTokenEnds() throws Exception {
            String id = "short-lived";
            gateway.client(id, "91000098", OrganizationKind.GP, "system/*.rs", Purpose.TREAT);
            String token = new ClientTokens(
                            gateway.clientKey(),
                            id,
                            gateway.base(),
                            "system/*.rs",
                            ClientTokens.stating(Purpose.TREAT, null, java.util.Map.of("ttl", 1)))
                    .bearer();
            Thread.sleep(1_500);
            refused(gateway.get("Patient/" + patient, "Authorization", "Bearer " + token));
        }
    }

    @Nested
    class AScope {

        private Gateway.Answer get(String scopes, String path) throws Exception {
            return gateway.get(path, "Authorization", bearer(OrganizationKind.GP, scopes));
        }

        @Test
        void letsInWhatItNames() throws Exception {
            assertThat(get("system/Patient.r", "Patient/" + patient).status()).isEqualTo(200);
            assertThat(get("system/Condition.s", "Condition?patient=" + patient).matches())
                    .isNotEmpty();
        }

        @ParameterizedTest
        @CsvSource({
            "system/Patient.s, Patient/ID",
            "system/Patient.r, Patient?family=Deurman",
            "system/Patient.rs, Condition?patient=ID",
            "system/Condition.cud, Condition?patient=ID",
            "system/Condition.rs, Patient/ID/$everything",
            "system/Patient.rs, Observation/$lastn?patient=ID",
            "system/Patient.rs, Consent/$current-directives?patient=ID"
        })
        void letsInNothingElse(String scopes, String path) throws Exception {
            Gateway.Answer answer = get(scopes, path.replace("ID", patient));
            assertThat(answer.status()).as(answer.text()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("not-allowed");
        }

        @Test
        void holdsForWhatComesAlongToo() throws Exception {
            String path = "Condition?patient=" + patient + "&_include=Condition:patient";
            assertThat(get("system/Condition.rs", path).resources("include")).isEmpty();
            assertThat(get("system/*.rs", path).resources("include")).hasSize(1);
        }

        @Test
        void holdsForEverythingOfAPatient() throws Exception {
            String path = "Patient/" + patient + "/$everything";
            assertThat(get("system/Patient.rs", path).text()).doesNotContain("Griep");
            assertThat(get("system/*.rs", path).text()).contains("Griep");
        }

        @Test
        void holdsForEachEntryOfATransactionAndNothingIsStored() throws Exception {
            String bundle = transaction(People.condition(patient, "Stiekem"));
            Gateway.Answer answer =
                    gateway.post("", bundle, "Authorization", bearer(OrganizationKind.GP, "system/Patient.cruds"));
            assertThat(answer.status()).as(answer.text()).isEqualTo(403);
            assertThat(gateway.get("Condition?patient=" + patient).text()).doesNotContain("Stiekem");
        }

        @Test
        void holdsForEachEntryOfABatch() throws Exception {
            String batch = "{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":["
                    + "{\"request\":{\"method\":\"GET\",\"url\":\"Condition?patient=" + patient + "\"}},"
                    + "{\"request\":{\"method\":\"GET\",\"url\":\"Patient/" + patient + "\"}}]}";
            Gateway.Answer answer =
                    gateway.post("", batch, "Authorization", bearer(OrganizationKind.GP, "system/Patient.rs"));
            assertThat(answer.text()).doesNotContain("Griep");
            assertThat(answer.json()
                            .path("entry")
                            .path(0)
                            .path("response")
                            .path("status")
                            .asText())
                    .startsWith("403");
            assertThat(answer.json()
                            .path("entry")
                            .path(1)
                            .path("response")
                            .path("status")
                            .asText())
                    .startsWith("200");
        }
    }

    private static String transaction(String resource) {
        String type = resource.replaceFirst("(?s).*?\"resourceType\"\\s*:\\s*\"(\\w+)\".*", "$1");
        return "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{\"fullUrl\":\"urn:uuid:"
                + java.util.UUID.randomUUID() + "\",\"resource\":" + resource
                + ",\"request\":{\"method\":\"POST\",\"url\":\"" + type + "\"}}]}";
    }

    @Nested
    class AKindOfOrganisation {

        private static final String ALL = "system/*.cruds";

        private int get(OrganizationKind kind, String path) throws Exception {
            return gateway.get(path, "Authorization", bearer(kind, ALL)).status();
        }

        @ParameterizedTest
        @CsvSource({
            "GP, Condition?patient=ID, 200",
            "TRIAGE, CarePlan?patient=ID, 200",
            "PHARMACY, MedicationStatement?patient=ID, 200",
            "PHARMACY, CarePlan?patient=ID, 403",
            // Patients choose for categories of organisations, and pharmacies are in none.
            "PHARMACY, Patient/ID/$everything, 404",
            "OPERATOR, Organization?name=x, 200",
            "OPERATOR, Patient/ID, 403",
            "OPERATOR, Patient/ID/$everything, 403",
            "AUDITOR, Condition?patient=ID, 403",
            "PRIVACY, Patient/ID, 403",
            "PATIENT_APP, Patient/ID, 403",
            "PATIENT_APP, Organization?name=x, 403",
            "PATIENT_APP, ValueSet/$expand?url=https://mgz-gateway.nl/fhir/ValueSet/mgz-error, 200"
        })
        void getsWhatIsOnItsList(OrganizationKind kind, String path, int status) throws Exception {
            assertThat(get(kind, path.replace("ID", patient))).isEqualTo(status);
        }

        @Test
        void getsNothingThroughEverythingThatItCouldNotAskFor() throws Exception {
            String all = gateway.get("Patient/" + patient + "/$everything").text();
            assertThat(all).contains("Condition");
            String theirs = gateway.get(
                            "Patient/" + patient + "/$everything",
                            "Authorization",
                            bearer(OrganizationKind.PHARMACY, ALL))
                    .text();
            assertThat(theirs).doesNotContain("\"Condition\"").doesNotContain("\"CarePlan\"");
        }

        @Test
        void writesOnlyWhatIsOnItsList() throws Exception {
            String condition = People.condition(patient, "Val");
            assertThat(gateway.post("Condition", condition, "Authorization", bearer(OrganizationKind.TRIAGE, ALL))
                            .status())
                    .isEqualTo(201);
            Gateway.Answer refused = gateway.post(
                    "Goal", "{\"resourceType\":\"Goal\"}", "Authorization", bearer(OrganizationKind.TRIAGE, ALL));
            assertThat(refused.status()).as(refused.text()).isEqualTo(403);
            assertThat(gateway.post("Condition", condition, "Authorization", bearer(OrganizationKind.PRIVACY, ALL))
                            .status())
                    .isEqualTo(403);
        }
    }
}
