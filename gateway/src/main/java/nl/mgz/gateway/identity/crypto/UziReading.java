package nl.mgz.gateway.identity.crypto;

/** What was found in a certificate: a {@link UziCertificate}, or why there is none. */
sealed interface UziReading permits UziCertificate, UziReading.Refused {

    record Refused(CertificateFault fault) implements UziReading {}
}
