package nl.mgz.gateway.notify;

import java.io.IOException;
import java.util.List;
import nl.mgz.gateway.consent.fhir.PatientRecords;
import nl.mgz.gateway.consent.fhir.ReferenceText;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.identity.outgoing.OutgoingConnections;
import nl.mgz.gateway.identity.outgoing.WebAddress;
import nl.mgz.gateway.patient.BoundResources;
import org.hl7.fhir.r4.model.Endpoint;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Where organisations take messages: the Endpoints of the directory that an operator put there for them. What an organisation
 * writes into the directory by itself counts for nothing here: it could name anybody's address.
 */
@Component
class Endpoints implements BoundResources {

    private final JdbcTemplate jdbc;
    private final PatientRecords records;
    private final NotifySettings settings;
    private final OutgoingConnections connections;

    Endpoints(JdbcTemplate jdbc, PatientRecords records, NotifySettings settings, OutgoingConnections connections) {
        this.jdbc = jdbc;
        this.records = records;
        this.settings = settings;
        this.connections = connections;
    }

    /**
     * Whether an operator put this address, or one that it lies below, into the directory for the organisation, and it stands
     * there now.
     */
    boolean isOf(Ura organization, String address) {
        List<String[]> all = jdbc.query(
                "select e.organization, e.address from mgz_endpoint e join mgz_partner p on p.ura = e.author_ura"
                        + " where p.kind = ? and p.suspended is null and (? = e.address or starts_with(?, e.address))",
                (row, index) -> new String[] {row.getString(1), row.getString(2)},
                OrganizationKind.OPERATOR.name(),
                address,
                address);
        String wanted = ReferenceText.ofUra(organization.value());
        return all.stream()
                .filter(one -> isAtOrBelow(address, one[1]))
                .anyMatch(one -> records.directory().canonical(one[0]).equals(wanted));
    }

    private static boolean isAtOrBelow(String address, String registered) {
        String folder = registered.endsWith("/") ? registered : registered + "/";
        return address.equals(registered) || address.startsWith(folder);
    }

    /**
     * Whether the gateway may go to an address, as its name leads now.
     *
     * @throws IOException saying why not
     */
    WebAddress allowed(String text) throws IOException {
        WebAddress address;
        try {
            address = WebAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage());
        }
        if (!address.tls() && !settings.plainHttp()) {
            throw new IOException("only https is taken here");
        }
        boolean strange = text.contains("..") || text.contains("%") || text.contains("\\") || text.contains("?");
        if (strange) {
            throw new IOException("the path has nothing but plain names in it");
        }
        if (!settings.isInside(address) && !address.isOnUsualPort()) {
            throw new IOException("on the internet it is at the usual port");
        }
        connections.look(address, settings.isInside(address));
        return address;
    }

    @Override
    public void stored(List<Bound> resources) {
        for (Bound bound : resources) {
            if (bound.resource() instanceof Endpoint endpoint) {
                deleted(bound.binding().resourceId());
                boolean counts = endpoint.getStatus() == Endpoint.EndpointStatus.ACTIVE && endpoint.hasAddress();
                if (counts) {
                    ReferenceText.of(endpoint.getManagingOrganization())
                            .ifPresent(organization -> jdbc.update(
                                    "insert into mgz_endpoint (resource_id, organization, address, author_ura)"
                                            + " values (?, ?, ?, ?)",
                                    bound.binding().resourceId(),
                                    organization,
                                    endpoint.getAddress(),
                                    bound.binding().authorUra()));
                }
            }
        }
    }

    @Override
    public void deleted(String resourceId) {
        jdbc.update("delete from mgz_endpoint where resource_id = ?", resourceId);
    }
}
