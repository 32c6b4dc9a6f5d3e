package nl.mgz.gateway.consent;

import java.util.List;
import java.util.Map;

/** The naive model of the rules, for tests of other packages. */
public final class NaiveRules {

    private NaiveRules() {}

    /**
     * @param request as the vectors write it, and so the others
     * @return id of the rule that decides
     */
    public static String rule(
            Map<String, Object> request,
            Map<String, Object> resource,
            List<Map<String, Object>> consents,
            Map<String, Object> patients,
            Map<String, Object> parties) {
        return new TableModel(request, resource, consents, patients, parties).rule();
    }
}
