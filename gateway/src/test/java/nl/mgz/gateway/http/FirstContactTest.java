package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What a vendor's developer does in the first five minutes. */
class FirstContactTest {

    private final Gateway gateway = Gateway.shared();

    @Test
    void readsWhatWasCreatedWithItsVersionAndMarks() {
        String patient = People.create(gateway, "Jansen");
        Gateway.Answer read = gateway.get("Patient/" + patient);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.header("ETag")).isEqualTo("W/\"1\"");
        assertThat(read.json().path("meta").path("tag").toString())
                .contains("author-organization", "99999990", "mgz-data-category", "administrative");
    }

    @Test
    void historyHasEveryVersion() {
        String patient = People.create(gateway, "Bakker");
        String json = gateway.get("Patient/" + patient).text().replace("female", "male");
        Gateway.Answer updated = gateway.put("Patient/" + patient, json, "If-Match", "W/\"1\"");
        assertThat(updated.status()).as(updated.text()).isEqualTo(200);
        Gateway.Answer history = gateway.get("Patient/" + patient + "/_history");
        assertThat(history.status()).as(history.text()).isEqualTo(200);
        assertThat(history.json().path("entry")).hasSize(2);
        assertThat(gateway.get("Patient/" + patient + "/_history/1")
                        .json()
                        .path("gender")
                        .asText())
                .isEqualTo("female");
    }
}
