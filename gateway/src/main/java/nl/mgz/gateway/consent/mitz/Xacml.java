package nl.mgz.gateway.consent.mitz;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A closed question in the words of XACML 3.0, with the attributes of IHE APPC and XUA and those of Mitz.
 *
 * @see <a href="https://docs.oasis-open.org/xacml/3.0/xacml-3.0-core-spec-os-en.html">XACML 3.0</a>
 */
final class Xacml {

    static final String SOAP = "http://www.w3.org/2003/05/soap-envelope";
    static final String ADDRESSING = "http://www.w3.org/2005/08/addressing";
    static final String CORE = "urn:oasis:names:tc:xacml:3.0:core:schema:wd-17";
    static final String QUERY = "urn:oasis:names:tc:xacml:3.0:profile:saml2.0:v2:schema:protocol:wd-14";
    static final String HL7 = "urn:hl7-org:v3";
    static final String PATIENT = "urn:oasis:names:tc:xacml:2.0:resource:resource-id";
    static final String BSN = "2.16.840.1.113883.2.4.6.3";

    private static final String URA = "2.16.528.1.1007.3.3";
    private static final String UZI = "2.16.528.1.1007.3.1";
    private static final String FACILITY_TYPES = "2.16.840.1.113883.2.4.15.1060";
    private static final String ROLES = "2.16.840.1.113883.2.4.15.111";
    private static final String CATEGORIES = "2.16.840.1.113883.2.4.3.111.5.10.1";
    private static final String PURPOSES = "2.16.840.1.113883.1.11.20448";

    private Xacml() {}

    /** A group of attributes: about the data, the act, who asks, or why. */
    record Group(String category, String id, List<Attribute> attributes) {}

    /**
     * @param coded a code (CV); otherwise an identifier (II)
     * @param system of the code, or root of the identifier
     * @param authority name of who assigns the identifier
     */
    record Attribute(
            String id,
            boolean coded,
            String value,
            String system,
            @Nullable String authority) {

        static Attribute code(String id, String value, String system) {
            return new Attribute(id, true, value, system, null);
        }

        static Attribute identifier(String id, String value, String root) {
            return new Attribute(id, false, value, root, null);
        }

        static Attribute uzi(String id, String value) {
            return new Attribute(id, false, value, UZI, "CIBG");
        }

        /** One of them is a BSN. */
        @Override
        public String toString() {
            return "Attribute[" + id + "]";
        }
    }

    static List<Group> groups(ClosedQuestion.Complete question) {
        return List.of(
                new Group(
                        "urn:oasis:names:tc:xacml:3.0:attribute-category:resource",
                        "resource",
                        List.of(
                                Attribute.identifier(PATIENT, question.patient().digits(), BSN),
                                Attribute.code(
                                        "urn:ihe:iti:appc:2016:document-entry:healthcare-facility-type-code",
                                        question.holderType(),
                                        FACILITY_TYPES),
                                Attribute.identifier(
                                        "urn:ihe:iti:appc:2016:author-institution:id",
                                        question.holder().value(),
                                        URA))),
                new Group(
                        "urn:oasis:names:tc:xacml:3.0:attribute-category:action",
                        "action0",
                        List.of(Attribute.code(
                                "urn:ihe:iti:appc:2016:document-entry:event-code", question.category(), CATEGORIES))),
                new Group("urn:oasis:names:tc:xacml:1.0:subject-category:access-subject", "subject", subject(question)),
                new Group(
                        "urn:oasis:names:tc:xacml:3.0:attribute-category:environment",
                        "environment",
                        List.of(Attribute.code(
                                "urn:oasis:names:tc:xspa:1.0:subject:purposeofuse",
                                question.purpose().name(),
                                PURPOSES))));
    }

    private static List<Attribute> subject(ClosedQuestion.Complete question) {
        String mandated = question.mandated();
        return Stream.of(
                        Stream.of(Attribute.code("urn:oasis:names:tc:xacml:2.0:subject:role", question.role(), ROLES)),
                        mandated == null
                                ? Stream.<Attribute>empty()
                                : Stream.of(Attribute.uzi("urn:nl:otv:names:tc:1.0:subject:mandated", mandated)),
                        Stream.of(
                                Attribute.uzi("urn:ihe:iti:xua:2017:subject:provider-identifier", question.user()),
                                Attribute.identifier(
                                        "urn:nl:otv:names:tc:1.0:subject:provider-institution",
                                        question.requester().value(),
                                        URA),
                                Attribute.code(
                                        "urn:nl:otv:names:tc:1.0:subject:consulting-healthcare-facility-type-code",
                                        question.requesterType(),
                                        FACILITY_TYPES)))
                .flatMap(Function.identity())
                .toList();
    }

    static Map<String, Attribute> byId(ClosedQuestion.Complete question) {
        return groups(question).stream()
                .flatMap(group -> group.attributes().stream())
                .collect(Collectors.toMap(Attribute::id, Function.identity()));
    }
}
