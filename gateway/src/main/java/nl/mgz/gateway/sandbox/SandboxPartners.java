package nl.mgz.gateway.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Partners;
import nl.mgz.gateway.identity.Partners.Registration;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.identity.SigningKey;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.identity.crypto.CertificateAuthority;
import nl.mgz.gateway.identity.crypto.Ed25519Key;
import nl.mgz.gateway.identity.crypto.TlsContexts;
import nl.mgz.gateway.loading.ClientTokens;
import nl.mgz.gateway.sandbox.region.Region;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The organisations of the sandbox as partners of its gateway, each with a client and a key of its own in the sandbox's
 * folder. Whoever can read that folder can be any of them; nobody in it exists.
 */
public final class SandboxPartners {

    private static final String REVOKED = "revoked";
    private static final String EVERYTHING = "system/*.cruds";

    private record Partner(String name, String ura, OrganizationKind kind) {}

    private final Path folder;
    private final Path keys;
    private final int tlsPort;
    private final Map<String, Partner> partners = new LinkedHashMap<>();

    private SandboxPartners(Path folder, int tlsPort) {
        this.folder = folder;
        this.tlsPort = tlsPort;
        this.keys = folder.resolve("keys");
        Region.of(1)
                .organisations()
                .forEach(one -> partners.put(one.key(), new Partner(one.name(), one.ura(), Persona.kind(one))));
        Persona.ALL.forEach(persona -> partners.putIfAbsent(
                persona.organisation(), new Partner(persona.organisationName(), persona.ura(), persona.kind())));
    }

    /** @param tlsPort of the listener for mutual TLS; 0 for none */
    public static SandboxPartners in(Path folder, int tlsPort) {
        return new SandboxPartners(folder, tlsPort);
    }

    /** The key that the sandbox's gateway signs tokens with. */
    public Path gatewayKey() throws IOException {
        Files.createDirectories(keys);
        Path file = keys.resolve("gateway.json");
        SigningKey.readOrCreate(file);
        return file;
    }

    /** The key that the sandbox's gateway signs checkpoints of its audit trail with. */
    public Path checkpointKey() throws IOException {
        Files.createDirectories(keys);
        Path file = keys.resolve("checkpoints.json");
        Ed25519Key.readOrCreate(file);
        return file;
    }

    /** Starts an authority that puts times on checkpoints; gives the settings of a gateway that asks it. */
    public Map<String, Object> timestamps() throws IOException {
        Files.createDirectories(keys);
        return SandboxTimestamps.start(keys);
    }

    /** Lets the app of patients ask for the first client of the region, for a day. */
    public void grantFirstClient(Partners register, DataSource database) {
        new JdbcTemplate(database)
                .queryForList("select patient_id from mgz_patient_identity where bsn = ?", String.class, Region.bsn(0))
                .forEach(patient -> register.grant(
                        clientId("patient"), patient, Instant.now().plus(Duration.ofDays(1))));
    }

    /**
     * How commands find the sandbox's database.
     *
     * @param application the role that the gateway works with
     * @param owner the role that owns the tables
     */
    public record Database(String url, String application, String owner) {}

    /** @throws IOException in words for a person when it does not run */
    public Database database() throws IOException {
        return SandboxDatabase.running(folder);
    }

    /**
     * Makes the certificates that are missing, of the gateway and of every organisation, and one that is revoked to try.
     *
     * @return the settings of a listener that knows them; plain HTTP stays open, on loopback, so that a first call is easy
     */
    public Map<String, Object> mutualTls() throws IOException {
        if (tlsPort == 0) {
            return Map.of();
        }
        CertificateAuthority authority = CertificateAuthority.readOrCreate(certificates(), Clock.systemUTC());
        authority.server("server");
        for (Map.Entry<String, Partner> one : partners.entrySet()) {
            authority.client(one.getKey(), one.getValue().name(), one.getValue().ura());
        }
        Partner first = partners.values().iterator().next();
        authority.client(REVOKED, first.name(), first.ura());
        return Map.of(
                "mgz.tls.port", tlsPort,
                "mgz.tls.certificate", certificates().resolve("server.pem"),
                "mgz.tls.key", certificates().resolve("server.key"),
                "mgz.tls.client-authorities", authority.rootFile(),
                "mgz.tls.required", false,
                "mgz.tls.revocation.policy", "crl",
                "mgz.tls.revocation.crl-folder", authority.lists(List.of(REVOKED)));
    }

    /** Starts a stub of Mitz; gives the settings of a gateway that may ask it. No exchange is left to it. */
    public Map<String, Object> mitz() throws IOException {
        return tlsPort == 0
                ? Map.of()
                : SandboxMitz.start(
                        CertificateAuthority.readOrCreate(certificates(), Clock.systemUTC()), certificates());
    }

    /** Where certificates and their keys are, in files named after the organisations. */
    private Path certificates() {
        return keys.resolve("tls");
    }

    /** The curl options that show a persona's certificate and trust the gateway's; empty where there is no TLS. */
    Optional<String> curlOptions(Persona persona) {
        Path files = certificates();
        return tlsPort == 0
                ? Optional.empty()
                : Optional.of("--cert %1$s/%2$s.pem --key %1$s/%2$s.key --cacert %1$s/root.pem"
                        .formatted(files, persona.organisation()));
    }

    int tlsPort() {
        return tlsPort;
    }

