package nl.mgz.gateway.walk;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.IInterceptorService;
import java.util.ArrayList;
import java.util.List;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.definitions.Definitions;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.intake.IntakeFilter;
import nl.mgz.gateway.intake.IntakeLimits;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the front door together: filter, server, one provider for each served type. */
@Configuration(proxyBeanMethods = false)
class WalkConfiguration {

    @Bean
    ServletRegistrationBean<FhirServer> fhirServlet(
            FhirContext context,
            IInterceptorService interceptors,
            GatewayAddress address,
            StorageHooks hooks,
            RequestWalk walk,
            FhirRepository repository,
            SystemProvider system,
            List<OwnProvider> own,
            Definitions definitions,
            CapabilityStatements capability) {
        interceptors.registerInterceptor(hooks);
        List<Object> providers = new ArrayList<>();
        ServedTypes.all().forEach(type -> providers.add(provider(repository.classOf(type.name()), walk)));
        DefinitionProvider.TYPES.values().forEach(type -> providers.add(new DefinitionProvider<>(type, definitions)));
        providers.add(system);
        providers.addAll(own);
        FhirServer server = new FhirServer(context, interceptors, address, providers, capability);
        ServletRegistrationBean<FhirServer> registration = new ServletRegistrationBean<>(server, "/fhir/*");
        registration.setName("fhir");
        registration.setLoadOnStartup(1);
        return registration;
    }

    private static <T extends IBaseResource> ServedResourceProvider<T> provider(Class<T> type, RequestWalk walk) {
        return new ServedResourceProvider<>(type, walk);
    }

    @Bean
    FilterRegistrationBean<IntakeFilter> intake(IntakeLimits limits, FhirContext context) {
        FilterRegistrationBean<IntakeFilter> registration =
                new FilterRegistrationBean<>(new IntakeFilter(limits, context));
        registration.addUrlPatterns("/fhir", "/fhir/*");
        return registration;
    }
}
