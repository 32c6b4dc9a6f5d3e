package nl.mgz.gateway.consent.mitz;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A Mitz for a sandbox and for tests, on loopback: it asks for a client certificate and answers closed questions from a table
 * of BSNs. Nobody in it exists. It looks at the patient alone: not at who asks, nor at who holds.
 */
public final class MitzStub implements AutoCloseable {

    private static final String PATH = "/geslotenautorisatievraag/xacml3";
    private static final int LARGEST = 64_000;
    private static final int AT_ONCE = 4;
    private static final int WAITING = 64;
    private static final int OK = 200;
    private static final int WRONG = 400;

    private static final String ANSWER = """
            <?xml version="1.0" encoding="UTF-8"?>
            <s:Envelope xmlns:s="%s"><s:Body><Response xmlns="%s"><Result><Decision>%s</Decision>\
            <Status><StatusCode Value="urn:oasis:names:tc:xacml:1.0:status:ok"/></Status>%s\
            </Result></Response></s:Body></s:Envelope>""";

    private final HttpsServer server;
    private final ThreadPoolExecutor threads;
    private final Map<String, String> decisions;

    private MitzStub(HttpsServer server, ThreadPoolExecutor threads, Map<String, String> decisions) {
        this.server = server;
        this.threads = threads;
        this.decisions = decisions;
    }

    /**
     * @param tls its own certificate, and whom it takes clients from
     * @param port 0 for any that is free
     * @param decisions for each BSN what is answered, in the words of XACML (Permit, Deny, NotApplicable, Indeterminate); it
     *     may change while it runs. Nothing is known of others: NotApplicable
     */
    public static MitzStub start(SSLContext tls, int port, Map<String, String> decisions) throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), WAITING);
        server.setHttpsConfigurator(new WithClientCertificate(tls));
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                AT_ONCE, AT_ONCE, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), work -> {
                    Thread thread = new Thread(work, "mitz-stub");
                    thread.setDaemon(true);
                    return thread;
                });
        server.setExecutor(threads);
        MitzStub stub = new MitzStub(server, threads, decisions);
        server.createContext(PATH, stub::handle);
        server.start();
        return stub;
    }

    /** Where it takes questions, as {@code mgz.consent.mitz.endpoint}. */
    public URI endpoint() {
        return URI.create("https://localhost:" + server.getAddress().getPort() + PATH);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(LARGEST + 1);
            Optional<String> patient =
                    body.length > LARGEST ? Optional.empty() : Xml.parse(body).flatMap(MitzStub::patient);
            byte[] answer = patient.map(this::answer).orElse("").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/soap+xml; charset=UTF-8");
            exchange.sendResponseHeaders(patient.isPresent() ? OK : WRONG, answer.length == 0 ? -1 : answer.length);
            exchange.getResponseBody().write(answer);
        }
    }

    private static Optional<String> patient(Element envelope) {
        NodeList all = envelope.getElementsByTagNameNS(Xacml.CORE, "Attribute");
        for (int i = 0; i < all.getLength(); i++) {
            Element one = (Element) all.item(i);
            if (Xacml.PATIENT.equals(one.getAttribute("AttributeId"))) {
                return Optional.ofNullable((Element) one.getElementsByTagNameNS(Xacml.HL7, "InstanceIdentifier")
                                .item(0))
                        .map(id -> id.getAttribute("extension"))
                        .filter(bsn -> bsn.matches("\\d{9}"));
            }
        }
        return Optional.empty();
    }

    private String answer(String bsn) {
        String echo = """
                <Attributes Category="urn:oasis:names:tc:xacml:3.0:attribute-category:resource">\
                <Attribute AttributeId="%s" IncludeInResult="true"><AttributeValue DataType="urn:hl7-org:v3#II">\
                <InstanceIdentifier xmlns="%s" root="%s" extension="%s"/></AttributeValue></Attribute></Attributes>""".formatted(Xacml.PATIENT, Xacml.HL7, Xacml.BSN, bsn);
        return ANSWER.formatted(Xacml.SOAP, Xacml.CORE, decisions.getOrDefault(bsn, "NotApplicable"), echo);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static final class WithClientCertificate extends HttpsConfigurator {

        WithClientCertificate(SSLContext context) {
            super(context);
        }

        @Override
        public void configure(HttpsParameters parameters) {
            SSLParameters tls = getSSLContext().getDefaultSSLParameters();
            tls.setNeedClientAuth(true);
            parameters.setSSLParameters(tls);
        }
    }
}
