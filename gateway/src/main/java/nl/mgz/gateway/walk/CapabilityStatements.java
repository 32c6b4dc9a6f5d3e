package nl.mgz.gateway.walk;

import ca.uhn.fhir.context.RuntimeSearchParam;
import ca.uhn.fhir.rest.annotation.Metadata;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.IServerConformanceProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import nl.mgz.gateway.capability.ServedOperation;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.definitions.Definitions;
import nl.mgz.gateway.identity.GatewayAddress;
import nl.mgz.gateway.identity.TokenIssuer;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementKind;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestResourceComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.CapabilityStatementRestSecurityComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.ConditionalDeleteStatus;
import org.hl7.fhir.r4.model.CapabilityStatement.ConditionalReadStatus;
import org.hl7.fhir.r4.model.CapabilityStatement.ResourceVersionPolicy;
import org.hl7.fhir.r4.model.CapabilityStatement.RestfulCapabilityMode;
import org.hl7.fhir.r4.model.CapabilityStatement.SystemRestfulInteraction;
import org.hl7.fhir.r4.model.CapabilityStatement.TypeRestfulInteraction;
import org.hl7.fhir.r4.model.Enumerations.FHIRVersion;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.UriType;
import org.springframework.stereotype.Component;

/** What the server says of itself, made from the table that decides what it does (https://hl7.org/fhir/R4/capabilitystatement.html). */
@Component
public class CapabilityStatements implements IServerConformanceProvider<CapabilityStatement> {

    private static final TypeRestfulInteraction[] STORED = {
        TypeRestfulInteraction.READ,
        TypeRestfulInteraction.VREAD,
        TypeRestfulInteraction.HISTORYINSTANCE,
        TypeRestfulInteraction.SEARCHTYPE,
        TypeRestfulInteraction.CREATE,
        TypeRestfulInteraction.UPDATE,
        TypeRestfulInteraction.PATCH,
        TypeRestfulInteraction.DELETE,
    };

    private static final TypeRestfulInteraction[] HELD = {
        TypeRestfulInteraction.READ, TypeRestfulInteraction.SEARCHTYPE,
    };

    private final ISearchParamRegistry registry;
    private final Definitions definitions;
    private final GatewayAddress address;
    private final TokenIssuer issuer;
    private final Date started = Date.from(Instant.now());

    CapabilityStatements(
            ISearchParamRegistry registry, Definitions definitions, GatewayAddress address, TokenIssuer issuer) {
        this.registry = registry;
        this.definitions = definitions;
        this.address = address;
        this.issuer = issuer;
    }

    @Override
    public void setRestfulServer(RestfulServer server) {
        // The table is asked, not the server.
    }

    @Override
    @Metadata(cacheMillis = 60_000)
    public CapabilityStatement getServerConformance(HttpServletRequest servlet, RequestDetails request) {
        CapabilityStatement statement = new CapabilityStatement();
        statement
                .setName("MgzGateway")
                .setTitle("MGZ Gateway")
                .setStatus(PublicationStatus.ACTIVE)
                .setDate(started);
        statement
                .setPublisher("MGZ Gateway")
                .setKind(CapabilityStatementKind.INSTANCE)
                .setFhirVersion(FHIRVersion._4_0_1);
        statement.getSoftware().setName("MGZ Gateway").setVersion(version());
        statement.getImplementation().setDescription("Regional FHIR R4 gateway").setUrl(address.base());
        Stream.of("application/fhir+json", "application/fhir+xml").forEach(statement::addFormat);
        Stream.of("application/json-patch+json", "application/fhir+json", "application/fhir+xml")
                .forEach(statement::addPatchFormat);
        CapabilityStatementRestComponent rest = statement.addRest().setMode(RestfulCapabilityMode.SERVER);
        rest.setSecurity(security());
        rest.addInteraction().setCode(SystemRestfulInteraction.TRANSACTION);
        rest.addInteraction().setCode(SystemRestfulInteraction.BATCH);
        ServedTypes.all().forEach(type -> rest.addResource(stored(type)));
        DefinitionProvider.TYPES.keySet().forEach(type -> rest.addResource(held(type, DefinitionProvider.PARAMETERS)));
        rest.addResource(held(AuditEventProvider.TYPE, AuditEventProvider.PARAMETERS));
        rest.addResource(subscriptions());
        return statement;
    }

