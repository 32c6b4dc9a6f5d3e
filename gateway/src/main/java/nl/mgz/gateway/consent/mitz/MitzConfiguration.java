package nl.mgz.gateway.consent.mitz;

import java.util.List;
import nl.mgz.gateway.identity.crypto.TlsContexts;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads the certificate files at start, where Mitz is on. Where it is off, whatever is asked of it is no consent. */
@Configuration(proxyBeanMethods = false)
class MitzConfiguration {

    @Bean
    MitzConsents mitzConsents(ConsentSettings settings, ObjectProvider<Notices> shared) {
        return new MitzConsents(
                mitz(settings.mitz()),
                shared.getIfAvailable(NoticesInMemory::new),
                settings.mitz().cacheTime(),
                System::nanoTime);
    }

    @Bean
    ConsentSource mitzSource(ConsentSettings settings, MitzConsents consents) {
        return new MitzSource(settings.sources(), consents);
    }

    @Bean
    ConsentSources consentSources(List<ConsentSource> all) {
        return new ConsentSources(all);
    }

    static Mitz mitz(ConsentSettings.ClosedQuestions settings) {
        if (settings.endpoint() == null
                || settings.certificate() == null
                || settings.key() == null
                || settings.authorities() == null) {
            return question -> MitzAnswer.ERROR;
        }
        return new MitzClient(
                settings.endpoint(),
                TlsContexts.client(settings.certificate(), settings.key(), settings.authorities()),
                settings.connectTimeout(),
                settings.timeout());
    }
}