    /** Makes the keys that are missing and registers everybody. */
    public void register(Partners register) throws IOException {
        for (Map.Entry<String, Partner> one : partners.entrySet()) {
            Partner partner = one.getValue();
            register.register(new Registration(
                    clientId(one.getKey()),
                    new Ura(partner.ura()),
                    partner.name(),
                    partner.kind(),
                    key(one.getKey()).publicKeys(),
                    EVERYTHING));
        }
    }

    static String clientId(String organisation) {
        return "sandbox-" + organisation;
    }

    private SigningKey key(String organisation) throws IOException {
        Files.createDirectories(keys);
        return SigningKey.readOrCreate(keys.resolve(organisation + ".json"));
    }

    /** Tokens for a persona. */
    public ClientTokens tokens(Persona persona, String base, Options options) throws IOException {
        return new ClientTokens(
                key(persona.organisation()), persona.clientId(), base, EVERYTHING, extensions(persona, options));
    }

    /**
     * Tokens for a persona, bound to the certificate of its organisation.
     *
     * @throws IOException in words for a person when the sandbox has no TLS
     */
    public ClientTokens boundTokens(Persona persona, String base, Options options) throws IOException {
        if (tlsPort == 0) {
            throw new IOException("the sandbox was started without TLS: start it with --tls-port");
        }
        Path files = certificates();
        ClientTokens.MutualTls tls = new ClientTokens.MutualTls(
                URI.create("https://localhost:" + tlsPort + "/oauth2/token"),
                TlsContexts.client(
                        files.resolve(persona.organisation() + ".pem"),
                        files.resolve(persona.organisation() + ".key"),
                        files.resolve("root.pem")));
        return new ClientTokens(
                key(persona.organisation()), persona.clientId(), base, EVERYTHING, extensions(persona, options), tls);
    }

    /** Tokens for a system of an organisation of the region, without a person. */
    public ClientTokens systemOf(String ura, String base) {
        Map.Entry<String, Partner> one = partners.entrySet().stream()
                .filter(partner -> partner.getValue().ura().equals(ura))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no organisation of the sandbox has this URA"));
        String key = one.getKey();
        Purpose purpose = one.getValue().kind() == OrganizationKind.OPERATOR ? Purpose.HOPERAT : Purpose.TREAT;
        try {
            return new ClientTokens(
                    key(key), clientId(key), base, EVERYTHING, ClientTokens.stating(purpose, null, java.util.Map.of()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What differs from the persona as it is listed.
     *
     * @param role code of another UZI role
     * @param seconds a shorter life of the token
     * @param call the call that is open
     * @param breakGlass whether the person may break the glass
     */
    public record Options(
            @Nullable Purpose purpose,
            @Nullable String role,
            @Nullable Integer seconds,
            @Nullable String call,
            boolean breakGlass) {

        public static final Options NONE = new Options(null, null, null, null, false);

        private Map<String, Object> ours() {
            Map<String, Object> ours = new java.util.LinkedHashMap<>();
            if (seconds != null) {
                ours.put("ttl", seconds);
            }
            if (call != null) {
                ours.put("call", call);
            }
            if (breakGlass) {
                ours.put("break_glass", true);
            }
            return ours;
        }
    }

    private static Map<String, Object> extensions(Persona persona, Options options) {
        Purpose purpose = options.purpose() == null ? persona.purpose() : options.purpose();
        return ClientTokens.stating(
                purpose,
                persona.person().map(worker -> acting(worker, options.role())).orElse(null),
                options.ours());
    }

    private static ClientTokens.Acting acting(Region.Worker worker, @Nullable String otherRole) {
        boolean uzi = otherRole == null ? "uzi".equals(worker.roleSystem()) : otherRole.matches("\\d{2}\\.\\d{3}");
        return new ClientTokens.Acting(
                worker.number(),
                worker.name(),
                uzi
                        ? "http://fhir.nl/fhir/NamingSystem/uzi-rolcode"
                        : "https://mgz-gateway.nl/fhir/CodeSystem/mgz-care-role",
                otherRole == null ? worker.role() : otherRole);
    }

    /** Remembers for the other commands where the sandbox on this port has its keys. */
    public void announce(int port) throws IOException {
        Files.writeString(pointer(port), folder.toAbsolutePath() + "\n" + tlsPort + "\n", StandardCharsets.UTF_8);
    }

    /** @throws IOException in words for a person when no sandbox was started on the port */
    public static SandboxPartners running(int port) throws IOException {
        Path pointer = pointer(port);
        if (!Files.exists(pointer)) {
            throw new IOException(
                    "no sandbox was started on port " + port + ": start one with ./mgz sandbox, or give --port");
        }
        List<String> lines = Files.readAllLines(pointer, StandardCharsets.UTF_8);
        Path folder = Path.of(lines.get(0));
        if (!Files.isDirectory(folder.resolve("keys"))) {
            throw new IOException("the sandbox on port " + port + " has ended: start it again with ./mgz sandbox");
        }
        return new SandboxPartners(folder, lines.size() > 1 ? Integer.parseInt(lines.get(1)) : 0);
    }

    private static Path pointer(int port) throws IOException {
        return Files.createDirectories(SandboxDatabase.cache().resolve("running"))
                .resolve(String.valueOf(port));
    }

    /** A line for each, for {@code ./mgz personas}. */
    public static String table() {
        return Persona.ALL.stream()
                .map(one -> "%-11s %-40s %-12s %-26s %s"
                        .formatted(
                                one.name(),
                                one.organisationName(),
                                one.kind().code(),
                                one.person().map(Region.Worker::name).orElse("-"),
                                one.use()))
                .collect(Collectors.joining("\n"));
    }
}
