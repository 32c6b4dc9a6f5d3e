package nl.mgz.gateway.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import nl.mgz.gateway.consent.mitz.MitzStub;
import nl.mgz.gateway.identity.crypto.CertificateAuthority;
import nl.mgz.gateway.identity.crypto.TlsContexts;
import nl.mgz.gateway.sandbox.region.Region;

/** A stub of Mitz beside the sandbox, on loopback, that knows three clients of the region: one yes, one no, one undecided. */
final class SandboxMitz {

    private static final String SERVER = "mitz";
    private static final String CLIENT = "mitz-client";
    private static final String NOTIFIER = "mitz-notifier";
    private static final String NOTIFIER_URA = "90000001";

    private SandboxMitz() {}

    /**
     * Starts one that ends with the process, and writes its address to {@code mitz.txt}.
     *
     * @param certificates the authority's folder
     * @return the settings by which the gateway finds it
     */
    static Map<String, Object> start(CertificateAuthority authority, Path certificates) throws IOException {
        authority.server(SERVER);
        authority.client(CLIENT, "MGZ Gateway", "90000000");
        authority.client(NOTIFIER, "Mitz", NOTIFIER_URA);
        MitzStub stub = MitzStub.start(
                TlsContexts.client(
                        certificates.resolve(SERVER + ".pem"),
                        certificates.resolve(SERVER + ".key"),
                        authority.rootFile()),
                0,
                Map.of(
                        Region.bsn(0), "Permit",
                        Region.bsn(1), "Deny",
                        Region.bsn(2), "Indeterminate"));
        Files.writeString(certificates.resolve("mitz.txt"), stub.endpoint() + "\n");
        return Map.of(
                "mgz.consent.mitz.endpoint", stub.endpoint(),
                "mgz.consent.mitz.certificate", certificates.resolve(CLIENT + ".pem"),
                "mgz.consent.mitz.key", certificates.resolve(CLIENT + ".key"),
                "mgz.consent.mitz.authorities", authority.rootFile(),
                "mgz.consent.mitz.notifier", NOTIFIER_URA);
    }
}
