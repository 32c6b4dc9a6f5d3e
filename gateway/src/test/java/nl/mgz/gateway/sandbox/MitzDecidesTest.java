package nl.mgz.gateway.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.People;
import nl.mgz.gateway.http.Sharing;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.ClientTokens;
import nl.mgz.gateway.sandbox.region.Region;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A deployment that leaves triage to Mitz, with the stub in Mitz's place. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MitzDecidesTest {

    private static final String TRIAGE = "97000001";

    private static final String NO_CONDITIONS =
            "{\"type\":\"deny\",\"class\":[{\"system\":\"http://hl7.org/fhir/resource-types\",\"code\":\"Condition\"}]}";

    @TempDir
    static Path folder;

    private Gateway gateway;
    private ClientTokens triage;

    @BeforeAll
    void start() throws IOException {
        Map<String, Object> settings =
                new HashMap<>(SandboxPartners.in(folder, 8443).mitz());
        settings.put("mgz.consent.sources.triage", "mitz");
        gateway = Gateway.start(Gateway.SharedDatabase.get(), settings);
        triage = triage(gateway, "mitz-triage", TRIAGE);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    /** A triagist on the telephone, of an organisation that the directory knows the type of, as it knows the usual one's. */
    static ClientTokens triage(Gateway gateway, String client, String ura) {
        gateway.client(client, ura, OrganizationKind.TRIAGE, "system/*.cruds", Purpose.TREAT);
        People.idOf(gateway.post("Organization", organization(Gateway.USUAL, "G6")));
        People.idOf(gateway.post("Organization", organization(ura, "Z3")));
        ClientTokens.Acting nurse = new ClientTokens.Acting(
                "900012345", "T. Triagist", "http://fhir.nl/fhir/NamingSystem/uzi-rolcode", "30.000");
        return new ClientTokens(
                gateway.clientKey(),
                client,
                gateway.base(),
                "system/*.cruds",
                ClientTokens.stating(Purpose.TREAT, nurse, Map.of("call", "gesprek-1")));
    }

    private static String organization(String ura, String type) {
        return """
                {"resourceType":"Organization","active":true,"name":"Organisatie %s",
                 "identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"%s"}],
                 "type":[{"coding":[{"system":"http://nictiz.nl/fhir/NamingSystem/organization-type","code":"%s"}]}]}""".formatted(ura, ura, type);
    }

    private String patient(int client) {
        // The second time, the region knows the client already.
        String id = gateway.post("Patient", People.patient(Region.bsn(client), "Mitz", "1961-04-03"))
                .header("Location")
                .replaceAll(".*/Patient/([^/]+).*", "$1");
        People.idOf(gateway.post("Condition", People.condition(id, "Griep")));
        return id;
    }

    private List<?> seenBy(ClientTokens tokens, String patient) {
        try {
            Gateway.Answer answer = gateway.send(
                    "GET", "Condition?patient=" + patient, null, "Authorization", "Bearer " + tokens.bearer());
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return answer.matches();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aPermitOfMitzOpensWhatAnEverydayYesOpens() {
        String patient = patient(0);
        int everyday = seenBy(triage, patient).size();
        assertThat(everyday).isPositive();
        String sensitive = People.condition(patient, "Depressie").replace("N88", "P76");
        People.idOf(gateway.post("Condition", sensitive));
        assertThat(seenBy(triage, patient)).as("and not what is sensitive").hasSize(everyday);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"deny\"}", "{\"type\":\"permit\",\"provision\":[" + NO_CONDITIONS + "]}"})
    void aRefusalThatIsRecordedHereStandsWhateverMitzPermits(String provision) {
        String patient = patient(0);
        assertThat(seenBy(triage, patient)).isNotEmpty();
        String consent = People.idOf(gateway.post("Consent", Sharing.consent(patient, "active", provision)));
        assertThat(seenBy(triage, patient)).isEmpty();
        assertThat(gateway.delete("Consent/" + consent).status()).isBetween(200, 204);
        assertThat(seenBy(triage, patient)).isNotEmpty();
    }

    @Test
    void whatIsExceptedFromARefusalIsNoPermissionWhereMitzGivesNone() {
        String patient = patient(1);
        Sharing.withCareOrganisations(gateway, patient, TRIAGE);
        String exception = "{\"type\":\"deny\",\"provision\":[{\"type\":\"permit\"}]}";
        People.idOf(gateway.post("Consent", Sharing.consent(patient, "active", exception)));
        assertThat(seenBy(triage, patient)).isEmpty();
    }

    @Test
    void anythingElseIsNoConsentWhateverIsStoredHere() {
        for (int client : List.of(1, 2, 3)) {
            String patient = patient(client);
            Sharing.withCareOrganisations(gateway, patient, TRIAGE);
            assertThat(seenBy(triage, patient)).isEmpty();
        }
    }

    @Test
    void ofAnotherExchangeTheOwnConsentsDecide() {
        String patient = patient(4);
        ClientTokens care =
                gateway.client("mitz-care", "97000002", OrganizationKind.CARE, "system/*.cruds", Purpose.TREAT);
        assertThat(seenBy(care, patient)).isEmpty();
        Sharing.withCareOrganisations(gateway, patient, "97000002");
        assertThat(seenBy(care, patient)).hasSize(1);
    }
}
