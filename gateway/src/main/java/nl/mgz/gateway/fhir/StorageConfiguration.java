package nl.mgz.gateway.fhir;

import ca.uhn.fhir.batch2.jobs.config.BatchCommonCtx;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings.ClientIdStrategyEnum;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings.IdStrategyEnum;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings.StoreMetaSourceInformationEnum;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.config.HapiJpaConfig;
import ca.uhn.fhir.jpa.config.HibernatePropertiesProvider;
import ca.uhn.fhir.jpa.config.JpaConfig;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.dao.index.SearchParamWithInlineReferencesExtractor;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirPostgresDialect;
import ca.uhn.fhir.jpa.model.entity.StorageSettings.IndexEnabledEnum;
import ca.uhn.fhir.jpa.model.entity.StorageSettings.TagStorageModeEnum;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.rest.api.IResourceSupportedSvc;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.validation.SupportChain;
import org.hl7.fhir.r4.model.SearchParameter;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.transaction.PlatformTransactionManager;

/** HAPI's JPA storage with the choices of this product. What differs from HAPI's defaults says why. */
@Configuration
@Import({
    JpaR4Config.class,
    HapiJpaConfig.class,
    ThreadPoolFactoryConfig.class,
    JpaBatch2Config.class,
    BatchCommonCtx.class,
    SubscriptionChannelConfig.class
})
class StorageConfiguration {

    private static final Pattern HAPI_BEAN_OF_TYPE = Pattern.compile("my([A-Z]\\w+?)(Dao|Rp)R4");

    /** What HAPI itself looks up at start, though no caller can reach it; "System" is the storage of Bundles. */
    private static final Set<String> NEEDED_BY_HAPI =
            Set.of("System", "Provenance", "SearchParameter", "CodeSystem", "ValueSet", "ConceptMap");

    /** HAPI defines storage and REST provider for each of the 148 types; those that nobody can reach are not made. */
    @Bean
    static BeanDefinitionRegistryPostProcessor onlyServedTypes() {
        return registry -> Stream.of(registry.getBeanDefinitionNames())
                .filter(name -> HAPI_BEAN_OF_TYPE.matcher(name).matches() && !isNeeded(name))
                .forEach(registry::removeBeanDefinition);
    }

    @Bean
    static RepositoriesOnFirstUse repositoriesOnFirstUse() {
        return new RepositoriesOnFirstUse();
    }

    private static boolean isNeeded(String beanName) {
        Matcher matcher = HAPI_BEAN_OF_TYPE.matcher(beanName);
        return matcher.matches() && "Dao".equals(matcher.group(2)) && isStored(matcher.group(1));
    }

    private static boolean isStored(String type) {
        return NEEDED_BY_HAPI.contains(type) || ServedTypes.find(type).isPresent();
    }

    @Bean
    JpaStorageSettings storageSettings() {
        JpaStorageSettings settings = new JpaStorageSettings();
        // A sequential id tells how many patients there are and lets a caller count; a client's id can collide.
        settings.setResourceServerIdStrategy(IdStrategyEnum.UUID);
        settings.setResourceClientIdStrategy(ClientIdStrategyEnum.NOT_ALLOWED);
        // Tags travel inside the resource: no join to read them, and nothing but a write can change them.
        settings.setTagStorageMode(TagStorageModeEnum.INLINE);
        settings.setStoreMetaSourceInformation(StoreMetaSourceInformationEnum.NONE);
        settings.setAutoSupportDefaultSearchParams(false);
        settings.setIndexMissingFields(IndexEnabledEnum.DISABLED);
        settings.setIndexStorageOptimized(true);
        settings.setSuppressStringIndexingInTokens(true);
        settings.setAllowInlineMatchUrlReferences(true);
        settings.setMatchUrlCacheEnabled(false);
        settings.setAllowMultipleDelete(false);
        settings.setExpungeEnabled(false);
        settings.setDeleteExpungeEnabled(false);
        settings.setLastNEnabled(false);
        settings.setFilterParameterEnabled(false);
        // A search that is answered from an earlier one would outlive a withdrawal of consent.
        settings.setReuseCachedSearchResultsForMillis(null);
        settings.setEnableTaskPreExpandValueSets(false);
        settings.setPreExpandValueSets(false);
        settings.setEnableTaskBulkExportJobExecution(false);
        settings.setEnableTaskBulkImportJobExecution(false);
        settings.setEnableTaskResourceReindexing(false);
        settings.setStatusBasedReindexingDisabled(true);
        settings.setMarkResourcesForReindexingUponSearchParameterChange(false);
        settings.setWriteToLegacyLobColumns(false);
        settings.setNonResourceDbHistoryEnabled(false);
        return settings;
    }

