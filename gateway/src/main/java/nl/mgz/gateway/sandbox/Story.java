package nl.mgz.gateway.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import nl.mgz.gateway.loading.ClientTokens;
import org.jspecify.annotations.Nullable;

/**
 * Calls of the people in a story to a running sandbox, printed as they are made. Whatever goes another way than the story
 * says ends it, in words.
 */
final class Story {

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final Map<String, ClientTokens> people = new HashMap<>();
    private final SandboxPartners partners;
    private final String base;
    private final PrintStream out;
    private int step;

    Story(SandboxPartners partners, String base, PrintStream out) {
        this.partners = partners;
        this.base = base;
        this.out = out;
    }

    static Persona persona(String name) {
        return Persona.find(name).orElseThrow();
    }

    /** @param who what the story calls this persona */
    Story with(String who, String persona, SandboxPartners.Options options) throws IOException {
        people.put(who, partners.tokens(persona(persona), base, options));
        return this;
    }

    void say(String sentence) {
        out.printf("%n%2d. %s%n", ++step, sentence);
    }

    void tell(String line) {
        out.println("     " + line);
    }

    static void check(boolean holds, String what) throws IOException {
        if (!holds) {
            throw new IOException("the story says: " + what + ", and that is not what came");
        }
    }

    static String part(String name, String type, String value) {
        return "{\"name\":\"" + name + "\",\"value" + type + "\":\"" + value + "\"}";
    }

    static String parameters(String... parts) {
        return "{\"resourceType\":\"Parameters\",\"parameter\":[" + String.join(",", parts) + "]}";
    }

    JsonNode get(String who, String path) throws IOException {
        return good(send("GET", who, path, null), who, path);
    }

    JsonNode post(String who, String path, String body) throws IOException {
        return good(send("POST", who, path, body), who, path);
    }

    /** Changes elements of what was read last, by JSON Patch. */
    JsonNode patch(String who, JsonNode read, String operations) throws IOException {
        String path = read.path("resourceType").asText() + "/" + read.path("id").asText();
        String version = read.path("meta").path("versionId").asText();
        return good(
                send(
                        "PATCH",
                        who,
                        path,
                        operations,
                        "Content-Type",
                        "application/json-patch+json",
                        "If-Match",
                        "W/\"" + version + "\""),
                who,
                path);
    }

    private JsonNode good(HttpResponse<String> answer, String who, String path) throws IOException {
        if (answer.statusCode() >= 300) {
            throw new IOException(who + " got " + answer.statusCode() + " for " + path + ": " + answer.body());
        }
        JsonNode body = answer.body().isEmpty() ? json.createObjectNode() : json.readTree(answer.body());
        if ("searchset".equals(body.path("type").asText())) {
            tell(who + " ziet " + matches(body) + " van " + body.path("total").asInt());
        }
        return body;
    }

    static int matches(JsonNode bundle) {
        int matches = 0;
        for (JsonNode entry : bundle.path("entry")) {
            matches += "match".equals(entry.path("search").path("mode").asText()) ? 1 : 0;
        }
        return matches;
    }

    static String link(JsonNode bundle) throws IOException {
        for (JsonNode link : bundle.path("link")) {
            if ("next".equals(link.path("relation").asText())) {
                return link.path("url").asText();
            }
        }
        throw new IOException("there is no next page");
    }

    /** The id of what an entry of a transaction became. */
    static String place(JsonNode answer, int entry) {
        return answer.path("entry")
                .path(entry)
                .path("response")
                .path("location")
                .asText()
                .replaceFirst("/_history/.*", "")
                .replaceFirst(".*/", "");
    }

    /** A parameter of an answer; a missing node where there is none. */
    JsonNode value(JsonNode answer, String name) {
        for (JsonNode parameter : answer.path("parameter")) {
            if (name.equals(parameter.path("name").asText())) {
                return parameter;
            }
        }
        return json.missingNode();
    }

    static String text(JsonNode binary) {
        return new String(Base64.getDecoder().decode(binary.path("data").asText()), StandardCharsets.UTF_8);
    }

    HttpResponse<String> send(String method, String who, String path, @Nullable String body, String... headers)
            throws IOException {
        URI address = URI.create(path.startsWith("http") ? path : path.isEmpty() ? base : base + "/" + path);
        out.println("   > " + who + ": " + method + " "
                + (path.contains("_page=")
                        ? path.replaceFirst("_page=.*", "_page=…")
                        : path.isEmpty() ? "(transactie)" : path));
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(60))
                .header(
                        "Authorization",
                        "Bearer " + Objects.requireNonNull(people.get(who)).bearer())
                .header("Accept", "application/fhir+json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        request.setHeader("Content-Type", "application/fhir+json");
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
