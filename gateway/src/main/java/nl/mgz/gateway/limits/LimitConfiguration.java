package nl.mgz.gateway.limits;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the limit of the token endpoint before its guard; those of FHIR requests have their place in the walk. */
@Configuration(proxyBeanMethods = false)
class LimitConfiguration {

    @Bean
    FilterRegistrationBean<TokenLimitFilter> tokenLimit(Limits limits) {
        FilterRegistrationBean<TokenLimitFilter> registration =
                new FilterRegistrationBean<>(new TokenLimitFilter(limits));
        registration.addUrlPatterns("/oauth2/token");
        // Inside the audit: who is sent away is on record too.
        registration.setOrder(99);
        return registration;
    }
}
