package nl.mgz.gateway.consent.mitz;

import nl.mgz.gateway.identity.crypto.TlsContexts;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Reads the certificate files at start, where Mitz is on. Where it is off, whatever is asked of it is no consent. */
@Configuration(proxyBeanMethods = false)
class MitzConfiguration {

    @Bean
    MitzConsents mitzConsents(ConsentSettings settings) {
        return new MitzConsents(mitz(settings.mitz()), settings.mitz().cacheTime(), System::nanoTime);
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
