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
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import nl.mgz.gateway.GatewayApplication;
import nl.mgz.gateway.sandbox.SandboxDatabase;
import nl.mgz.gateway.sandbox.SandboxFolder;
import org.springframework.boot.builder.SpringApplicationBuilder;
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

    private static Gateway shared;

    private final ConfigurableApplicationContext context;
    private final String base;
    private final int managementPort;

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
        int port = freePort();
        int management = freePort();
        Map<String, Object> settings = new HashMap<>(database.settings());
        settings.put("server.port", port);
        settings.put("management.server.port", management);
        settings.put("mgz.address.base", "http://localhost:" + port + "/fhir");
        settings.putAll(more);
        String[] arguments = settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        ConfigurableApplicationContext context = new SpringApplicationBuilder(GatewayApplication.class)
                .logStartupInfo(false)
                .run(arguments);
        return new Gateway(context, "http://localhost:" + port + "/fhir", management);
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
    public Answer postSearch(String type, String form) {
        return send(
                "POST",
                type + "/_search",
                form.getBytes(StandardCharsets.UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded");
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
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
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
