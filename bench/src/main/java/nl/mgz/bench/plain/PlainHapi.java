package nl.mgz.bench.plain;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.provider.JpaSystemProvider;
import ca.uhn.fhir.jpa.search.DatabaseBackedPagingProvider;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ResourceProviderFactory;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Meta;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * The peer: HAPI's JPA server as its users compose it, with its defaults, on the same servlet container as the gateway. It knows
 * no callers, asks for no consent, validates nothing and puts nothing on record. Beside it, on the same container, what the
 * container itself can do ({@link FloorServlet}).
 *
 * <pre>PlainHapi PORT JDBC-URL USER</pre>
 */
public final class PlainHapi {

    private PlainHapi() {}

    public static void main(String[] args) throws Exception {
        int port = Integer.parseInt(args[0]);
        AnnotationConfigApplicationContext spring = new AnnotationConfigApplicationContext();
        spring.registerBean("dataSource", HikariDataSource.class, () -> pool(args[1], args[2]));
        spring.register(PlainStorage.class);
        spring.refresh();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("plain-hapi").toString());
        tomcat.setPort(port);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        // As the gateway: connections are no matter of HAPI's.
        tomcat.getConnector().setProperty("maxKeepAliveRequests", "10000");
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "fhir", server(spring)).setLoadOnStartup(1);
        context.addServletMappingDecoded("/fhir/*", "fhir");
        Tomcat.addServlet(context, "floor", new FloorServlet());
        context.addServletMappingDecoded("/floor/*", "floor");
        tomcat.start();
        System.out.println("plain HAPI listens on " + port);
        tomcat.getServer().await();
    }

    @SuppressWarnings("unchecked")
    private static RestfulServer server(AnnotationConfigApplicationContext spring) {
        FhirContext context = spring.getBean(FhirContext.class);
        RestfulServer server = new RestfulServer(context);
        server.setInterceptorService(spring.getBean(IInterceptorService.class));
        ResourceProviderFactory providers = spring.getBean("myResourceProvidersR4", ResourceProviderFactory.class);
        server.registerProviders(providers.createProviders());
        JpaSystemProvider<Bundle, Meta> system = new JpaSystemProvider<>();
        system.setContext(context);
        system.setDao(spring.getBean("mySystemDaoR4", IFhirSystemDao.class));
        server.registerProvider(system);
        server.setPagingProvider(spring.getBean(DatabaseBackedPagingProvider.class));
        return server;
    }

    /** As many connections as the gateway has. */
    private static HikariDataSource pool(String url, String user) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setMaximumPoolSize(16);
        return new HikariDataSource(config);
    }
}
