package nl.mgz.bench.partition;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.interceptor.PatientIdPartitionInterceptor;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.jpa.searchparam.extractor.ISearchParamExtractor;
import ca.uhn.fhir.jpa.util.MemoryCacheService;
import ca.uhn.fhir.jpa.util.MemoryCacheService.CacheEnum;
import ca.uhn.fhir.rest.api.SortOrderEnum;
import ca.uhn.fhir.rest.api.SortSpec;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Meta;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** HAPI's storage in one mode on one database. */
final class Storage implements AutoCloseable {

    /** A page, as the gateway's searches ask for it. */
    private static final int PAGE = 50;

    private final Setup setup;
    private final HikariDataSource pool;
    private final SqlTrace trace;
    private final AnnotationConfigApplicationContext spring;
    private final IFhirSystemDao<Bundle, Meta> system;
    private final DaoRegistry daos;

    @SuppressWarnings("unchecked")
    private Storage(Setup setup, HikariDataSource pool, SqlTrace trace, AnnotationConfigApplicationContext spring) {
        this.setup = setup;
        this.pool = pool;
        this.trace = trace;
        this.spring = spring;
        this.system = spring.getBean(IFhirSystemDao.class);
        this.daos = spring.getBean(DaoRegistry.class);
    }

    static Storage open(Setup setup) {
        HikariDataSource pool = pool(setup);
        SqlTrace trace = new SqlTrace(pool);
        AnnotationConfigApplicationContext spring = new AnnotationConfigApplicationContext();
        spring.setAllowCircularReferences(true);
        spring.setAllowBeanDefinitionOverriding(true);
        spring.registerBean(Setup.class, () -> setup);
        spring.registerBean("dataSource", DataSource.class, () -> trace);
        spring.register(StorageConfiguration.class);
        spring.refresh();
        // The first call only ends what the start began; the second reads the provider's list.
        spring.getBean(ISearchParamRegistry.class).forceRefresh();
        spring.getBean(ISearchParamRegistry.class).forceRefresh();
        if (setup.mode().partitioned()) {
            spring.getBean(IInterceptorService.class)
                    .registerInterceptor(new PatientIdPartitionInterceptor(
                            spring.getBean(FhirContext.class),
                            spring.getBean(ISearchParamExtractor.class),
                            spring.getBean(PartitionSettings.class)));
        }
        return new Storage(setup, pool, trace, spring);
    }

    private static HikariDataSource pool(Setup setup) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("bench-" + setup.mode());
        config.setJdbcUrl(setup.url());
        config.setMaximumPoolSize(10);
        config.setMinimumIdle(2);
        config.setConnectionTimeout(5_000);
        config.setAutoCommit(false);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("prepareThreshold", "3");
        config.addDataSourceProperty("socketTimeout", "120");
        config.addDataSourceProperty("options", "-c plan_cache_mode=" + setup.planCache());
        return new HikariDataSource(config);
    }

    Mode mode() {
        return setup.mode();
    }

    SqlTrace trace() {
        return trace;
    }

    Connection connection() throws SQLException {
        return pool.getConnection();
    }

    /** @return the ids that the entries got, in the order of the entries */
    List<IdType> load(Bundle bundle) {
        return system.transaction(request(), bundle).getEntry().stream()
                .map(entry -> new IdType(entry.getResponse().getLocation()).toUnqualifiedVersionless())
                .toList();
    }

    void update(IBaseResource resource) {
        dao(resource.fhirType()).update(resource, request());
    }

    IBaseResource read(IdType id) {
        return dao(id.getResourceType()).read(id, request());
    }

    List<IBaseResource> search(String type, SearchParameterMap criteria) {
        criteria.setCount(PAGE);
        criteria.setOffset(0);
        criteria.setSort(new SortSpec("_id", SortOrderEnum.ASC));
        return dao(type).search(criteria, request()).getResources(0, PAGE);
    }

    RequestDetails request() {
        return setup.requests().get();
    }

    /** Forgets which row an id stands for, as on a node that has not met it yet. */
    void forgetIds() {
        spring.getBean(MemoryCacheService.class)
                .invalidateCaches(CacheEnum.RESOURCE_LOOKUP_BY_FORCED_ID, CacheEnum.PID_TO_FORCED_ID);
    }

    @SuppressWarnings("unchecked")
    IFhirResourceDao<IBaseResource> dao(String type) {
        return daos.getResourceDao(type);
    }

    FhirContext fhir() {
        return spring.getBean(FhirContext.class);
    }

    @Override
    public void close() {
        spring.close();
        pool.close();
    }
}
