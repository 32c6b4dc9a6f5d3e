package nl.mgz.gateway.consent.emergency;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What a region decides about emergencies ({@code mgz.consent}).
 *
 * @param reviewDays working days within which a review must be judged, the day of the emergency not counted
 */
@ConfigurationProperties("mgz.consent")
public record EmergencySettings(@DefaultValue("5") int reviewDays) {

    public EmergencySettings {
        if (reviewDays < 1) {
            throw new IllegalArgumentException("mgz.consent.review-days must be 1 or more");
        }
    }
}
