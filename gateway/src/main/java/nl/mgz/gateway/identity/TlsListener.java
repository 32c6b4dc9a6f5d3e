package nl.mgz.gateway.identity;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.List;
import javax.net.ssl.SSLContext;
import nl.mgz.gateway.identity.crypto.CertificateCheck;
import nl.mgz.gateway.identity.crypto.TlsContexts;
import nl.mgz.gateway.identity.crypto.UnusableFileException;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.Compression;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * The HTTPS listener beside the plain one. A client certificate is asked for in the handshake, and without one that counts
 * the handshake fails: nothing of a request is read before.
 */
@Configuration(proxyBeanMethods = false)
class TlsListener {

    private static final String PROTOCOLS = "TLSv1.2+TLSv1.3";

    /** Of TLS 1.2: with forward secrecy and authenticated encryption only. Those of 1.3 all have both. */
    private static final String CIPHERS = String.join(
            ":",
            List.of(
                    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
                    "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"));

    /** What the listener and the check of each request share. */
    private record Tls(SSLContext context, CertificateCheck check) {}

    private final TlsSettings settings;
    private final @Nullable Tls tls;

    TlsListener(TlsSettings settings, GatewayAddress address, Clock clock) {
        if (settings.closesPlainHttp() && !address.isHttps()) {
            throw new UnusableFileException("mgz.tls.required closes plain HTTP, and mgz.address.base begins with http:"
                    + " give the https address that callers use");
        }
        this.settings = settings;
        this.tls = settings.isOn() ? read(settings, clock) : null;
    }

    private static Tls read(TlsSettings settings, Clock clock) {
        TlsSettings.Files files = settings.files();
        CertificateCheck check = CertificateCheck.of(
                files.clientAuthorities(),
                settings.uziRules(),
                settings.revocation().rules(),
                clock);
        return new Tls(TlsContexts.server(files.certificate(), files.key(), check), check);
    }

    @Bean
    Connections connections() {
        return new Connections(settings.closesPlainHttp(), tls == null ? null : tls.check());
    }

    /** Last, when the settings of the plain listener are known: they hold for this one too. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> tlsListenerBesideThePlainOne() {
        return factory -> {
            if (tls != null) {
                factory.addAdditionalTomcatConnectors(connector(factory, tls));
            }
        };
    }

    private Connector connector(TomcatServletWebServerFactory factory, Tls on) {
        Connector connector = new Connector(TomcatServletWebServerFactory.DEFAULT_PROTOCOL);
        connector.setPort(settings.port());
        connector.setScheme("https");
        connector.setSecure(true);
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            http.setAddress(address());
            http.setSSLEnabled(true);
            compress(http, factory.getCompression());
        }
        SSLHostConfig host = new SSLHostConfig();
        host.setProtocols(PROTOCOLS);
        host.setCiphers(CIPHERS);
        host.setHonorCipherOrder(true);
        host.setCertificateVerification("required");
        SSLHostConfigCertificate certificate =
                new SSLHostConfigCertificate(host, SSLHostConfigCertificate.Type.UNDEFINED);
        certificate.setSslContext(new JdkSslContext(on.context()));
        host.addCertificate(certificate);
        connector.addSslHostConfig(host);
        factory.getTomcatConnectorCustomizers().forEach(one -> one.customize(connector));
        return connector;
    }

    private InetAddress address() {
        try {
            return InetAddress.getByName(settings.address());
        } catch (UnknownHostException e) {
            throw new UnusableFileException("mgz.tls.address is no address of this machine: " + settings.address());
        }
    }

    private static void compress(AbstractHttp11Protocol<?> http, @Nullable Compression wanted) {
        if (wanted != null && wanted.getEnabled()) {
            http.setCompression("on");
            http.setCompressionMinSize((int) wanted.getMinResponseSize().toBytes());
            http.setCompressibleMimeType(String.join(",", wanted.getMimeTypes()));
        }
    }
}