    @Bean
    PartitionSettings partitionSettings() {
        return new PartitionSettings();
    }

    @Bean
    SubscriptionSettings subscriptionSettings() {
        return new SubscriptionSettings();
    }

    @Bean
    @Primary
    HibernatePropertiesProvider hibernatePropertiesProvider(
            LocalContainerEntityManagerFactoryBean entityManagerFactory) {
        HibernatePropertiesProvider provider = new HibernatePropertiesProvider() {
            @Override
            public org.hibernate.dialect.Dialect getDialect() {
                return new HapiFhirPostgresDialect();
            }
        };
        return provider;
    }

    @Bean
    @Primary
    LocalContainerEntityManagerFactoryBean entityManagerFactory(
            DataSource dataSource,
            ConfigurableListableBeanFactory beans,
            FhirContext context,
            JpaStorageSettings storageSettings) {
        LocalContainerEntityManagerFactoryBean factory =
                HapiEntityManagerFactoryUtil.newEntityManagerFactory(beans, context, storageSettings);
        factory.setPersistenceUnitName("mgz");
        factory.setDataSource(dataSource);
        factory.setJpaProperties(hibernate());
        return factory;
    }

    private static Properties hibernate() {
        Properties properties = new Properties();
        properties.put("hibernate.dialect", HapiFhirPostgresDialect.class.getName());
        properties.put("hibernate.hbm2ddl.auto", "none");
        properties.put("hibernate.search.enabled", "false");
        properties.put("hibernate.jdbc.batch_size", "50");
        properties.put("hibernate.order_inserts", "true");
        properties.put("hibernate.order_updates", "true");
        properties.put("hibernate.cache.use_query_cache", "false");
        properties.put("hibernate.cache.use_second_level_cache", "false");
        properties.put("hibernate.connection.provider_disables_autocommit", "true");
        properties.put("hibernate.boot.allow_jdbc_metadata_access", "false");
        return properties;
    }

    @Bean({"transactionManager", "hapiTransactionManager"})
    @Primary
    PlatformTransactionManager transactionManager(EntityManagerFactory entityManagerFactory) {
        return new JpaTransactionManager(entityManagerFactory);
    }

    /** Joins the transaction of HAPI's storage: what it writes is there or is not there with the resource. */
    @Bean
    JdbcTemplate jdbcTemplate(DataSource dataSource) {
        return new OwnStatements(dataSource);
    }

    /** Replaces HAPI's chain, which asks the database about every definition and code: ours is in memory. */
    @Bean(name = JpaConfig.JPA_VALIDATION_SUPPORT_CHAIN)
    @Primary
    IValidationSupport jpaValidationSupportChain(SupportChain support) {
        return support;
    }

    /** In the place of HAPI's own. */
    @Bean
    SearchParamWithInlineReferencesExtractor searchParamWithInlineReferencesExtractor(
            FhirContext context, ServedSearchParameters served, IndexState state) {
        return new SearchIndexing(context, served, state);
    }

    /** Only what is served exists: HAPI makes no storage for the hundred other types. */
    @Bean
    @Primary
    IResourceSupportedSvc resourceSupportedSvc() {
        return StorageConfiguration::isStored;
    }

    /**
     * HAPI asks the provider only when it refreshes and finds nothing changed; the first refresh fills its own, empty list
     * of stored parameters. So the second one makes the served parameters active.
     */
    @Bean
    SmartInitializingSingleton servedSearchParametersInUse(ISearchParamRegistry registry) {
        return () -> {
            registry.forceRefresh();
            registry.forceRefresh();
        };
    }

    @Bean
    @Primary
    ServedSearchParameters searchParamProvider(IValidationSupport support) {
        List<SearchParameter> known = support.fetchAllSearchParameters();
        return new ServedSearchParameters(known == null ? Stream.empty() : known.stream());
    }
}
