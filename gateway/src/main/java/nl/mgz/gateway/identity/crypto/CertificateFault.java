package nl.mgz.gateway.identity.crypto;

import java.util.Locale;

/** Why a client certificate is refused. The code is what the log says; whoever connects is not told. */
public enum CertificateFault {
    /** None was sent. */
    NONE_SENT,
    NOT_YET_VALID,
    EXPIRED,
    /** No path to a pinned authority: another one signed it, or one on the way has expired or may not sign. */
    UNTRUSTED,
    /** A key or a signature on the path is too weak. */
    WEAK,
    /** It may sign certificates itself, so it is no end of a path. */
    IS_AUTHORITY,
    /** Its key usage or its extended key usage does not have clients. */
    NOT_FOR_CLIENTS,
    /** It has no subject alternative name of the UZI register. */
    UZI_NAME_MISSING,
    /** It has more than one, and which one counts is anybody's guess. */
    UZI_NAME_REPEATED,
    /** It has not the seven fields in their forms. */
    UZI_NAME_MALFORMED,
    UZI_VERSION_UNKNOWN,
    /** The OID of the CA is not one that the settings allow. */
    UZI_CA_NOT_ALLOWED,
    /** The kind of pass is not one that the settings allow, such as a person's. */
    UZI_PASS_TYPE_NOT_ALLOWED,
    PERMANENT_IDENTIFIER_MISSING,
    PERMANENT_IDENTIFIER_MALFORMED,
    /** The two names in it are of different organisations. */
    URA_MISMATCH,
    REVOKED,
    /** Nothing that counts says that it is not revoked. */
    REVOCATION_UNKNOWN;

    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
