package nl.mgz.gateway.notify;

import nl.mgz.gateway.identity.crypto.TrustedHosts;
import nl.mgz.gateway.identity.outgoing.OutgoingConnections;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class NotifyConfiguration {

    /** How endpoints are reached; another in tests. */
    @Bean
    OutgoingConnections notifyConnections(NotifySettings settings) {
        return new OutgoingConnections(TrustedHosts.sockets(settings.certificates()));
    }
}
