package nl.mgz.gateway.fhir;

import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport;

/**
 * HAPI's fifty repositories parse a few hundred queries when they are made, most of them for functions that are not
 * served. Here each is made when it is first called; whoever holds one holds a stand-in until then.
 */
final class RepositoriesOnFirstUse implements BeanFactoryPostProcessor {

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        for (String name : beans.getBeanNamesForType(RepositoryFactoryBeanSupport.class, true, false)) {
            beans.getBeanDefinition(name.substring(1)).setLazyInit(true);
        }
        ((DefaultListableBeanFactory) beans).setAutowireCandidateResolver(new StandIns());
    }

    private static final class StandIns extends ContextAnnotationAutowireCandidateResolver {

        @Override
        protected boolean isLazy(DependencyDescriptor wanted) {
            return Repository.class.isAssignableFrom(wanted.getDependencyType()) || super.isLazy(wanted);
        }
    }
}
