package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What an operator asks, on the port that is not for callers. */
class OperationsTest {

    private final Gateway gateway = Gateway.shared();

    private Gateway.Answer management(String path) {
        return gateway.get("http://localhost:" + gateway.managementPort() + path);
    }

    @Test
    void healthAndReadinessAreUp() {
        assertThat(management("/actuator/health").json().path("status").asText())
                .isEqualTo("UP");
        assertThat(management("/actuator/health/readiness").status()).isEqualTo(200);
        assertThat(management("/actuator/health/liveness").status()).isEqualTo(200);
    }

    @Test
    void metricsCountRequestsAndNameNoPatient() {
        String patient = People.create(gateway, "Meting");
        gateway.get("Patient/" + patient);
        String metrics = management("/actuator/prometheus").text();
        assertThat(metrics).contains("http_server_requests_seconds_count", "hikaricp_connections");
        assertThat(metrics).doesNotContain(patient);
    }

    @Test
    void nothingElseIsOpenThere() {
        for (String path :
                new String[] {"/actuator/env", "/actuator/beans", "/actuator/heapdump", "/actuator/configprops"}) {
            assertThat(management(path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void managementIsNotOnTheCallersPort() {
        assertThat(gateway.get(gateway.base().replace("/fhir", "/actuator/health"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void theInteractiveDocumentationIsServed() {
        assertThat(gateway.get("swagger-ui/", "Accept", "text/html").text()).contains("Swagger UI");
        assertThat(gateway.get("api-docs").text()).contains("openapi: 3", "/Patient");
    }
}
