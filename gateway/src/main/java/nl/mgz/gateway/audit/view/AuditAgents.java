package nl.mgz.gateway.audit.view;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Person;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.identity.Ura;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentComponent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentNetworkType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;

/**
 * Who took part: the client and the gateway always; the person, the one who is responsible, the organisation and the token
 * where they are on record. Where no person is named, the client itself is the requestor.
 */
final class AuditAgents {

    /** RFC 3553, as BALP asks. */
    private static final String TOKEN = "urn:ietf:params:oauth:jti:";

    private static final Set<OrganizationKind> NO_CARE = EnumSet.of(
            OrganizationKind.PATIENT_APP,
            OrganizationKind.PRIVACY,
            OrganizationKind.AUDITOR,
            OrganizationKind.OPERATOR);

    private final Facts facts;
    private final BalpPattern pattern;
    private final String base;

    AuditAgents(Facts facts, BalpPattern pattern, String base) {
        this.facts = facts;
        this.pattern = pattern;
        this.base = base;
    }

    void addTo(AuditEvent event) {
        Optional<Person> person = facts.person("person");
        event.addAgent(client(person.isEmpty()));
        event.addAgent(server());
        person.ifPresent(
                user -> event.addAgent(withPurpose(person(user, pattern.user())).setRequestor(true)));
        facts.person("responsible").ifPresent(user -> event.addAgent(person(user, Codings.RESPONSIBLE)));
        facts.text("organization").ifPresent(ura -> event.addAgent(organization(ura)));
        if (pattern != BalpPattern.TOKEN) {
            facts.text("token").ifPresent(token -> {
                event.getMeta().addProfile(BalpPattern.PROFILES + "OAUTHaccessTokenUse.Minimal");
                event.addAgent(tokenHolder(person, token));
            });
        }
    }

    private static AuditEventAgentComponent agent(Codings.Code type) {
        return new AuditEventAgentComponent().setType(type.concept()).setRequestor(false);
    }

    private AuditEventAgentComponent client(boolean requestor) {
        AuditEventAgentComponent client =
                agent(pattern.client()).setWho(clientReference()).setRequestor(requestor);
        facts.text("network")
                .ifPresent(address -> client.getNetwork().setAddress(address).setType(AuditEventAgentNetworkType._2));
        facts.text("token").ifPresent(token -> client.addPolicy(TOKEN + token));
        return requestor ? withPurpose(client) : client;
    }

    private Reference clientReference() {
        return facts.text("client")
                .map(id -> new Reference().setIdentifier(new Identifier().setValue(id)))
                .orElseGet(() -> new Reference().setDisplay("unknown"));
    }

    private AuditEventAgentComponent server() {
        AuditEventAgentComponent server = agent(pattern.server()).setWho(gateway(base));
        server.getNetwork().setAddress(base).setType(AuditEventAgentNetworkType._5);
        return server;
    }

    static Reference gateway(String base) {
        return new Reference()
                .setIdentifier(new Identifier().setSystem(Codings.URI).setValue(base))
                .setDisplay("MGZ Gateway");
    }

    private AuditEventAgentComponent person(Person person, Codings.Code type) {
        AuditEventAgentComponent agent = agent(type).setWho(reference(person));
        if (!person.name().isBlank()) {
            agent.setName(person.name());
        }
        if (person.role() != null) {
            agent.addRole(role(person.role()));
        }
        return agent;
    }

    /** An id says by itself of which system it is, or it is the organisation's to explain. */
    private Reference reference(Person person) {
        Reference who = new Reference();
        if (!person.name().isBlank()) {
            who.setDisplay(person.name());
        }
        int bar = person.id().indexOf('|');
        if (bar > 0) {
            who.getIdentifier()
                    .setSystem(person.id().substring(0, bar))
                    .setValue(person.id().substring(bar + 1));
        } else if (!person.id().isBlank()) {
            who.getIdentifier().setValue(person.id());
            facts.text("organization")
                    .ifPresent(ura -> who.getIdentifier().setAssigner(new Reference().setIdentifier(ura(ura))));
        }
        return who;
    }

    private static CodeableConcept role(String role) {
        int bar = role.indexOf('|');
        if (bar <= 0) {
            return new CodeableConcept().setText(role);
        }
        String display = RoleNames.display(role).orElse(null);
        return new CodeableConcept(new Coding(role.substring(0, bar), role.substring(bar + 1), display));
    }

    private AuditEventAgentComponent organization(String ura) {
        boolean care = facts.kind().map(kind -> !NO_CARE.contains(kind)).orElse(true);
        Reference who = new Reference().setIdentifier(ura(ura));
        facts.text("organizationName").ifPresent(who::setDisplay);
        AuditEventAgentComponent agent =
                agent(care ? Codings.CARE_PROVIDER : Codings.OTHER_ORGANIZATION).setWho(who);
        facts.text("organizationName").ifPresent(agent::setName);
        facts.kind().ifPresent(kind -> agent.addRole(new CodeableConcept().setText(kind.dutch())));
        return agent;
    }

    private static Identifier ura(String ura) {
        return new Identifier().setSystem(Ura.SYSTEM).setValue(ura);
    }

    private AuditEventAgentComponent tokenHolder(Optional<Person> person, String token) {
        return agent(Codings.TOKEN_HOLDER)
                .setWho(person.map(this::reference).orElseGet(this::clientReference))
                .setRequestor(true)
                .addPolicy(TOKEN + token);
    }

    private AuditEventAgentComponent withPurpose(AuditEventAgentComponent agent) {
        facts.text("purpose")
                .ifPresent(purpose -> agent.addPurposeOfUse().addCoding(new Coding(Purpose.SYSTEM, purpose, null)));
        return agent;
    }
}
