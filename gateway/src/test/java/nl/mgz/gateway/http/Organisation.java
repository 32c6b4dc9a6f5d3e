package nl.mgz.gateway.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.ClientTokens;

/** An organisation of one's own choice, and what it sends. */
final class Organisation {

    private final Gateway gateway;
    private final String ura = Records.newUra();
    private final ClientTokens tokens;

    Organisation(Gateway gateway, OrganizationKind kind) {
        this.gateway = gateway;
        this.tokens = gateway.client("org-" + ura, ura, kind, "system/*.cruds", Purpose.TREAT);
    }

    String ura() {
        return ura;
    }

    Gateway.Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    Gateway.Answer post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    Gateway.Answer put(String path, String body, String version) {
        return send("PUT", path, body, "If-Match", version);
    }

    Gateway.Answer delete(String path) {
        return send("DELETE", path, null);
    }

    /** @return the id of what was stored */
    String store(String type, String body) {
        return People.idOf(post(type, body));
    }

    private Gateway.Answer send(String method, String path, String body, String... headers) {
        List<String> all = new ArrayList<>(List.of(headers));
        try {
            all.addAll(List.of("Authorization", "Bearer " + tokens.bearer()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (body != null) {
            all.addAll(List.of("Content-Type", "application/fhir+json"));
        }
        return gateway.send(
                method, path, body == null ? null : body.getBytes(StandardCharsets.UTF_8), all.toArray(String[]::new));
    }
}
