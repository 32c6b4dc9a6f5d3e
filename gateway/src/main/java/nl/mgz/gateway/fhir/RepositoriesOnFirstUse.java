package nl.mgz.gateway.fhir;

import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.config.DependencyDescriptor;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.ContextAnnotationAutowireCandidateResolver;
import org.springframework.data.repository.Repository;
import org.springframework.data.repository.core.support.RepositoryFactoryBeanSupport;

/**
 * HAPI's fifty repositories parse a few hundred queries when they are made, most of them for functions that are not
 * served. Here each is made when it is first called, or soon after the start; whoever holds one holds a stand-in until
 * then.
 */
final class RepositoriesOnFirstUse implements BeanFactoryPostProcessor, ApplicationListener<ApplicationReadyEvent> {

    private final List<String> names = new ArrayList<>();

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
        for (String name : beans.getBeanNamesForType(RepositoryFactoryBeanSupport.class, true, false)) {
            beans.getBeanDefinition(name.substring(1)).setLazyInit(true);
            names.add(name.substring(1));
        }
        ((DefaultListableBeanFactory) beans).setAutowireCandidateResolver(new StandIns());
    }

    /** The first requests need not wait for what can be made while nobody asks. */
    @Override
    public void onApplicationEvent(ApplicationReadyEvent ready) {
        Thread thread = new Thread(() -> make(ready.getApplicationContext()), "repositories");
        thread.setDaemon(true);
        thread.start();
    }

    private void make(BeanFactory beans) {
        try {
            names.forEach(beans::getBean);
        } catch (BeansException | IllegalStateException e) {
            // The gateway is ending already; in any other case the first use tells.
        }
    }

    private static final class StandIns extends ContextAnnotationAutowireCandidateResolver {

        @Override
        protected boolean isLazy(DependencyDescriptor wanted) {
            return Repository.class.isAssignableFrom(wanted.getDependencyType()) || super.isLazy(wanted);
        }
    }
}
