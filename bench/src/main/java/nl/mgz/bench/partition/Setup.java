package nl.mgz.bench.partition;

import ca.uhn.fhir.jpa.api.config.JpaStorageSettings.ClientIdStrategyEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.util.function.Supplier;

/**
 * One storage as it is to be opened.
 *
 * @param clientIds whether an id that a client made up is accepted
 * @param requests who asks: HAPI lets its own code do what it refuses a client
 * @param planCache PostgreSQL's {@code plan_cache_mode}
 */
record Setup(
        Mode mode, String url, ClientIdStrategyEnum clientIds, Supplier<RequestDetails> requests, String planCache) {

    /** For the measurement. The ids that the partitions make of a POST are let through, as code of our own would do. */
    static Setup measured(Mode mode, String url, String planCache) {
        return new Setup(mode, url, ClientIdStrategyEnum.NOT_ALLOWED, SystemRequestDetails::new, planCache);
    }

    /** As a partner meets it. */
    static Setup asked(Mode mode, String url, ClientIdStrategyEnum clientIds) {
        return new Setup(mode, url, clientIds, PartnerRequest::new, "auto");
    }
}
