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
import java.util.Random;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.ClientTokens;
import nl.mgz.gateway.sandbox.region.Region;
import org.jspecify.annotations.Nullable;

/**
 * The story of consent, played in a running sandbox with real calls: who may see, who may not, and what the patient reads of it
 * afterwards. Each step says what should happen, does it, and fails when something else happens.
 */
public final class ConsentDemo {

    /** Far from the clients that a sandbox loads, and from those of tests. */
    private static final int FIRST_CLIENT = 7_500;

    private static final int CLIENTS = 1_400;

    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String base;
    private final PrintStream out;
    private final Map<String, ClientTokens> tokens = new HashMap<>();
    private int step;

    public ConsentDemo(SandboxPartners partners, String base, PrintStream out) throws IOException {
        this.base = base;
        this.out = out;
        tokens.put("huisarts", partners.tokens(persona("gp"), base, SandboxPartners.Options.NONE));
        tokens.put(
                "triage",
                partners.tokens(
                        persona("triage"), base, new SandboxPartners.Options(null, null, null, "gesprek-demo", false)));
        tokens.put(
                "triage (spoed)",
                partners.tokens(
                        persona("triage"),
                        base,
                        new SandboxPartners.Options(Purpose.ETREAT, null, null, "gesprek-demo", true)));
    }

    private static Persona persona(String name) {
        return Persona.find(name).orElseThrow();
    }

    /** @throws IOException in words for a person, when the gateway does something else than the story says */
    public void play() throws IOException {
        Random random = new Random();
        String practice = persona("gp").ura();
        say("De huisarts stuurt de gegevens van mevrouw Demo, die niet meer zelf kan beslissen.");
        Person person = publish(Region.bsn(FIRST_CLIENT + random.nextInt(CLIENTS)), practice);
        String problems = "Condition?patient=" + person.patient();
        expect("huisarts", problems, 6);
        say("De triage kijkt. Er is nog niets gekozen: geen keuze is geen toestemming.");
        expect("triage", problems, 0);
        say("De mentor geeft toestemming aan triagediensten; de huisarts legt het vast.");
        String consent = record(person, "permit", "triage");
        expect("triage", problems, 5);
        say(
                "Zes problemen zijn er, vijf ziet de triage: de depressie is gevoelig en blijft verborgen. Ook het totaal is vijf.");
        say("De triage bladert: de eerste bladzijde van twee problemen.");
        JsonNode page = get("triage", problems + "&_count=2");
        String next = link(page);
        check(matches(page) == 2, "two problems on a page");
        say("Ondertussen wordt de toestemming ingetrokken. De volgende bladzijde is leeg.");
        post("huisarts", "Consent/" + consent + "/$withdraw", parameters(part("signedBy", "String", person.mentor())));
        check(matches(get("triage", next)) == 0, "nothing after the withdrawal");
        say("Spoed: mevrouw is niet aanspreekbaar. De triage mag noodtoegang vragen.");
        offered(person);
        declare(person);
        expect("triage (spoed)", problems, 6);
        say(
                "Een ander, meneer Weiger, heeft gezegd dat niemand mag kijken. Bij spoed krijgt de triage hetzelfde antwoord...");
        Person refusing = publish(Region.bsn(FIRST_CLIENT + random.nextInt(CLIENTS)), practice);
        record(refusing, "deny", "all");
        offered(refusing);
        declare(refusing);
        say("... en na de verklaring niets: een weigering blijft staan.");
        expect("triage (spoed)", "Condition?patient=" + refusing.patient(), 0);
        say("Mevrouw Demo (of wie namens haar spreekt) leest wie er keek:");
        out.println(accessLog(person));
    }

    private record Person(String patient, String mentor) {}

    private Person publish(String bsn, String practice) throws IOException {
        JsonNode answer = post("huisarts", "", DemoRecord.transaction(bsn, practice));
        return new Person(place(answer, 0), "RelatedPerson/" + place(answer, 1).replaceFirst(".*/", ""));
    }

    private static String place(JsonNode answer, int entry) {
        return answer.path("entry")
                .path(entry)
                .path("response")
                .path("location")
                .asText()
                .replaceFirst("/_history/.*", "")
                .replaceFirst(".*/", "");
    }