    /** https://hl7.org/fhir/smart-app-launch/1.0.0/conformance/index.html#declaring-support-for-oauth2-endpoints */
    private CapabilityStatementRestSecurityComponent security() {
        CapabilityStatementRestSecurityComponent security = new CapabilityStatementRestSecurityComponent();
        security.setCors(false)
                .setDescription("SMART Backend Services: an access token of five minutes for a registered client that"
                        + " signs an assertion. .well-known/smart-configuration says more.");
        security.addService()
                .addCoding()
                .setSystem("http://terminology.hl7.org/CodeSystem/restful-security-service")
                .setCode("SMART-on-FHIR");
        security.addExtension()
                .setUrl("http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris")
                .addExtension("token", new UriType(issuer.tokenEndpoint()));
        return security;
    }

    private static String version() {
        String version = CapabilityStatements.class.getPackage().getImplementationVersion();
        return version == null ? "0.1.0-SNAPSHOT" : version;
    }

    private CapabilityStatementRestResourceComponent stored(ServedType type) {
        CapabilityStatementRestResourceComponent resource = resource(type.name(), STORED);
        resource.setVersioning(ResourceVersionPolicy.VERSIONEDUPDATE)
                .setReadHistory(true)
                .setUpdateCreate(false)
                .setConditionalCreate(type.parameters().contains("identifier"))
                .setConditionalUpdate(false)
                .setConditionalRead(ConditionalReadStatus.NOTSUPPORTED)
                .setConditionalDelete(ConditionalDeleteStatus.NOTSUPPORTED);
        new TreeSet<>(type.parameters()).forEach(name -> addParameter(resource, type, name));
        ServedTypes.all().forEach(source -> addRevIncludes(resource, type, source));
        definitions
                .all(StructureDefinition.class)
                .filter(profile -> type.name().equals(profile.getType()))
                .filter(profile -> profile.getUrl().startsWith("https://mgz-gateway.nl/"))
                .forEach(profile -> resource.addSupportedProfile(profile.getUrl()));
        return resource;
    }

    /** From which types, by which parameters, a search for this type can take along what refers to it. */
    private void addRevIncludes(CapabilityStatementRestResourceComponent resource, ServedType type, ServedType source) {
        new TreeSet<>(source.parameters()).forEach(name -> {
            RuntimeSearchParam found =
                    registry.getActiveSearchParam(source.name(), name, SearchParamLookupContextEnum.SEARCH);
            if (found != null
                    && SearchParamType.REFERENCE
                            .toCode()
                            .equals(found.getParamType().getCode())
                    && (found.getTargets().isEmpty() || found.getTargets().contains(type.name()))) {
                resource.addSearchRevInclude(source.name() + ":" + name);
            }
        });
    }

    private void addParameter(CapabilityStatementRestResourceComponent resource, ServedType type, String name) {
        RuntimeSearchParam found =
                registry.getActiveSearchParam(type.name(), name, SearchParamLookupContextEnum.SEARCH);
        if (found == null) {
            return;
        }
        resource.addSearchParam()
                .setName(name)
                .setDefinition(found.getUri())
                .setType(SearchParamType.fromCode(found.getParamType().getCode()));
        if (SearchParamType.REFERENCE.toCode().equals(found.getParamType().getCode())) {
            resource.addSearchInclude(type.name() + ":" + name);
        }
    }

    private static CapabilityStatementRestResourceComponent held(String type, Map<String, SearchParamType> parameters) {
        CapabilityStatementRestResourceComponent resource = resource(type, HELD);
        parameters.forEach(
                (name, kind) -> resource.addSearchParam().setName(name).setType(kind));
        return resource;
    }

    private static CapabilityStatementRestResourceComponent subscriptions() {
        CapabilityStatementRestResourceComponent resource =
                held(SubscriptionProvider.TYPE, SubscriptionProvider.PARAMETERS);
        resource.addInteraction().setCode(TypeRestfulInteraction.CREATE);
        resource.addInteraction().setCode(TypeRestfulInteraction.DELETE);
        resource.setConditionalCreate(false);
        return resource;
    }

    private static CapabilityStatementRestResourceComponent resource(
            String type, TypeRestfulInteraction... interactions) {
        CapabilityStatementRestResourceComponent resource = new CapabilityStatementRestResourceComponent();
        resource.setType(type);
        Set.of(interactions).stream()
                .sorted()
                .forEach(code -> resource.addInteraction().setCode(code));
        ServedOperation.on(type)
                .forEach(operation ->
                        resource.addOperation().setName(operation.name()).setDefinition(operation.definition()));
        return resource;
    }
}
