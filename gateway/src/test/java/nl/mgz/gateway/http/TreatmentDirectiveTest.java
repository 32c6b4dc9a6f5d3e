package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Noor's treatment directives: a yes, a no, or a condition in words; never two of them, and never a consent to share data. */
class TreatmentDirectiveTest {

    private static final String SPECIFICATION =
            "http://nictiz.nl/fhir/StructureDefinition/ext-TreatmentDirective2.SpecificationOther";

    private final Gateway gateway = Gateway.shared();
    private final Stored stored = new Stored(gateway);
    private final String patient = People.create(gateway, "Veldkamp");

    private ObjectNode decided(String type) {
        ObjectNode consent = Records.tree(Records.treatmentDirective(patient));
        ((ObjectNode) consent.path("provision")).put("type", type);
        return consent;
    }

    private ObjectNode undecided() {
        ObjectNode consent = decided("deny");
        ((ObjectNode) consent.path("provision")).remove("type");
        return consent;
    }

    private static ObjectNode withCondition(ObjectNode consent) {
        consent.putArray("modifierExtension")
                .addObject()
                .put("url", SPECIFICATION)
                .put("valueString", "Alleen als Els er de hele tijd bij kan blijven.");
        return consent;
    }

    private void refused(ObjectNode consent) {
        Gateway.Answer answer = stored.nothingBy(() -> gateway.post("Consent", consent.toString()));
        assertThat(answer.status()).as(answer.text()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("not-valid");
        assertThat(answer.expressions())
                .isNotEmpty()
                .allSatisfy(one -> assertThat(one).startsWith("Consent"));
    }

    private String accepted(ObjectNode consent) {
        return People.idOf(gateway.post("Consent", consent.toString()));
    }

    @Nested
    class ExactlyOneOfDecisionAndCondition {

        @ParameterizedTest
        @ValueSource(strings = {"permit", "deny"})
        void takesADecisionAlone(String type) {
            String id = accepted(decided(type));
            assertThat(gateway.get("Consent/" + id)
                            .json()
                            .path("provision")
                            .path("type")
                            .asText())
                    .isEqualTo(type);
        }

        @Test
        void takesAConditionAloneAndKeepsItsWords() {
            String id = accepted(withCondition(undecided()));
            assertThat(gateway.get("Consent/" + id).text()).contains("Alleen als Els er de hele tijd bij kan blijven.");
        }

        @ParameterizedTest
        @ValueSource(strings = {"permit", "deny"})
        void refusesBoth(String type) {
            refused(withCondition(decided(type)));
        }

        @Test
        void refusesNeither() {
            refused(undecided());
        }

        @Test
        void anotherModifierExtensionIsNoCondition() {
            ObjectNode consent = withCondition(undecided());
            ((ObjectNode) consent.path("modifierExtension").path(0)).put("url", "https://example.nl/another");
            refused(consent);
        }

        @Test
        void refusesNeitherInsideATransactionAndSaysWhichEntry() {
            String bundle = Records.transaction(
                    Records.post(decided("deny").toString()),
                    Records.post(undecided().toString()));
            Gateway.Answer answer = stored.nothingBy(() -> gateway.post("", bundle));
            assertThat(answer.status()).as(answer.text()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("not-valid");
            assertThat(answer.expressions())
                    .isNotEmpty()
                    .allSatisfy(one -> assertThat(one).startsWith("Bundle.entry[1].resource"));
        }

        @Test
        void refusesAnUpdateThatAddsADecisionToACondition() {
            String id = accepted(withCondition(undecided()));
            ObjectNode both = withCondition(decided("permit"));
            both.put("id", id);
            Gateway.Answer answer =
                    stored.nothingBy(() -> gateway.put("Consent/" + id, both.toString(), "If-Match", "W/\"1\""));
            assertThat(answer.status()).as(answer.text()).isEqualTo(422);
            assertThat(gateway.get("Consent/" + id).json().path("provision").has("type"))
                    .isFalse();
        }

        @Test
        void refusesAPatchThatAddsADecisionToACondition() {
            String id = accepted(withCondition(undecided()));
            String patch = """
                    {"resourceType":"Parameters","parameter":[{"name":"operation","part":[
                     {"name":"type","valueCode":"add"},{"name":"path","valueString":"Consent.provision"},
                     {"name":"name","valueString":"type"},{"name":"value","valueCode":"permit"}]}]}""";
            Gateway.Answer answer = stored.nothingBy(() -> gateway.send(
                    "PATCH",
                    "Consent/" + id,
                    patch.getBytes(StandardCharsets.UTF_8),
                    "Content-Type",
                    "application/fhir+json",
                    "If-Match",
                    "W/\"1\""));
            assertThat(answer.status()).as(answer.text()).isEqualTo(422);
            assertThat(gateway.get("Consent/" + id).json().path("provision").has("type"))
                    .isFalse();
        }
    }

    @Nested
    class WhichDataItIs {

        @ParameterizedTest
        @ValueSource(strings = {"permit", "deny"})
        void aDecisionIsCarePlan(String type) {
            isCategory("careplan", accepted(decided(type)));
        }

        @Test
        void aConditionIsCarePlan() {
            isCategory("careplan", accepted(withCondition(undecided())));
        }

        @Test
        void aPrivacyConsentIsConsent() {
            isCategory("consent", accepted(Records.tree(Records.privacyConsent(patient))));
        }

        private void isCategory(String category, String id) {
            assertThat(Records.tags(gateway.get("Consent/" + id).json(), Records.CATEGORY))
                    .containsExactly(category);
            assertThat(stored.categoryOf(id)).isEqualTo(category);
        }

        @Test
        void aSearchForPrivacyConsentsFindsNoTreatmentDirective() {
            String treatment = accepted(decided("deny"));
            String privacy = accepted(Records.tree(Records.privacyConsent(patient)));
            assertThat(found("scope=patient-privacy")).containsExactly(privacy);
            assertThat(found("scope=treatment")).containsExactly(treatment);
        }

        @Test
        void aSupersededDirectiveIsNotAmongTheCurrentOnes() {
            ObjectNode old = decided("permit");
            String superseded = accepted(old.put("status", "inactive"));
            String current = accepted(decided("deny"));
            assertThat(found("scope=treatment&status=active")).containsExactly(current);
            assertThat(found("scope=treatment&status=inactive")).containsExactly(superseded);
        }

        private java.util.List<String> found(String query) {
            Gateway.Answer answer = gateway.get("Consent?patient=" + patient + "&" + query);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return answer.matches().stream().map(one -> one.path("id").asText()).toList();
        }
    }

    @Nested
    class ProfileClaims {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://fhir.iknl.nl/fhir/StructureDefinition/ACP-TreatmentDirective",
                    "https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-TreatmentDirective",
                    "http://nictiz.nl/fhir/StructureDefinition/nl-core-TreatmentDirective2",
                    "https://mgz-gateway.nl/fhir/StructureDefinition/mgz-TreatmentDirective"
                })
        void isAcceptedAndKept(String profile) {
            ObjectNode consent = decided("deny");
            consent.withObjectProperty("meta").putArray("profile").add(profile);
            String id = accepted(consent);
            assertThat(gateway.get("Consent/" + id)
                            .json()
                            .path("meta")
                            .path("profile")
                            .path(0)
                            .asText())
                    .isEqualTo(profile);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "https://fhir.iknl.nl/fhir/StructureDefinition/ACP-TreatmentDirective",
                    "https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-TreatmentDirective",
                    "http://nictiz.nl/fhir/StructureDefinition/nl-core-TreatmentDirective2",
                    "http://hl7.org/fhir/StructureDefinition/Consent"
                })
        void doesNotLetARuleGoUnchecked(String profile) {
            ObjectNode consent = undecided();
            consent.withObjectProperty("meta").putArray("profile").add(profile);
            refused(consent);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://nictiz.nl/fhir/StructureDefinition/nl-core-Patient",
                    "https://fhir.iknl.nl/fhir/StructureDefinition/ACP-Patient",
                    "https://api.iknl.nl/docs/pzp/r4/StructureDefinition/ACP-Patient"
                })
        void ofAPatientIsAccepted(String profile) {
            ObjectNode one = Records.tree(People.patient(People.newBsn(), "Veldkamp", "1990-05-01"));
            one.withObjectProperty("meta").putArray("profile").add(profile);
            String id = People.idOf(gateway.post("Patient", one.toString()));
            assertThat(gateway.get("Patient/" + id)
                            .json()
                            .path("meta")
                            .path("profile")
                            .path(0)
                            .asText())
                    .isEqualTo(profile);
        }
    }
}
