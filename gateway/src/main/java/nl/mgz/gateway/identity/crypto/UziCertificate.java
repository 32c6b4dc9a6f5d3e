package nl.mgz.gateway.identity.crypto;

import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.jspecify.annotations.Nullable;

/**
 * The holder of a certificate of the UZI register, as two names in its subjectAltName say (CPS UZI-register):
 *
 * <ul>
 *   <li>otherName 2.5.5.5, an IA5String: {@code <OID-CA>-<version>-<UZI-nr>-<pass type>-<URA>-<role>-<AGB>};
 *   <li>permanentIdentifier 1.3.6.1.5.5.7.8.3 (RFC 4043) with the URA, since November 2023.
 * </ul>
 *
 * The subject is never looked at: what is written there is text for people.
 *
 * @param caOid the kind of authority, as the certificate states it; whether one signed it is another question
 * @param number of the pass
 * @param passType S for a server; Z, N and M for people
 * @param ura the organisation
 * @param role 00.000 for a server
 * @param agb zeros where there is none
 */
public record UziCertificate(String caOid, String number, String passType, String ura, String role, String agb)
        implements UziReading {

    private static final ASN1ObjectIdentifier UZI_NAME = new ASN1ObjectIdentifier("2.5.5.5");
    private static final ASN1ObjectIdentifier PERMANENT_IDENTIFIER = new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.3");
    private static final ASN1ObjectIdentifier URA_ASSIGNER = new ASN1ObjectIdentifier("2.16.528.1.1007.3.3");

    private static final int LONGEST = 200;
    private static final String VERSION = "1";
    private static final String SERVER = "S";
    private static final String NO_ROLE = "00.000";
    private static final List<Pattern> FIELDS = List.of(
            Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,10}){2,20}"),
            Pattern.compile("[0-9]{1,3}"),
            Pattern.compile("[0-9]{8,9}"),
            Pattern.compile("[A-Z]"),
            Pattern.compile("[0-9]{8}"),
            Pattern.compile("[0-9]{2}\\.[0-9]{3}"),
            Pattern.compile("[0-9]{8}"));

    /**
     * Which certificates are taken. CA and pass type are looked at apart: real ones do not combine as the register's own
     * tables say.
     *
     * @param caOids kinds of authority
     * @param passTypes single letters
     * @param permanentIdentifierRequired when false a certificate may lack it; one that has it must agree
     */
    public record Rules(Set<String> caOids, Set<String> passTypes, boolean permanentIdentifierRequired) {}

    /** Reads the names; says nothing about who signed them. */
    static UziReading read(X509Certificate certificate, Rules rules) {
        List<ASN1Encodable> names = new ArrayList<>();
        List<ASN1Encodable> permanent = new ArrayList<>();
        try {
            collect(certificate, names, permanent);
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            return new UziReading.Refused(CertificateFault.UZI_NAME_MALFORMED);
        }
        if (names.isEmpty()) {
            return new UziReading.Refused(CertificateFault.UZI_NAME_MISSING);
        }
        if (names.size() > 1) {
            return new UziReading.Refused(CertificateFault.UZI_NAME_REPEATED);
        }
        UziReading reading = fields(names.get(0), rules);
        CertificateFault fault = reading instanceof UziCertificate uzi ? compare(uzi.ura(), permanent, rules) : null;
        return fault == null ? reading : new UziReading.Refused(fault);
    }

    private static void collect(X509Certificate from, List<ASN1Encodable> names, List<ASN1Encodable> permanent)
            throws IOException {
        byte[] extension = from.getExtensionValue(Extension.subjectAlternativeName.getId());
        if (extension == null) {
            return;
        }
        GeneralNames all = GeneralNames.getInstance(JcaX509ExtensionUtils.parseExtensionValue(extension));
        for (GeneralName one : all.getNames()) {
            if (one.getTagNo() != GeneralName.otherName) {
                continue;
            }
            OtherName other = OtherName.getInstance(one.getName());
            if (UZI_NAME.equals(other.getTypeID())) {
                names.add(other.getValue());
            } else if (PERMANENT_IDENTIFIER.equals(other.getTypeID())) {
                permanent.add(other.getValue());
            }
        }
    }

    private static UziReading fields(ASN1Encodable name, Rules rules) {
        if (!(name instanceof ASN1IA5String text) || text.getString().length() > LONGEST) {
            return new UziReading.Refused(CertificateFault.UZI_NAME_MALFORMED);
        }
        String[] parts = text.getString().split("-", -1);
        if (parts.length != FIELDS.size()) {
            return new UziReading.Refused(CertificateFault.UZI_NAME_MALFORMED);
        }
        for (int i = 0; i < parts.length; i++) {
            if (!FIELDS.get(i).matcher(parts[i]).matches()) {
                return new UziReading.Refused(CertificateFault.UZI_NAME_MALFORMED);
            }
        }
        UziCertificate read = new UziCertificate(parts[0], parts[2], parts[3], parts[4], parts[5], parts[6]);
        CertificateFault fault =
                VERSION.equals(parts[1]) ? read.notAllowed(rules) : CertificateFault.UZI_VERSION_UNKNOWN;
        return fault == null ? read : new UziReading.Refused(fault);
    }

    private @Nullable CertificateFault notAllowed(Rules rules) {
        if (!rules.caOids().contains(caOid)) {
            return CertificateFault.UZI_CA_NOT_ALLOWED;
        }
        if (!rules.passTypes().contains(passType)) {
            return CertificateFault.UZI_PASS_TYPE_NOT_ALLOWED;
        }
        // A server acts in nobody's role.
        return SERVER.equals(passType) && !NO_ROLE.equals(role) ? CertificateFault.UZI_NAME_MALFORMED : null;
    }

    /** Permanent identifiers of other assigners are about something else. */
    private static @Nullable CertificateFault compare(String ura, List<ASN1Encodable> permanent, Rules rules) {
        int ours = 0;
        for (ASN1Encodable one : permanent) {
            if (!(one instanceof ASN1Sequence parts)) {
                return CertificateFault.PERMANENT_IDENTIFIER_MALFORMED;
            }
            if (parts.size() == 0 || !URA_ASSIGNER.equals(parts.getObjectAt(parts.size() - 1))) {
                continue;
            }
            if (parts.size() != 2 || !(parts.getObjectAt(0) instanceof ASN1UTF8String value) || ++ours > 1) {
                return CertificateFault.PERMANENT_IDENTIFIER_MALFORMED;
            }
            if (!ura.equals(value.getString())) {
                return CertificateFault.URA_MISMATCH;
            }
        }
        return ours == 0 && rules.permanentIdentifierRequired() ? CertificateFault.PERMANENT_IDENTIFIER_MISSING : null;
    }
}
