package nl.mgz.gateway.consent.mitz;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import nl.mgz.gateway.identity.Ura;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/** Where consents are looked up ({@code mgz.consent}); Mitz is off until it has an endpoint. */
@ConfigurationProperties("mgz.consent")
public record ConsentSettings(
        @DefaultValue Sources sources, @DefaultValue ClosedQuestions mitz) {

    /** Which source decides. */
    public enum Source {
        OWN,
        MITZ
    }

    public ConsentSettings {
        if (!mitz.isOn() && Stream.of(Exchange.values()).anyMatch(one -> sources.of(one) == Source.MITZ)) {
            throw new IllegalArgumentException(
                    "mgz.consent.sources leaves an exchange to Mitz: set mgz.consent.mitz.endpoint,"
                            + " .certificate, .key and .authorities, or leave it to own");
        }
    }

    /** Which source decides for which exchange. */
    public record Sources(
            @DefaultValue("own") Source summary,
            @DefaultValue("own") Source careplan,
            @DefaultValue("own") Source consultation,
            @DefaultValue("own") Source triage) {

        public Source of(Exchange exchange) {
            return switch (exchange) {
                case SUMMARY -> summary;
                case CAREPLAN -> careplan;
                case CONSULTATION -> consultation;
                case TRIAGE -> triage;
            };
        }
    }

    /**
     * How Mitz is asked.
     *
     * @param endpoint where closed questions go, https
     * @param certificate file with the certificate that we show there and those above it, PEM
     * @param key file with its private key, PEM without a password
     * @param authorities file with the authorities that the certificate of Mitz must come from, PEM
     * @param timeout for question and whole answer
     * @param cacheTime how long an answer counts, from the moment of the question
     * @param notifier URA of the certificate with which Mitz sends its notices
     */
    public record ClosedQuestions(
            @Nullable URI endpoint,
            @Nullable Path certificate,
            @Nullable Path key,
            @Nullable Path authorities,
            @DefaultValue("2s") Duration connectTimeout,
            @DefaultValue("5s") Duration timeout,
            @DefaultValue("15m") Duration cacheTime,
            @Nullable String notifier) {

        private static final Duration LONGEST_CACHE = Duration.ofMinutes(15);
        private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

        public ClosedQuestions {
            long given = Stream.of(endpoint, certificate, key, authorities)
                    .filter(Objects::nonNull)
                    .count();
            if (given != 0 && given != 4) {
                throw new IllegalArgumentException(
                        "mgz.consent.mitz needs all of endpoint, certificate, key and authorities,"
                                + " or none of them");
            }
            if (endpoint != null
                    && (!"https".equalsIgnoreCase(endpoint.getScheme())
                            || endpoint.getHost() == null
                            || endpoint.getRawUserInfo() != null
                            || endpoint.getRawFragment() != null)) {
                throw new IllegalArgumentException("mgz.consent.mitz.endpoint must be an https address");
            }
            if (cacheTime.isNegative() || cacheTime.compareTo(LONGEST_CACHE) > 0) {
                throw new IllegalArgumentException("mgz.consent.mitz.cache-time must be 0 to 15 minutes");
            }
            if (notifier != null && (endpoint == null || Ura.parse(notifier).isEmpty())) {
                throw new IllegalArgumentException(
                        "mgz.consent.mitz.notifier must be a URA, 8 digits, and goes with mgz.consent.mitz.endpoint");
            }
            if (isNoWait(connectTimeout) || isNoWait(timeout)) {
                throw new IllegalArgumentException(
                        "mgz.consent.mitz.connect-timeout and .timeout must be more than 0, and 30 seconds at most");
            }
        }

        /** Whose notices are believed. */
        public Optional<Ura> sender() {
            return Optional.ofNullable(notifier).flatMap(Ura::parse);
        }

        private static boolean isNoWait(Duration wait) {
            return wait.toMillis() < 1 || wait.compareTo(LONGEST_WAIT) > 0;
        }

        boolean isOn() {
            return endpoint != null;
        }
    }
}
