package nl.mgz.gateway.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import nl.mgz.gateway.GatewayApplication;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Partners;
import nl.mgz.gateway.identity.Partners.Registration;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.identity.SigningKey;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.identity.crypto.Ed25519Key;
import nl.mgz.gateway.loading.ClientTokens;
import nl.mgz.gateway.sandbox.SandboxDatabase;
import nl.mgz.gateway.sandbox.SandboxFolder;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * A running gateway on real PostgreSQL, reached over HTTP as any client reaches it. One serves all black-box tests of a
 * run; each test makes patients of its own.
 */
public final class Gateway implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** Not sent: the URA of the organisation in whose name a request is made, or {@link #NOBODY}. */
    public static final String AS = "as";

    /** A request without any token. */
    public static final String NOBODY = "nobody";

    /** The organisation in whose name requests are made that name no other. */
    public static final String USUAL = "99999990";

    /** Receivers of tests are on this machine, and no test waits for days. */
    private static final Map<String, Object> NOTIFYING = Map.of(
            "mgz.notify.plain-http", true,
            "mgz.notify.private-hosts", "localhost:*",
            "mgz.notify.first-retry", "200ms",
            "mgz.notify.longest-retry", "1s",
            "mgz.notify.attempts", 3,
            "mgz.notify.timeout", "2s");

    private static final Path SIGNING_KEY = key("gateway");
    private static final Path CHECKPOINT_KEY = checkpointKey();
    private static final Path CLIENT_KEY = key("client");

    private static Gateway shared;

    private final ConfigurableApplicationContext context;
    private final String base;
    private final int managementPort;
    private final Map<String, ClientTokens> tokens = new ConcurrentHashMap<>();

    private Gateway(ConfigurableApplicationContext context, String base, int managementPort) {
        this.context = context;
        this.base = base;
        this.managementPort = managementPort;
    }

    /** The one that the tests of this run share; it ends with the run. */
    public static synchronized Gateway shared() {
        if (shared == null) {
            shared = start(SharedDatabase.get(), Map.of());
        }
        return shared;
    }

    /** Another node on a database. */
    public static Gateway start(SandboxDatabase database, Map<String, Object> more) {
        return start(database, more, context -> {});
    }

    /** One whose beans are changed before they are made. */
    public static Gateway start(
            SandboxDatabase database,
            Map<String, Object> more,
            ApplicationContextInitializer<ConfigurableApplicationContext> change) {
        Map<String, Object> settings = settings(database);
        Object port = settings.get("server.port");
        Integer management = (Integer) settings.get("management.server.port");
        settings.putAll(more);
        String[] arguments = settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        ConfigurableApplicationContext context = new SpringApplicationBuilder(GatewayApplication.class)
                .logStartupInfo(false)
                .initializers(change)
                .run(arguments);
        return new Gateway(context, "http://localhost:" + port + "/fhir", management);
    }

    /** Those of a node that starts on ports of its own. */
    static Map<String, Object> settings(SandboxDatabase database) {
        int port = freePort();
        Map<String, Object> settings = new HashMap<>(database.settings());
        settings.put("server.port", port);
        settings.put("management.server.port", freePort());
        settings.put("mgz.identity.signing-key", SIGNING_KEY);
        settings.put("mgz.audit.checkpoint-key", CHECKPOINT_KEY);
        settings.put("mgz.address.base", "http://localhost:" + port + "/fhir");
        settings.putAll(NOTIFYING);
        return settings;
    }

    /** The file with the key that its tokens are signed with. */
    public static Path signingKey() {
        return SIGNING_KEY;
    }

