package nl.mgz.gateway.consent.gate;

import nl.mgz.gateway.consent.ConsentPolicy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The policy choices by which is decided. */
@Configuration(proxyBeanMethods = false)
class ConsentConfiguration {

    @Bean
    ConsentPolicy consentPolicy(PolicySettings settings) {
        return settings.policy();
    }
}
