package nl.mgz.gateway.walk;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.rest.openapi.OpenApiInterceptor;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import nl.mgz.gateway.audit.AuditFilter;
import nl.mgz.gateway.audit.AuditTrail;
import nl.mgz.gateway.audit.seal.Checkpoints;
import nl.mgz.gateway.audit.view.AuditEvents;
import nl.mgz.gateway.audit.view.TrailReader;
import nl.mgz.gateway.audit.witness.WitnessServlet;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.consent.mitz.ConsentSettings;
import nl.mgz.gateway.definitions.Definitions;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.identity.Authentication;
import nl.mgz.gateway.identity.AuthenticationFilter;
import nl.mgz.gateway.identity.GatewayAddress;
import nl.mgz.gateway.intake.IntakeFilter;
import nl.mgz.gateway.intake.IntakeLimits;
import nl.mgz.gateway.limits.CallerLimitFilter;
import nl.mgz.gateway.limits.Limits;
import nl.mgz.gateway.limits.StrangerLimitFilter;
import nl.mgz.gateway.notify.TypeRules;
import nl.mgz.gateway.terminology.CodeQuestions;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the front door together: filter, server, one provider for each served type. */
@Configuration(proxyBeanMethods = false)
class WalkConfiguration {

    /** Who a caller is comes before what it sent. */
    private static final int AUTHENTICATION = 100;

    /** Where Mitz tells that somebody chose: the one door with a certificate and no token. */
    private static final String MITZ = "/mitz/notices";

    @Bean
    ServletRegistrationBean<FhirServer> fhirServlet(
            FhirContext context,
            IInterceptorService interceptors,
            GatewayAddress address,
            StorageHooks hooks,
            RequestWalk walk,
            FhirRepository repository,
            SystemProvider system,
            LastObservations last,
            TreatmentLimits limits,
            CodeQuestions codes,
            Definitions definitions,
            AccessLogs accessLogs,
            BreakGlass breakGlass,
            Judging judging,
            ChoiceQuestions questions,
            ChoiceRecords records,
            Summaries summaries,
            CarePlans carePlans,
            TriageContexts triageContexts,
            TriageReporting triageReporting,
            TriageEscalations triageEscalations,
            TriageStatistics triageStatistics,
            TrailReader trail,
            AuditEvents auditEvents,
            SubscriptionRequests subscriptions,
            CapabilityStatements capability) {
        interceptors.registerInterceptor(hooks);
        interceptors.registerInterceptor(new OpenApiInterceptor());
        List<Object> providers = new ArrayList<>();
        providers.add(
                new PatientProvider(walk, accessLogs, breakGlass, questions, summaries, carePlans, triageContexts));
        providers.add(new ObservationProvider(walk, last));
        providers.add(new ConsentProvider(walk, limits, questions, records));
        providers.add(new TaskProvider(walk, judging));
        providers.add(new CompositionProvider(walk, triageReporting, triageEscalations, triageStatistics));
        ServedTypes.all().stream()
                .filter(type -> !Set.of("Patient", "Observation", "Consent", "Task", "Composition")
                        .contains(type.name()))
                .forEach(type -> providers.add(provider(repository.classOf(type.name()), walk)));
        providers.addAll(DefinitionProvider.all(definitions, codes));
        providers.add(system);
        providers.add(new AuditEventProvider(trail, auditEvents));
        providers.add(new SubscriptionProvider(subscriptions));
        FhirServer server = new FhirServer(context, interceptors, address, providers, capability);
        ServletRegistrationBean<FhirServer> registration = new ServletRegistrationBean<>(server, "/fhir/*");
        registration.setName("fhir");
        registration.setLoadOnStartup(1);
        return registration;
    }

    @Bean
    ServletRegistrationBean<WitnessServlet> witnesses(Checkpoints checkpoints) {
        ServletRegistrationBean<WitnessServlet> registration =
                new ServletRegistrationBean<>(new WitnessServlet(checkpoints), "/audit/checkpoint");
        registration.setName("witnesses");
        return registration;
    }

    /** What is told without being asked for goes through the same door as what is asked. */
    @Bean
    TypeRules typeRules() {
        return FrontDoor::mayGet;
    }

    @Bean
    ServletRegistrationBean<MitzNoticeServlet> noticesOfMitz(FhirContext context, MitzNotices notices) {
        ServletRegistrationBean<MitzNoticeServlet> registration =
                new ServletRegistrationBean<>(new MitzNoticeServlet(context, notices), MITZ);
        registration.setName("mitz-notices");
        return registration;
    }

    @Bean
    FilterRegistrationBean<MitzDoor> mitzDoor(
            Authentication authentication, ConsentSettings settings, MitzNotices notices) {
        FilterRegistrationBean<MitzDoor> registration = new FilterRegistrationBean<>(
                new MitzDoor(authentication, settings.mitz().sender(), notices));
        registration.addUrlPatterns(MITZ);
        registration.setOrder(AUTHENTICATION);
        return registration;
    }

    @Bean
    AuditEvents auditEvents(GatewayAddress address) {
        return new AuditEvents(address);
    }

    private static <T extends IBaseResource> ServedResourceProvider<T> provider(Class<T> type, RequestWalk walk) {
        return new ServedResourceProvider<>(type, walk);
    }

    @Bean
    FilterRegistrationBean<AuditFilter> trail(AuditTrail trail, Clock clock) {
        FilterRegistrationBean<AuditFilter> registration =
                new FilterRegistrationBean<>(new AuditFilter(trail, clock, Accesses::basis));
        registration.addUrlPatterns("/fhir", "/fhir/*", "/audit/*", "/oauth2/token", MITZ);
        registration.setOrder(AUTHENTICATION - 2);
        return registration;
    }

    @Bean
    FilterRegistrationBean<StrangerLimitFilter> strangerLimit(Limits limits) {
        FilterRegistrationBean<StrangerLimitFilter> registration =
                new FilterRegistrationBean<>(new StrangerLimitFilter(limits));
        registration.addUrlPatterns("/fhir", "/fhir/*", "/audit/*", "/oauth2/jwks", MITZ);
        registration.setOrder(AUTHENTICATION - 1);
        return registration;
    }

    @Bean
    FilterRegistrationBean<AuthenticationFilter> bearerTokens(Authentication authentication) {
        FilterRegistrationBean<AuthenticationFilter> registration =
                new FilterRegistrationBean<>(new AuthenticationFilter(authentication));
        registration.addUrlPatterns("/fhir", "/fhir/*", "/audit/*");
        registration.setOrder(AUTHENTICATION);
        return registration;
    }

    @Bean
    FilterRegistrationBean<CallerLimitFilter> callerLimit(Limits limits) {
        FilterRegistrationBean<CallerLimitFilter> registration =
                new FilterRegistrationBean<>(new CallerLimitFilter(limits));
        registration.addUrlPatterns("/fhir", "/fhir/*", "/audit/*");
        registration.setOrder(AUTHENTICATION + 1);
        return registration;
    }

    @Bean
    FilterRegistrationBean<IntakeFilter> intake(IntakeLimits limits, FhirContext context) {
        FilterRegistrationBean<IntakeFilter> registration =
                new FilterRegistrationBean<>(new IntakeFilter(limits, context));
        registration.addUrlPatterns("/fhir", "/fhir/*", MITZ);
        registration.setOrder(AUTHENTICATION + 2);
        return registration;
    }
}
