package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.ClientTokens;
import org.junit.jupiter.api.Test;

/** A request that names a service: the gateway says whose it is, and why. */
class ConsultationRoutingTest {

    private static final String LENDER = "90000451";
    private static final String BORROWER = "90000452";

    private final Gateway gateway = Gateway.shared();
    private final String patient = People.create(gateway, "Zandstra");
    /** So that no other test's services are of its step. */
    private final String specialty = "77." + String.format("%03d", (int) (Math.random() * 1000));

    private String organization(String ura) {
        return People.idOf(gateway.post("Organization", """
                {"resourceType":"Organization","name":"Organisatie %s",
                 "identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"%s"}]}""".formatted(ura, ura)));
    }

    private String service(String provider, String more) {
        return People.idOf(gateway.post("HealthcareService", """
                {"resourceType":"HealthcareService","active":true,"name":"Achterwacht %s",
                 "providedBy":{"reference":"Organization/%s"},%s
                 "type":[{"coding":[{"system":"%s","code":"achterwacht"}]}],
                 "specialty":[{"coding":[{"system":"http://fhir.nl/fhir/NamingSystem/uzi-rolcode","code":"%s"}]}]}""".formatted(
                        UUID.randomUUID().toString().substring(0, 8), provider, more, Consult.KINDS, specialty)));
    }

    private Gateway.Answer ask(String service) {
        Consult consult = new Consult(gateway, "achterwacht", patient);
        String question = People.idOf(gateway.post("ServiceRequest", consult.question()));
        return gateway.post(
                "Task",
                consult.task("ServiceRequest/" + question, "{\"reference\":\"HealthcareService/" + service + "\"}"));
    }

    private JsonNode asked(String service) {
        return gateway.get("Task/" + People.idOf(ask(service))).json();
    }

    @Test
    void goesToTheProviderAndSaysWhy() {
        String provider = organization(LENDER);
        JsonNode task = asked(service(provider, ""));
        assertThat(task.path("owner").path("reference").asText()).startsWith("Organization/");
        assertThat(task.path("owner").path("identifier").path("value").asText()).isEqualTo(LENDER);
        assertThat(task.path("note").path(0).path("text").asText()).contains("Toegewezen door de gateway");
        assertThat(task.path("extension").toString()).contains("mgz-AskedService", "mgz-Due");
        assertThat(Consult.seen(gateway, task.path("id").asText(), LENDER).status())
                .isEqualTo(200);
        String worklist = "Task?status=requested&owner="
                + task.path("owner").path("reference").asText();
        assertThat(gateway.get(worklist, Gateway.AS, LENDER).matches())
                .anyMatch(one -> one.path("id").equals(task.path("id")));
        assertThat(gateway.get(worklist, Gateway.AS, "90000453").matches()).isEmpty();
    }

    @Test
    void goesToTheOrganisationForWhichALentWorkerIsOnDuty() throws IOException {
        String service = service(organization(LENDER), "");
        String borrower = organization(BORROWER);
        String person = "uzi-" + UUID.randomUUID().toString().substring(0, 8);
        String practitioner = People.idOf(gateway.post("Practitioner", """
                {"resourceType":"Practitioner","name":[{"family":"Uitgeleend"}],
                 "identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/uzi-nr-pers","value":"%s"}]}""".formatted(person)));
        People.idOf(gateway.post("PractitionerRole", """
                {"resourceType":"PractitionerRole","active":true,"practitioner":{"reference":"Practitioner/%s"},
                 "organization":{"reference":"Organization/%s"},
                 "healthcareService":[{"reference":"HealthcareService/%s"}],"availableTime":[{"allDay":true}],
                 "specialty":[{"coding":[{"system":"http://fhir.nl/fhir/NamingSystem/uzi-rolcode","code":"30.000"}]}]}""".formatted(practitioner, borrower, service)));
        JsonNode task = asked(service);
        assertThat(task.path("owner").path("identifier").path("value").asText()).isEqualTo(BORROWER);
        String id = task.path("id").asText();
        // The same person, by a token of who lends and by one of who borrows.
        assertThat(gateway.get("Task/" + id, "Authorization", as(LENDER, person))
                        .status())
                .isEqualTo(404);
        String onDuty = as(BORROWER, person);
        assertThat(gateway.get("Task/" + id, "Authorization", onDuty).status()).isEqualTo(200);
        Gateway.Answer accepted = gateway.send(
                "PATCH",
                "Task/" + id,
                "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"accepted\"}]"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "Content-Type",
                "application/json-patch+json",
                "If-Match",
                "W/\"1\"",
                "Authorization",
                onDuty);
        assertThat(accepted.status()).as(accepted.text()).isEqualTo(200);
    }

