package nl.mgz.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.People;
import nl.mgz.gateway.http.Sharing;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that nobody here wrote get a token and read. */
class OtherClientsTest {

    private static final String CLIENT = "other-clients";

    @TempDir
    Path folder;

    private final Gateway gateway = Gateway.shared();
    private String patient;
    private Path keyFile;

    @BeforeEach
    void register() throws Exception {
        patient = People.create(gateway, "Vreemd");
        Sharing.withCareOrganisations(gateway, patient, "93000001");
        ECKey key = new ECKeyGenerator(Curve.P_384).keyID("other").generate();
        keyFile = folder.resolve("key.json");
        Files.writeString(keyFile, key.toJSONString());
        gateway.bean(Partners.class)
                .register(new Partners.Registration(
                        CLIENT,
                        new Ura("93000001"),
                        "Andermans software",
                        OrganizationKind.GP,
                        new JWKSet(key.toPublicJWK()).toString(),
                        "system/*.rs"));
    }

    @Test
    void hapisGenericClient() throws Exception {
        String token = new nl.mgz.gateway.loading.ClientTokens(
                        SigningKey.read(keyFile),
                        CLIENT,
                        gateway.base(),
                        "system/Patient.rs",
                        nl.mgz.gateway.loading.ClientTokens.stating(Purpose.TREAT, null, java.util.Map.of()))
                .bearer();
        // It reads the CapabilityStatement first, by itself and without the token.
        IGenericClient client = FhirContext.forR4Cached().newRestfulGenericClient(gateway.base());
        client.registerInterceptor(new BearerTokenAuthInterceptor(token));
        assertThat(client.read()
                        .resource(Patient.class)
                        .withId(patient)
                        .execute()
                        .getIdPart())
                .isEqualTo(patient);
        Bundle found = client.search()
                .forResource(Patient.class)
                .where(Patient.RES_ID.exactly().code(patient))
                .returnBundle(Bundle.class)
                .execute();
        assertThat(found.getTotal()).isEqualTo(1);
        assertThat(found.getEntry().get(0).getResource().getIdElement().getIdPart())
                .isEqualTo(patient);
    }

    @Test
    void fhirKitClientAndFhirclientOfNpm() throws Exception {
        String modules = System.getenv("FHIR_CLIENTS");
        Assumptions.assumeTrue(
                modules != null,
                "skipped: FHIR_CLIENTS names no folder with fhir-kit-client and fhirclient (.ci/run does)");
        Process node = new ProcessBuilder(
                        "node", "src/test/clients/read.mjs", gateway.base(), CLIENT, keyFile.toString(), patient)
                .redirectErrorStream(true)
                .start();
        String printed;
        try (InputStream out = node.getInputStream()) {
            printed = new String(out.readAllBytes(), StandardCharsets.UTF_8);
        }
        assertThat(node.waitFor()).as(printed).isZero();
        assertThat(printed.lines())
                .containsExactly(
                        "{\"client\":\"fhir-kit-client\",\"read\":\"" + patient + "\",\"found\":1}",
                        "{\"client\":\"fhirclient\",\"read\":\"" + patient + "\",\"found\":1}");
    }
}
