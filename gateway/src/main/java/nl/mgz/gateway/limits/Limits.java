package nl.mgz.gateway.limits;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.Person;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;

/**
 * What there is a limit on. Each method counts one thing that happens, and answers how long to wait where that is too much;
 * empty lets it through. Where the database is away they throw, and the caller gets a 503, except for what anybody may see.
 */
@Component
public class Limits {

    private final Limit client;
    private final Limit organization;
    private final Limit bsnLookups;
    private final Limit bsnPushes;
    private final Limit personBreakGlass;
    private final Limit organizationBreakGlass;
    private final Limit clientTokens;
    private final Limit addressTokens;
    private final Limit unauthenticated;
    private final SharedBuckets buckets;
    private final Shares shares;
    private final MeterRegistry metrics;

    Limits(LimitSettings settings, SharedBuckets buckets, Shares shares, MeterRegistry metrics) {
        this.client = Limit.perMinute("client", settings.clientPerMinute());
        this.organization = Limit.perMinute("organization", settings.organizationPerMinute());
        this.bsnLookups =
                Limit.perMinute("bsn-lookups", settings.bsnLookupsPerMinute()).andPerHour(settings.bsnLookupsPerHour());
        this.bsnPushes =
                Limit.perMinute("bsn-pushes", settings.bsnPushesPerMinute()).andPerHour(settings.bsnPushesPerHour());
        this.personBreakGlass = Limit.perHour("break-glass-person", settings.breakGlassPerHour());
        this.organizationBreakGlass =
                Limit.perHour("break-glass-organization", settings.organizationBreakGlassPerHour());
        this.clientTokens = Limit.perMinute("client-tokens", settings.tokensPerMinute());
        this.addressTokens = Limit.perMinute("address-tokens", settings.tokensPerMinuteAndAddress());
        this.unauthenticated = Limit.perMinute("unauthenticated", settings.unauthenticatedPerMinute());
        this.buckets = buckets;
        this.shares = shares;
        this.metrics = metrics;
    }

    Optional<Duration> request(Caller caller) {
        return counted(client, shares.takeOne(client, caller.clientId()))
                .or(() -> counted(
                        organization,
                        shares.takeOne(organization, caller.organization().value())));
    }

    /** A search that names so many people by their BSN. */
    public Optional<Duration> lookUp(Caller caller, int bsns) {
        return counted(bsnLookups, buckets.take(bsnLookups, caller.clientId(), bsns));
    }

    /**
     * A write that names so many people by their BSN. Its answer tells whether they are known; but a write that is accepted
     * leaves something behind, so it has a wider limit than a search. Until it is accepted it counts as a search: who only
     * pretends to write learns no more than who searches.
     */
    public Optional<Duration> push(Caller caller, int bsns) {
        return counted(bsnLookups, buckets.take(bsnLookups, caller.clientId(), 1))
                .or(() -> counted(bsnPushes, buckets.take(bsnPushes, caller.clientId(), bsns)));
    }

    /** The write was accepted. */
    public void pushed(Caller caller) {
        try {
            buckets.giveBack(bsnLookups, caller.clientId(), 1);
        } catch (DataAccessException e) {
            // The write stands, and so must its answer; one look-up less in this minute hurts nobody.
            metrics.counter("mgz.limits.kept").increment();
        }
    }

    /** Somebody breaks the glass, whoever the patient is: counted for the person and for the organisation. */
    public Optional<Duration> breakGlass(Caller caller) {
        String organization = caller.organization().value();
        String person = caller.person().map(Person::id).orElse("");
        return counted(personBreakGlass, buckets.take(personBreakGlass, organization + " " + person, 1))
                .or(() -> counted(organizationBreakGlass, buckets.take(organizationBreakGlass, organization, 1)));
    }

    /**
     * A question to the token endpoint, before it costs anything.
     *
     * <p>In the name of a client it counts by the address that it comes from: what a stranger sends in somebody's name must
     * not keep that one out.
     *
     * @param clientId whose name it bears, not believed; null where it bears none
     */
    Optional<Duration> token(String address, @Nullable String clientId) {
        String network = NetworkOf.address(address);
        Optional<Duration> wait = counted(addressTokens, buckets.take(addressTokens, network, 1));
        return wait.isPresent() || clientId == null
                ? wait
                : counted(clientTokens, buckets.take(clientTokens, network + " " + clientId, 1));
    }

    /** A request of nobody that we know. */
    Optional<Duration> stranger(String address) {
        return counted(unauthenticated, shares.takeOneOrCountAlone(unauthenticated, NetworkOf.address(address)));
    }

    private Optional<Duration> counted(Limit limit, Optional<Duration> wait) {
        if (wait.isPresent()) {
            metrics.counter("mgz.limits.refused", "limit", limit.name()).increment();
        }
        return wait;
    }
}