    @Test
    void goesBackToTheProviderWhenTheShiftOfALentWorkerHasEnded() {
        String service = service(organization(LENDER), "");
        String role = """
                {"resourceType":"PractitionerRole","active":true,"organization":{"reference":"Organization/%s"},
                 "healthcareService":[{"reference":"HealthcareService/%s"}],
                 "availableTime":[{"allDay":true}],"period":{"start":"2026-01-01","end":"%s"}}""";
        String borrower = organization(BORROWER);
        String shift = People.idOf(gateway.post("PractitionerRole", role.formatted(borrower, service, "2099-01-01")));
        String during = asked(service).path("id").asText();
        assertThat(Consult.seen(gateway, during, BORROWER).status()).isEqualTo(200);

        Gateway.Answer ended = gateway.put(
                "PractitionerRole/" + shift,
                Records.tree(role.formatted(borrower, service, "2026-01-02"))
                        .put("id", shift)
                        .toString(),
                "If-Match",
                "W/\"1\"");
        assertThat(ended.status()).as(ended.text()).isEqualTo(200);
        JsonNode after = asked(service);
        assertThat(after.path("owner").path("identifier").path("value").asText())
                .isEqualTo(LENDER);
        assertThat(Consult.seen(gateway, after.path("id").asText(), BORROWER).status())
                .isEqualTo(404);
        // What was taken over in the shift stays with who was asked.
        assertThat(Consult.move(gateway, during, "accepted", BORROWER).status()).isEqualTo(200);
    }

    private String as(String ura, String person) throws IOException {
        ClientTokens.Acting acting = new ClientTokens.Acting(
                person, "L. Uitgeleend", "http://fhir.nl/fhir/NamingSystem/uzi-rolcode", "30.000");
        return "Bearer "
                + gateway.acting("lent-" + ura + person, ura, OrganizationKind.CARE, Purpose.TREAT, acting, Map.of())
                        .bearer();
    }

    @Test
    void goesToAnotherServiceWhereTheNamedOneIsFull() {
        String full = service(
                organization(LENDER),
                "\"extension\":[{\"url\":\"https://mgz-gateway.nl/fhir/StructureDefinition/mgz-Capacity\",\"valuePositiveInt\":1}],");
        assertThat(asked(full).path("owner").path("identifier").path("value").asText())
                .isEqualTo(LENDER);
        Gateway.Answer nobody = ask(full);
        assertThat(nobody.status()).as(nobody.text()).isEqualTo(422);
        assertThat(nobody.code()).isEqualTo("no-receiver");
        assertThat(nobody.text()).contains("has no room");
        service(organization(BORROWER), "");
        JsonNode task = asked(full);
        assertThat(task.path("owner").path("identifier").path("value").asText()).isEqualTo(BORROWER);
        assertThat(task.path("note").path(0).path("text").asText()).contains("geen plaats");
    }

    @Test
    void isRefusedWhereTheServiceIsForSomethingElseOrNotThere() {
        Consult consult = new Consult(gateway, "meekijkconsult", patient);
        String question = People.idOf(gateway.post("ServiceRequest", consult.question()));
        for (String service : new String[] {
            service(organization(LENDER), ""), UUID.randomUUID().toString()
        }) {
            Gateway.Answer answer = gateway.post(
                    "Task",
                    consult.task(
                            "ServiceRequest/" + question, "{\"reference\":\"HealthcareService/" + service + "\"}"));
            assertThat(answer.status()).as(answer.text()).isEqualTo(422);
            assertThat(answer.expressions()).contains("Task.owner");
        }
    }
}
