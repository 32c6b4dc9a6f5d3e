package nl.mgz.gateway.notify;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import nl.mgz.gateway.identity.outgoing.WebAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How notifications are delivered ({@code mgz.notify}).
 *
 * @param workers how many deliver at once on this node; 0 for none. Each holds a connection to the database while it does
 * @param plainHttp whether endpoints by http are taken
 * @param privateHosts hosts inside, as {@code host:port} or {@code host:*}, whose addresses need not be public
 * @param certificates file with the certificates (PEM) of the authorities that endpoints' certificates come from; without it,
 *     those that Java trusts
 * @param timeout how long one delivery may take
 * @param firstRetry how long to wait after the first failure; each further wait is twice as long
 * @param longestRetry the longest of these waits
 * @param attempts how often one notification may be answered with an error before it is given up
 * @param giveUpAfter how long an endpoint may be away before what waits for it is given up
 * @param keep how long events can be asked for, delivered or not
 */
@ConfigurationProperties("mgz.notify")
record NotifySettings(
        @DefaultValue("4") int workers,
        @DefaultValue("false") boolean plainHttp,
        @DefaultValue List<String> privateHosts,
        @Nullable Path certificates,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("5s") Duration firstRetry,
        @DefaultValue("6h") Duration longestRetry,
        @DefaultValue("10") int attempts,
        @DefaultValue("7d") Duration giveUpAfter,
        @DefaultValue("30d") Duration keep) {

    NotifySettings {
        if (keep.compareTo(giveUpAfter) <= 0) {
            throw new IllegalArgumentException("mgz.notify.keep must be longer than mgz.notify.give-up-after");
        }
    }

    boolean isInside(WebAddress address) {
        return privateHosts.contains(address.hostAndPort()) || privateHosts.contains(address.host() + ":*");
    }

    /** How long to wait after so many failures in a row. */
    Duration waitAfter(int failures) {
        int doublings = Math.min(Math.max(0, failures - 1), 30);
        Duration wait = firstRetry.multipliedBy(1L << doublings);
        return wait.compareTo(longestRetry) > 0 ? longestRetry : wait;
    }
}
