package nl.mgz.gateway.audit.view;

import java.nio.charset.StandardCharsets;
import nl.mgz.gateway.audit.Touched;
import nl.mgz.gateway.refusal.ElevenTest;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventEntityComponent;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/** What it was about: the request, the patient, the data, the query, and the decision. */
final class AuditEntities {

    private final Facts facts;
    private final BalpPattern pattern;

    AuditEntities(Facts facts, BalpPattern pattern) {
        this.facts = facts;
        this.pattern = pattern;
    }

    void addTo(AuditEvent event) {
        event.addEntity(request());
        facts.text("patient").ifPresent(id -> event.addEntity(patient(id)));
        if (pattern.hasQuery()) {
            event.addEntity(query());
        }
        facts.resources().forEach(resource -> event.addEntity(data(resource)));
        event.addEntity(decision());
        facts.text("consent").ifPresent(consent -> event.addEntity(consent(consent)));
    }

    private static AuditEventEntityComponent entity(Coding type) {
        return new AuditEventEntityComponent().setType(type);
    }

    private AuditEventEntityComponent request() {
        AuditEventEntityComponent request = entity(Codings.REQUEST_ID.coding());
        if (!facts.request().isEmpty()) {
            request.getWhat().setIdentifier(new Identifier().setValue(facts.request()));
        }
        if (!facts.requestLine().isEmpty()) {
            request.setDescription(facts.requestLine());
        }
        facts.others().forEach((name, value) -> detail(request, name, value));
        return request;
    }

    private static AuditEventEntityComponent patient(String id) {
        return entity(Codings.PERSON.coding())
                .setRole(Codings.PATIENT_ROLE.coding())
                .setWhat(new Reference("Patient/" + id));
    }

    private AuditEventEntityComponent query() {
        return entity(Codings.OBJECT.coding())
                .setRole(Codings.QUERY_ROLE.coding())
                .setDescription(facts.requestLine())
                .setQuery(facts.requestLine().getBytes(StandardCharsets.UTF_8));
    }

    private AuditEventEntityComponent data(Touched resource) {
        Coding type = pattern.isOfOneResource(facts)
                ? Codings.OBJECT.coding()
                : new Coding(Codings.RESOURCE_TYPE, resource.type(), resource.type());
        String version = resource.version().isEmpty() ? "" : "/_history/" + resource.version();
        return entity(type)
                .setRole(Codings.RECORD_ROLE.coding())
                .setWhat(new Reference(resource.type() + "/" + resource.id() + version));
    }

    private AuditEventEntityComponent decision() {
        AuditEventEntityComponent decision = entity(Codings.OTHER.coding())
                .setRole(Codings.SECURITY_ROLE.coding())
                .setName("decision");
        detail(decision, "emergency", String.valueOf(facts.emergency()));
        facts.text("emergencyGround").ifPresent(ground -> detail(decision, "emergencyGround", ground));
        // The only free texts of a person in an event: the place where a BSN may slip in.
        facts.text("emergencyReason").ifPresent(reason -> detail(decision, "emergencyReason", ElevenTest.mask(reason)));
        facts.text("judgement").ifPresent(judgement -> detail(decision, "judgement", judgement));
        facts.text("judgementText").ifPresent(text -> detail(decision, "judgementText", ElevenTest.mask(text)));
        facts.text("rule").ifPresent(rule -> detail(decision, "rule", rule));
        return decision;
    }

    private static AuditEventEntityComponent consent(String reference) {
        return entity(new Coding(Codings.RESOURCE_TYPE, "Consent", "Consent"))
                .setRole(Codings.SECURITY_ROLE.coding())
                .setWhat(new Reference(reference));
    }

    private static void detail(AuditEventEntityComponent entity, String name, String value) {
        entity.addDetail().setType(name).setValue(new StringType(value));
    }
}
