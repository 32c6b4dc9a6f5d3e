package nl.mgz.bench.partition;

import ca.uhn.fhir.batch2.jobs.config.BatchCommonCtx;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings.IdStrategyEnum;
import ca.uhn.fhir.jpa.api.config.JpaStorageSettings.StoreMetaSourceInformationEnum;
import ca.uhn.fhir.jpa.api.config.ThreadPoolFactoryConfig;
import ca.uhn.fhir.jpa.batch2.JpaBatch2Config;
import ca.uhn.fhir.jpa.config.HapiJpaConfig;
import ca.uhn.fhir.jpa.config.HibernatePropertiesProvider;
import ca.uhn.fhir.jpa.config.JpaConfig;
import ca.uhn.fhir.jpa.config.r4.JpaR4Config;
import ca.uhn.fhir.jpa.config.util.HapiEntityManagerFactoryUtil;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.config.PartitionSettings.CrossPartitionReferenceMode;
import ca.uhn.fhir.jpa.model.config.SubscriptionSettings;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirPostgresDialect;
import ca.uhn.fhir.jpa.model.entity.StorageSettings.IndexEnabledEnum;
import ca.uhn.fhir.jpa.model.entity.StorageSettings.TagStorageModeEnum;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.jpa.searchparam.registry.ISearchParamProvider;
import ca.uhn.fhir.jpa.subscription.channel.config.SubscriptionChannelConfig;
import ca.uhn.fhir.rest.api.IResourceSupportedSvc;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.SearchParameter;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The storage of the gateway as its own {@code fhir.StorageConfiguration} sets it up. What must be kept the same there
 * and here: the storage settings and the Hibernate properties.
 */
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

    private static final Set<String> NEEDED_BY_HAPI =
            Set.of("System", "Provenance", "SearchParameter", "CodeSystem", "ValueSet", "ConceptMap");

    @Bean
    static BeanDefinitionRegistryPostProcessor onlyStoredTypes() {
        return registry -> Stream.of(registry.getBeanDefinitionNames())
                .filter(name -> HAPI_BEAN_OF_TYPE.matcher(name).matches() && !isNeeded(name))
                .forEach(registry::removeBeanDefinition);
    }

    private static boolean isNeeded(String beanName) {
        Matcher matcher = HAPI_BEAN_OF_TYPE.matcher(beanName);
        return matcher.matches() && "Dao".equals(matcher.group(2)) && isStored(matcher.group(1));
    }

    private static boolean isStored(String type) {
        return NEEDED_BY_HAPI.contains(type) || Catalogue.stores(type);
    }

    @Bean
    JpaStorageSettings storageSettings(Setup setup) {
        JpaStorageSettings settings = new JpaStorageSettings();
        settings.setResourceServerIdStrategy(IdStrategyEnum.UUID);
        settings.setResourceClientIdStrategy(setup.clientIds());
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

    /** As HAPI's documentation asks for patient partitions; the directory is partition 0, and all may refer to it. */
    @Bean
    PartitionSettings partitionSettings(Setup setup) {
        PartitionSettings settings = new PartitionSettings();
        if (setup.mode().partitioned()) {
            settings.setPartitioningEnabled(true);
            settings.setDatabasePartitionMode(true);
            settings.setDefaultPartitionId(0);
            settings.setUnnamedPartitionMode(true);
            settings.setAllowReferencesAcrossPartitions(CrossPartitionReferenceMode.ALLOWED_UNQUALIFIED);
        }
        return settings;
    }

    @Bean
    SubscriptionSettings subscriptionSettings() {
        return new SubscriptionSettings();
    }

    @Bean
    @Primary
    HibernatePropertiesProvider hibernatePropertiesProvider(
            LocalContainerEntityManagerFactoryBean entityManagerFactory) {
        return new HibernatePropertiesProvider() {
            @Override
            public org.hibernate.dialect.Dialect getDialect() {
                return new HapiFhirPostgresDialect();
            }
        };
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
        factory.setPersistenceUnitName("bench");
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

    @Bean(name = JpaConfig.JPA_VALIDATION_SUPPORT_CHAIN)
    @Primary
    IValidationSupport jpaValidationSupportChain(FhirContext context) {
        return new DefaultProfileValidationSupport(context);
    }

    @Bean
    @Primary
    IResourceSupportedSvc resourceSupportedSvc() {
        return StorageConfiguration::isStored;
    }

    @Bean
    @Primary
    ISearchParamProvider searchParamProvider(IValidationSupport support) {
        List<SearchParameter> standard = Objects.requireNonNull(support.fetchAllSearchParameters());
        List<IBaseResource> served = List.copyOf(Catalogue.served(standard));
        return new ISearchParamProvider() {
            @Override
            public IBundleProvider search(SearchParameterMap parameters) {
                return new SimpleBundleProvider(served);
            }

            @Override
            public IBaseResource read(IIdType id) {
                throw new UnsupportedOperationException("search parameters are not stored");
            }
        };
    }
}
