package nl.mgz.gateway.consult;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Terms, steps and limits of requests to colleagues ({@code mgz.consult}).
 *
 * @param meekijkDays Dutch working days within which a meekijkconsult is answered
 * @param centreDays the same for a referral to a regional health centre
 * @param onSiteWithin how soon a mobile team is there
 * @param onCall how soon a physician on call has answered, by urgency
 * @param remindAt part of the term after which an owner that has not accepted is reminded
 * @param escalateAt part of the term after which a request that nobody has accepted goes on to the next step
 * @param steps the steps of care, each one or more kinds of service: {@code kind} or {@code kind/specialty}
 * @param poll how often each node looks whether a timer is due
 * @param maxAttachment size of one attachment, in bytes once decoded
 * @param attachmentTypes media types that an attachment may have
 */
@ConfigurationProperties("mgz.consult")
public record ConsultSettings(
        @DefaultValue("3") int meekijkDays,
        @DefaultValue("5") int centreDays,
        @DefaultValue("30m") Duration onSiteWithin,
        @DefaultValue OnCall onCall,
        @DefaultValue("0.5") double remindAt,
        @DefaultValue("0.75") double escalateAt,

        @DefaultValue({"aanrijdteam", "achterwacht/01.056 achterwacht/01.047", "achterwacht/01.035"})
        List<String> steps,

        @DefaultValue("10s") Duration poll,
        @DefaultValue("2MB") DataSize maxAttachment,

        @DefaultValue({"application/pdf", "image/jpeg", "image/png", "text/plain"})
        List<String> attachmentTypes) {

    public ConsultSettings {
        if (!(remindAt > 0 && remindAt < escalateAt && escalateAt < 1)) {
            throw new IllegalArgumentException(
                    "mgz.consult.remind-at and mgz.consult.escalate-at are parts of the term: 0 < remind-at < escalate-at < 1");
        }
        if (meekijkDays < 1 || centreDays < 1) {
            throw new IllegalArgumentException("terms of mgz.consult in working days are 1 or more");
        }
    }

    /** The term of an achterwacht for each urgency; U5 is the next working day. */
    public record OnCall(
            @DefaultValue("5m") Duration u0,
            @DefaultValue("15m") Duration u1,
            @DefaultValue("60m") Duration u2,
            @DefaultValue("180m") Duration u3,
            @DefaultValue("24h") Duration u4) {

        /** @return null for one that is counted in working days */
        @Nullable
        Duration term(String urgency) {
            return switch (urgency) {
                case "U0" -> u0;
                case "U1" -> u1;
                case "U2" -> u2;
                case "U3" -> u3;
                case "U4" -> u4;
                default -> null;
            };
        }
    }
}
