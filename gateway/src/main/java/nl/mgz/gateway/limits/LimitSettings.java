package nl.mgz.gateway.limits;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much may be asked ({@code mgz.limits}). Each number may come all at once; what was used comes back evenly over its
 * minute or hour. The numbers hold for all nodes together.
 *
 * @param clientPerMinute requests of one client
 * @param organizationPerMinute requests of all clients of one organisation
 * @param bsnLookupsPerMinute BSNs that one client searches by, and writes that name a BSN and are refused
 * @param bsnLookupsPerHour the same in an hour
 * @param bsnPushesPerMinute BSNs that one client names in what it writes
 * @param bsnPushesPerHour the same in an hour
 * @param breakGlassPerHour how often one person of an organisation may break the glass
 * @param organizationBreakGlassPerHour how often all persons of one organisation together may
 * @param tokensPerMinute questions to the token endpoint in the name of one client from one network address
 * @param tokensPerMinuteAndAddress questions to the token endpoint from one network address
 * @param unauthenticatedPerMinute requests of nobody that we know, from one network address
 */
@ConfigurationProperties("mgz.limits")
public record LimitSettings(
        @DefaultValue("6000") int clientPerMinute,
        @DefaultValue("20000") int organizationPerMinute,
        @DefaultValue("60") int bsnLookupsPerMinute,
        @DefaultValue("600") int bsnLookupsPerHour,
        @DefaultValue("1200") int bsnPushesPerMinute,
        @DefaultValue("12000") int bsnPushesPerHour,
        @DefaultValue("20") int breakGlassPerHour,
        @DefaultValue("200") int organizationBreakGlassPerHour,
        @DefaultValue("120") int tokensPerMinute,
        @DefaultValue("600") int tokensPerMinuteAndAddress,
        @DefaultValue("600") int unauthenticatedPerMinute) {

    public LimitSettings {
        int[] all = {
            clientPerMinute,
            organizationPerMinute,
            bsnLookupsPerMinute,
            bsnLookupsPerHour,
            bsnPushesPerMinute,
            bsnPushesPerHour,
            breakGlassPerHour,
            organizationBreakGlassPerHour,
            tokensPerMinute,
            tokensPerMinuteAndAddress,
            unauthenticatedPerMinute
        };
        for (int one : all) {
            if (one < 1) {
                throw new IllegalArgumentException("each of mgz.limits must be 1 or more");
            }
        }
    }
}