    private static Path key(String name) {
        try {
            Path file = Files.createTempDirectory("mgz-test-keys").resolve(name + ".json");
            SigningKey.create(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path checkpointKey() {
        try {
            Path file = Files.createTempDirectory("mgz-test-keys").resolve("checkpoints.json");
            Ed25519Key.create(file);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The tokens of an organisation that does anything a care organisation may; it is registered when first asked for. */
    public ClientTokens tokens(String ura) {
        return tokens.computeIfAbsent(
                ura, one -> client("test-" + one, one, OrganizationKind.CARE, "system/*.cruds", Purpose.TREAT));
    }

    /** Gets new tokens for the usual organisation: none ends while a fault keeps the gateway from giving another. */
    public void renewTokens() {
        tokens.remove(USUAL);
        authorization();
    }

    /** The key of every client that {@link #client} registers. */
    public SigningKey clientKey() {
        return SigningKey.read(CLIENT_KEY);
    }

    /** Registers a client and gives its tokens. */
    public ClientTokens client(String id, String ura, OrganizationKind kind, String scopes, Purpose purpose) {
        SigningKey key = clientKey();
        bean(Partners.class)
                .register(new Registration(id, new Ura(ura), "Testorganisatie " + ura, kind, key.publicKeys(), scopes));
        return new ClientTokens(key, id, base, scopes, ClientTokens.stating(purpose, nurse(id), Map.of()));
    }

    /**
     * Registers a client that acts for a person of one's own choice.
     *
     * @param ours what the gateway understands beside IUA: {@code break_glass}, {@code call}
     */
    public ClientTokens acting(
            String id,
            String ura,
            OrganizationKind kind,
            Purpose purpose,
            ClientTokens.@org.jspecify.annotations.Nullable Acting person,
            Map<String, Object> ours) {
        SigningKey key = clientKey();
        bean(Partners.class)
                .register(new Registration(
                        id, new Ura(ura), "Testorganisatie " + ura, kind, key.publicKeys(), "system/*.cruds"));
        return new ClientTokens(key, id, base, "system/*.cruds", ClientTokens.stating(purpose, person, ours));
    }

    /** Clinical data are for professionals: who asks without a person behind it gets none. */
    private static ClientTokens.Acting nurse(String id) {
        return new ClientTokens.Acting(
                "900-" + id, "V. Verpleegkundige", "http://fhir.nl/fhir/NamingSystem/uzi-rolcode", "30.000");
    }

    /** The value of an Authorization header for the usual organisation. */
    public String authorization() {
        return authorization(USUAL);
    }

    private String authorization(String ura) {
        try {
            return "Bearer " + tokens(ura).bearer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The database that {@link #shared()} runs on. */
    public static final class SharedDatabase {

        private static SandboxDatabase database;

        private SharedDatabase() {}

        public static synchronized SandboxDatabase get() {
            if (database == null) {
                try {
                    SandboxFolder folder = SandboxFolder.temporary();
                    database = SandboxDatabase.start(folder.path());
                    Runtime.getRuntime().addShutdownHook(new Thread(() -> close(folder)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return database;
        }

        private static void close(SandboxFolder folder) {
            try {
                database.close();
                folder.close();
            } catch (IOException e) {
                // The folder is swept at the next start.
            }
        }
    }

    public String base() {
        return base;
    }

    public int managementPort() {
        return managementPort;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** An answer. Its body is read as JSON when asked for. */
    public record Answer(int status, Map<String, List<String>> headers, byte[] bytes) {

        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            try {
                return JSON.readTree(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException("not JSON: " + text(), e);
            }
        }

        public String header(String name) {
            return headers.getOrDefault(name.toLowerCase(java.util.Locale.ROOT), List.of(""))
                    .get(0);
        }

        /** The stable code of the first issue. */
        public String code() {
            return json().path("issue")
                    .path(0)
                    .path("details")
                    .path("coding")
                    .path(0)
                    .path("code")
                    .asText();
        }

        public List<String> expressions() {
            List<String> all = new ArrayList<>();
            json().path("issue").forEach(issue -> issue.path("expression").forEach(one -> all.add(one.asText())));
            return all;
        }

        /** The resources of a Bundle that matched, or those that were included. */
        public List<JsonNode> resources(String mode) {
            return StreamSupport.stream(json().path("entry").spliterator(), false)
                    .filter(entry ->
                            mode.equals(entry.path("search").path("mode").asText("match")))
                    .map(entry -> entry.path("resource"))
                    .toList();
        }

        public List<JsonNode> matches() {
            return resources("match");
        }

        public String id() {
            return json().path("id").asText();
        }
    }

    public Answer get(String path, String... headers) {
        return send("GET", path, null, headers);
    }

    public Answer post(String path, String json, String... headers) {
        return send("POST", path, json.getBytes(StandardCharsets.UTF_8), withType("application/fhir+json", headers));
    }

    public Answer put(String path, String json, String... headers) {
        return send("PUT", path, json.getBytes(StandardCharsets.UTF_8), withType("application/fhir+json", headers));
    }

    public Answer delete(String path, String... headers) {
        return send("DELETE", path, null, headers);
    }

    /** A search by form. */
    public Answer postSearch(String type, String form, String... headers) {
        return send(
                "POST",
                type + "/_search",
                form.getBytes(StandardCharsets.UTF_8),
                withType("application/x-www-form-urlencoded", headers));
    }

    private static String[] withType(String type, String[] headers) {
        for (int i = 0; i < headers.length; i += 2) {
            if ("Content-Type".equalsIgnoreCase(headers[i])) {
                return headers;
            }
        }
        List<String> all = new ArrayList<>(List.of(headers));
        all.add("Content-Type");
        all.add(type);
        return all.toArray(String[]::new);
    }

    /** @param path below the base, or a whole URL; its query is sent as it is, only characters that no URL may have are encoded */
    public Answer send(String method, String path, byte[] body, String... headers) {
        String url = path.startsWith("http") ? path : path.isEmpty() ? base : base + "/" + path;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(encode(url)))
                .timeout(Duration.ofSeconds(120))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        String as = USUAL;
        for (int i = 0; i < headers.length; i += 2) {
            if (AS.equals(headers[i])) {
                as = headers[i + 1];
            } else if (!headers[i + 1].isEmpty()) {
                request.header(headers[i], headers[i + 1]);
                as = "Authorization".equals(headers[i]) ? NOBODY : as;
            }
        }
        if (!NOBODY.equals(as)) {
            request.header("Authorization", authorization(as));
        }
        try {
            HttpResponse<byte[]> response = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String encode(String url) {
        StringBuilder text = new StringBuilder();
        url.codePoints().forEach(c -> {
            if (c <= ' ' || c > '~' || "|<>\"{}\\^`".indexOf(c) >= 0) {
                text.append(URLEncoder.encode(new String(Character.toChars(c)), StandardCharsets.UTF_8)
                        .replace("+", "%20"));
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.toString();
    }

    @Override
    public void close() {
        context.close();
    }
}