    private String record(Person person, String decision, String to) throws IOException {
        JsonNode answer = post(
                "huisarts",
                "Consent/$record",
                parameters(
                        part("patient", "String", "Patient/" + person.patient()),
                        part("decision", "Code", decision),
                        part("to", "String", to),
                        part("signedBy", "String", person.mentor())));
        for (JsonNode parameter : answer.path("parameter")) {
            if ("consent".equals(parameter.path("name").asText())) {
                return parameter
                        .path("valueReference")
                        .path("reference")
                        .asText(parameter.path("resource").path("id").asText())
                        .replaceFirst(".*/", "");
            }
        }
        throw new IOException("$record did not say which Consent it wrote: " + answer);
    }

    private void offered(Person person) throws IOException {
        HttpResponse<String> answer = send("GET", "triage (spoed)", "Condition?patient=" + person.patient(), null);
        check(
                answer.statusCode() == 403 && answer.body().contains("break-glass-required"),
                "the offer to break the glass");
        out.println("     403 break-glass-required");
    }

    private void declare(Person person) throws IOException {
        say("De triageverpleegkundige verklaart waarom: bewusteloos, vitaal belang.");
        post(
                "triage (spoed)",
                "Patient/" + person.patient() + "/$break-glass",
                parameters(
                        part("ground", "Code", "unable-to-consent"),
                        part("reason", "String", "Niet aanspreekbaar aangetroffen, ambulance is onderweg")));
    }

    private void expect(String who, String path, int count) throws IOException {
        JsonNode found = get(who, path);
        check(matches(found) == count, count + " problems for " + who);
        check(found.path("total").asInt() == count, "a total of " + count);
    }

    private static int matches(JsonNode bundle) {
        int matches = 0;
        for (JsonNode entry : bundle.path("entry")) {
            matches += "match".equals(entry.path("search").path("mode").asText()) ? 1 : 0;
        }
        return matches;
    }

    private static String link(JsonNode bundle) throws IOException {
        for (JsonNode link : bundle.path("link")) {
            if ("next".equals(link.path("relation").asText())) {
                return link.path("url").asText();
            }
        }
        throw new IOException("there is no next page");
    }

    private String accessLog(Person person) throws IOException {
        JsonNode binary = get("huisarts", "Patient/" + person.patient() + "/$access-log?format=text");
        return new String(Base64.getDecoder().decode(binary.path("data").asText()), StandardCharsets.UTF_8);
    }

    private void say(String sentence) {
        out.printf("%n%2d. %s%n", ++step, sentence);
    }

    private static void check(boolean holds, String what) throws IOException {
        if (!holds) {
            throw new IOException("the story says: " + what + ", and that is not what came");
        }
    }

    private static String part(String name, String type, String value) {
        return "{\"name\":\"" + name + "\",\"value" + type + "\":\"" + value + "\"}";
    }

    private static String parameters(String... parts) {
        return "{\"resourceType\":\"Parameters\",\"parameter\":[" + String.join(",", parts) + "]}";
    }

    private JsonNode get(String who, String path) throws IOException {
        return good(send("GET", who, path, null), who, path);
    }

    private JsonNode post(String who, String path, String body) throws IOException {
        return good(send("POST", who, path, body), who, path);
    }

    private JsonNode good(HttpResponse<String> answer, String who, String path) throws IOException {
        if (answer.statusCode() >= 300) {
            throw new IOException(who + " got " + answer.statusCode() + " for " + path + ": " + answer.body());
        }
        JsonNode body = json.readTree(answer.body());
        if ("searchset".equals(body.path("type").asText())) {
            out.println("     " + who + " ziet " + matches(body) + " van "
                    + body.path("total").asInt());
        }
        return body;
    }

    private HttpResponse<String> send(String method, String who, String path, @Nullable String body)
            throws IOException {
        URI address = URI.create(path.startsWith("http") ? path : path.isEmpty() ? base : base + "/" + path);
        out.println("   > " + who + ": " + method + " "
                + (path.contains("_page=")
                        ? path.replaceFirst("_page=.*", "_page=…")
                        : path.isEmpty() ? "(transactie)" : path));
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(60))
                .header(
                        "Authorization",
                        "Bearer " + Objects.requireNonNull(tokens.get(who)).bearer())
                .header("Accept", "application/fhir+json")
                .header("Content-Type", "application/fhir+json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
