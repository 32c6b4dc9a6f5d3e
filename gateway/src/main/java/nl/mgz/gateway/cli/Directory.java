package nl.mgz.gateway.cli;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.client.api.IGenericClient;
import ca.uhn.fhir.rest.client.api.ServerValidationModeEnum;
import ca.uhn.fhir.rest.client.interceptor.BearerTokenAuthInterceptor;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import java.io.IOException;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.loading.Bearer;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Endpoint;
import org.hl7.fhir.r4.model.Endpoint.EndpointStatus;
import org.hl7.fhir.r4.model.Organization;
import org.jspecify.annotations.Nullable;

/** Puts a partner into the region's directory, as FHIR resources that everybody can look up. */
final class Directory {

    /** The system of identifiers that are addresses themselves. */
    private static final String URIS = "urn:ietf:rfc:3986";

    private final IGenericClient client;

    Directory(String base, Bearer bearer) throws IOException {
        FhirContext context = FhirContext.forR4Cached();
        context.getRestfulClientFactory().setServerValidationMode(ServerValidationModeEnum.NEVER);
        client = context.newRestfulGenericClient(base);
        client.registerInterceptor(new BearerTokenAuthInterceptor(bearer.bearer()));
    }

    /**
     * Leaves an Organization that has the URA already as it is: its own data are better than a line on a command.
     *
     * @return a line for the operator
     * @throws IOException when the gateway cannot be reached or refuses it
     */
    String publish(Ura ura, String name, OrganizationKind kind, @Nullable String address) throws IOException {
        Organization organization = new Organization();
        organization.setActive(true).setName(name);
        organization.addIdentifier().setSystem(Ura.SYSTEM).setValue(ura.value());
        organization.addType().setText(kind.code());
        try {
            MethodOutcome made = client.create()
                    .resource(organization)
                    .conditional()
                    .where(Organization.IDENTIFIER.exactly().systemAndIdentifier(Ura.SYSTEM, ura.value()))
                    .execute();
            IIdType id = made.getId().toUnqualifiedVersionless();
            if (address != null) {
                endpoint(name, id, address);
            }
            return id.getValue() + (Boolean.TRUE.equals(made.getCreated()) ? " is" : " was already")
                    + " in the directory" + (address == null ? "." : ", with an Endpoint at " + address + ".");
        } catch (BaseServerResponseException e) {
            throw new IOException("the gateway answers " + e.getStatusCode(), e);
        } catch (RuntimeException e) {
            throw new IOException("no gateway answers", e);
        }
    }

    private void endpoint(String name, IIdType organization, String address) {
        Endpoint endpoint = new Endpoint();
        endpoint.setStatus(EndpointStatus.ACTIVE).setName("FHIR " + name).setAddress(address);
        endpoint.addIdentifier().setSystem(URIS).setValue(address);
        endpoint.getConnectionType()
                .setSystem("http://terminology.hl7.org/CodeSystem/endpoint-connection-type")
                .setCode("hl7-fhir-rest");
        endpoint.addPayloadType()
                .addCoding()
                .setSystem("http://terminology.hl7.org/CodeSystem/endpoint-payload-type")
                .setCode("any");
        endpoint.getManagingOrganization().setReference(organization.getValue());
        client.create()
                .resource(endpoint)
                .conditional()
                .where(Endpoint.IDENTIFIER.exactly().systemAndIdentifier(URIS, address))
                .execute();
    }
}
