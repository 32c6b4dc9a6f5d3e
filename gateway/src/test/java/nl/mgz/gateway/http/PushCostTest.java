package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.identity.OrganizationKind;
import org.junit.jupiter.api.Test;

/** How many SQL statements a push takes: what belongs to each of its resources goes to the database together. */
class PushCostTest {

    private static final int SMALL = 5;
    private static final int LARGE = 25;
    private static final int TIMES = 8;

    /** Sequences give their numbers in portions, and rows go in portions of fifty. */
    private static final long FOR_THE_REST = 6;

    private final List<String> places = new ArrayList<>();

    @Test
    void isTheSameForALargePushAsForASmallOne() throws Exception {
        Map<String, Object> unlimited =
                Map.of("mgz.limits.client-per-minute", 10_000_000, "mgz.limits.organization-per-minute", 10_000_000);
        try (Gateway gateway = Gateway.start(Gateway.SharedDatabase.get(), unlimited, Statements::count)) {
            Organisation practice = new Organisation(gateway, OrganizationKind.GP);
            long small = created(practice, SMALL);
            long smallChanged = changed(practice);
            long large = created(practice, LARGE);
            long largeChanged = changed(practice);
            System.out.printf(
                    "SQL statements of a push: of %d resources %d, the same changed %d; of %d resources %d, the same changed %d%n",
                    SMALL + 1, small, smallChanged, LARGE + 1, large, largeChanged);
            assertThat(large - small).isLessThanOrEqualTo(FOR_THE_REST);
            assertThat(largeChanged - smallChanged).isLessThanOrEqualTo(FOR_THE_REST);
        }
    }

    /** Of several, the least: others work beside it. */
    private long created(Organisation practice, int conditions) throws Exception {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TIMES; i++) {
            String patient = Records.urn();
            List<ObjectNode> entries = new ArrayList<>();
            entries.add(Records.post(patient, People.patient(People.newBsn(), "Jansen", "1950-01-01")));
            for (int number = 0; number < conditions; number++) {
                entries.add(Records.post(
                        Records.urn(), People.condition("x", "Klacht " + number).replace("Patient/x", patient)));
            }
            String push = Records.transaction(entries.toArray(ObjectNode[]::new));
            least = Math.min(least, Statements.once(() -> remember(practice.post("", push))));
        }
        return least;
    }

    private void remember(Gateway.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        places.clear();
        answer.json()
                .path("entry")
                .forEach(entry -> places.add(entry.path("response")
                        .path("location")
                        .asText()
                        .replaceAll("^.*?((?:Patient|Condition)/[^/]+)/_history.*$", "$1")));
    }

    /** What was pushed last, with another text in each Condition. */
    private long changed(Organisation practice) throws Exception {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TIMES; i++) {
            List<ObjectNode> entries = new ArrayList<>();
            for (String place : places.subList(1, places.size())) {
                ObjectNode now = (ObjectNode) practice.get(place).json();
                now.withObjectProperty("code").put("text", "Anders " + i);
                entries.add(Records.put(
                        place, "W/\"" + now.path("meta").path("versionId").asText() + "\"", now.toString()));
            }
            String push = Records.transaction(entries.toArray(ObjectNode[]::new));
            least = Math.min(
                    least,
                    Statements.once(
                            () -> assertThat(practice.post("", push).status()).isEqualTo(200)));
        }
        return least;
    }
}
