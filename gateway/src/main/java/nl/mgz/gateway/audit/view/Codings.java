package nl.mgz.gateway.audit.view;

import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;

/** The foreign codes of an AuditEvent, each under the name that it has here. */
final class Codings {

    /** A code that cannot be changed, as {@link Coding} can. */
    record Code(String system, String code, String display) {

        Coding coding() {
            return new Coding(system, code, display);
        }

        CodeableConcept concept() {
            return new CodeableConcept(coding());
        }
    }

    private static final String THO = "http://terminology.hl7.org/CodeSystem/";
    private static final String BALP = "https://profiles.ihe.net/ITI/BALP/CodeSystem/";
    private static final String DCM = "http://dicom.nema.org/resources/ontology/DCM";
    private static final String PARTICIPATION = THO + "v3-ParticipationType";
    private static final String ENTITY = THO + "audit-entity-type";
    private static final String ROLE = THO + "object-role";
    static final String RESTFUL = "http://hl7.org/fhir/restful-interaction";
    static final String RESOURCE_TYPE = "http://hl7.org/fhir/resource-types";
    static final String URI = "urn:ietf:rfc:3986";

    static final Code REST = new Code(THO + "audit-event-type", "rest", "RESTful Operation");
    static final Code AUTHENTICATION = new Code(DCM, "110114", "User Authentication");
    static final Code ALERT = new Code(DCM, "110113", "Security Alert");
    static final Code LOG_USED = new Code(DCM, "110101", "Audit Log Used");
    static final Code GET_TOKEN = new Code("urn:ihe:event-type-code", "ITI-71", "Get Access Token");
    static final Code RIGHTS_CHANGED = new Code(DCM, "110137", "User security Attributes Changed");
    static final Code EMERGENCY = new Code(DCM, "110127", "Emergency Override Started");

    static final Code APPLICATION = new Code(DCM, "110150", "Application");
    static final Code DESTINATION = new Code(DCM, "110152", "Destination Role ID");
    static final Code SOURCE = new Code(DCM, "110153", "Source Role ID");
    static final Code CUSTODIAN = new Code(THO + "provenance-participant-type", "custodian", "Custodian");
    static final Code TOKEN_SERVICE =
            new Code(BALP + "UserAgentTypes", "AuthzOauthService", "OAuth Authorization Server");
    static final Code TOKEN_HOLDER =
            new Code(BALP + "UserAgentTypes", "UserOauthAgent", "User OAuth Agent participant");
    static final Code RECIPIENT = new Code(PARTICIPATION, "IRCP", "information recipient");
    static final Code AUTHOR = new Code(PARTICIPATION, "AUT", "author (originator)");
    static final Code RESPONSIBLE = new Code(PARTICIPATION, "RESP", "responsible party");
    static final Code CARE_PROVIDER = new Code(THO + "v3-RoleClass", "PROV", "healthcare provider");
    static final Code OTHER_ORGANIZATION = new Code(THO + "v3-RoleClass", "ASSIGNED", "assigned entity");
    static final Code SERVER = new Code(THO + "security-source-type", "4", "Application Server");

    static final Code PERSON = new Code(ENTITY, "1", "Person");
    static final Code OBJECT = new Code(ENTITY, "2", "System Object");
    static final Code OTHER = new Code(ENTITY, "4", "Other");
    static final Code REQUEST_ID = new Code(
            BALP + "BasicAuditEntityType",
            "XrequestId",
            "transport specific unique identifier where http X-Request-Id is used");
    static final Code PATIENT_ROLE = new Code(ROLE, "1", "Patient");
    static final Code RECORD_ROLE = new Code(ROLE, "4", "Domain Resource");
    static final Code SECURITY_ROLE = new Code(ROLE, "13", "Security Resource");
    static final Code QUERY_ROLE = new Code(ROLE, "24", "Query");

    private Codings() {}
}
