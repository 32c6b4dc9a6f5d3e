package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two gateways on one PostgreSQL: no node keeps what another needs. */
class TwoNodesTest {

    private static Gateway one;
    private static Gateway other;

    @BeforeAll
    static void start() {
        one = Gateway.shared();
        other = Gateway.start(Gateway.SharedDatabase.get(), Map.of());
    }

    @AfterAll
    static void stop() {
        other.close();
    }

    @Test
    void whatOneStoresTheOtherReadsAndFindsAtOnce() {
        String patient = People.create(one, "Tweeknoop");
        String condition = People.idOf(one.post("Condition", People.condition(patient, "Epilepsie")));
        assertThat(other.get("Condition/" + condition).status()).isEqualTo(200);
        assertThat(other.get("Condition?patient=" + patient).matches()).hasSize(1);
        assertThat(other.delete("Condition/" + condition).status()).isIn(200, 204);
        assertThat(one.get("Condition/" + condition).status()).isEqualTo(404);
        assertThat(one.get("Condition?patient=" + patient).matches()).isEmpty();
    }

    @Test
    void aPageOfOneIsContinuedByTheOther() {
        String patient = People.create(one, "Bladzijde");
        IntStream.range(0, 7).forEach(i -> one.post("Condition", People.condition(patient, "Probleem " + i)));
        Set<String> seen = new TreeSet<>();
        String next = one.base() + "/Condition?patient=" + patient + "&_count=3";
        Gateway node = one;
        int pages = 0;
        while (next != null) {
            Gateway.Answer page = node.get(next);
            page.matches()
                    .forEach(resource ->
                            assertThat(seen.add(resource.path("id").asText())).isTrue());
            next = next(page, node == one ? other : one);
            node = node == one ? other : one;
            pages++;
        }
        assertThat(seen).hasSize(7);
        assertThat(pages).isEqualTo(3);
    }

    private static String next(Gateway.Answer page, Gateway node) {
        for (var link : page.json().path("link")) {
            if ("next".equals(link.path("relation").asText())) {
                return link.path("url").asText().replaceFirst("^http://localhost:\\d+/fhir", node.base());
            }
        }
        return null;
    }

    @Test
    void oneBsnPushedToBothAtOnceMakesOnePatient() throws Exception {
        String bsn = People.newBsn();
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Callable<Gateway.Answer>> pushes = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Gateway node = i % 2 == 0 ? one : other;
            pushes.add(() -> node.post("Patient", People.patient(bsn, "Gelijktijdig", "1970-01-01")));
        }
        Set<String> ids = new TreeSet<>();
        int created = 0;
        for (Future<Gateway.Answer> push : pool.invokeAll(pushes)) {
            Gateway.Answer answer = push.get();
            assertThat(answer.status()).as(answer.text()).isIn(200, 201);
            created += answer.status() == 201 ? 1 : 0;
            ids.add(answer.header("Location").replaceAll(".*/Patient/([^/]+).*", "$1"));
        }
        pool.shutdown();
        assertThat(ids).hasSize(1);
        assertThat(created).isEqualTo(1);
    }

    @Test
    void aStaleVersionIsRefusedWhicheverNodeItReaches() {
        String patient = People.create(one, "Versie");
        String json = one.get("Patient/" + patient).text();
        assertThat(one.put("Patient/" + patient, json.replace("female", "male"), "If-Match", "W/\"1\"")
                        .status())
                .isEqualTo(200);
        Gateway.Answer stale = other.put("Patient/" + patient, json.replace("female", "other"), "If-Match", "W/\"1\"");
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.code()).isEqualTo("version-conflict");
    }

    @Test
    void bothSayTheSameOfThemselves() {
        assertThat(strip(other.get("metadata"))).isEqualTo(strip(one.get("metadata")));
    }

    private static String strip(Gateway.Answer answer) {
        return answer.text().replaceAll("http://localhost:\\d+", "").replaceAll("\"date\":\"[^\"]*\"", "");
    }
}
