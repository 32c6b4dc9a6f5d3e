package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.StreamSupport;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.validation.ResourceValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often what came of triage, about nobody. */
class TriageStatisticsTest {

    private static final ZoneId DUTCH = ZoneId.of("Europe/Amsterdam");
    private static final YearMonth LAST_MONTH = YearMonth.now(DUTCH).minusMonths(1);

    private final Gateway gateway = Gateway.shared();
    private final Organisation service = new Organisation(gateway, OrganizationKind.TRIAGE);

    private void reports(int count, String urgency, String outcome) {
        for (int i = 0; i < count; i++) {
            lastMonth(new Triage(gateway, service))
                    .of(People.create(gateway, "Telling"))
                    .answering("worried", "\"valueBoolean\":true")
                    .with("urgency", "valueCode", urgency)
                    .with("outcome", "valueCode", outcome)
                    .with("reason", "valueString", "U3".equals(urgency) ? null : "Anders beoordeeld")
                    .sent();
        }
    }

    private static Triage lastMonth(Triage triage) {
        ZonedDateTime end = LAST_MONTH.atEndOfMonth().atTime(23, 59, 59).atZone(DUTCH);
        return triage.with(
                        "start",
                        "valueDateTime",
                        end.minusMinutes(10).toInstant().toString())
                .with("end", "valueDateTime", end.toInstant().toString());
    }

    private static String path(YearMonth month) {
        return path(month.atDay(1), month.atEndOfMonth());
    }

    private static String path(LocalDate from, LocalDate to) {
        return "Composition/$triage-statistics?from=" + from + "&to=" + to;
    }

    private Gateway.Answer counted(Organisation who) {
        Gateway.Answer answer = who.get(path(LAST_MONTH));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private static Map<String, String> row(Gateway.Answer answer, String by) {
        Map<String, String> counts = new LinkedHashMap<>();
        JsonNode row = StreamSupport.stream(
                        answer.json().path("group").path(0).path("stratifier").spliterator(), false)
                .filter(one -> by.equals(one.path("code")
                        .path(0)
                        .path("coding")
                        .path(0)
                        .path("code")
                        .asText()))
                .findFirst()
                .orElseThrow();
        row.path("stratum").forEach(one -> {
            JsonNode population = one.path("population").path(0);
            counts.put(
                    one.path("value").path("coding").path(0).path("code").asText(),
                    population.has("count") ? population.path("count").asText() : "masked");
        });
        return counts;
    }

    private static String total(Gateway.Answer answer) {
        JsonNode population =
                answer.json().path("group").path(0).path("population").path(0);
        return population.has("count") ? population.path("count").asText() : "masked";
    }

    @Test
    void countsByUrgencyOutcomeAndOverride() {
        reports(6, "U3", "gp-next-day");
        reports(5, "U4", "self-care");
        Gateway.Answer answer = counted(service);
        assertThat(total(answer)).isEqualTo("11");
        assertThat(row(answer, "final-urgency")).containsEntry("U3", "6").containsEntry("U4", "5");
        assertThat(row(answer, "outcome")).containsEntry("gp-next-day", "6").containsEntry("self-care", "5");
        assertThat(row(answer, "override")).containsEntry("yes", "5").containsEntry("no", "6");
    }

    @Test
    void tellsNoSmallCountNorOneThatFollowsFromTheOthers() {
        reports(7, "U3", "gp-next-day");
        reports(6, "U4", "self-care");
        reports(1, "U2", "ambulance");
        reports(1, "U5", "nurse-team");
        Gateway.Answer answer = counted(service);
        assertThat(total(answer)).isEqualTo("15");
        assertThat(row(answer, "final-urgency"))
                .containsEntry("U2", "masked")
                .containsEntry("U5", "masked")
                .containsEntry("U4", "masked")
                .containsEntry("U3", "7")
                .containsEntry("U0", "0");
        assertThat(row(answer, "outcome"))
                .containsEntry("ambulance", "masked")
                .containsEntry("nurse-team", "masked")
                .containsEntry("self-care", "masked")
                .containsEntry("gp-next-day", "7");
        assertThat(row(answer, "override"))
                .containsEntry("yes", "8")
                .containsEntry("no", "7")
                .containsEntry("none", "0");
    }

    @Test
    void tellsNothingOfARowThatHasOneCountToTell() {
        reports(6, "U3", "gp-next-day");
        reports(2, "U4", "self-care");
        Gateway.Answer answer = counted(service);
        assertThat(total(answer)).isEqualTo("8");
        assertThat(row(answer, "final-urgency").values()).containsOnly("masked");
        assertThat(row(answer, "outcome").values()).containsOnly("masked");
        assertThat(row(answer, "override").values()).containsOnly("masked");
        assertThat(answer.json().path("group").toString()).doesNotContain("\"count\":2", "\"count\":6");
    }

    @Test
    void masksTheTotalWhereThatIsSmall() {
        reports(1, "U3", "ambulance");
        assertThat(total(counted(service))).isEqualTo("masked");
        assertThat(row(counted(service), "outcome").values()).containsOnly("masked");
    }

    @Test
    void isAboutOnesOwnReportsOfThatPeriodOnly() {
        reports(5, "U3", "gp-next-day");
        assertThat(total(counted(new Organisation(gateway, OrganizationKind.TRIAGE))))
                .isEqualTo("0");
        assertThat(total(service.get(path(LAST_MONTH.minusMonths(1))))).isEqualTo("0");
        assertThat(Integer.parseInt(total(counted(new Organisation(gateway, OrganizationKind.PRIVACY)))))
                .isGreaterThanOrEqualTo(5);
    }

    @Test
    void doesNotCountWhatWasDeleted() {
        Triage triage = lastMonth(new Triage(gateway, service)).of(People.create(gateway, "Telling"));
        String[] reports = new String[5];
        for (int i = 0; i < 5; i++) {
            reports[i] = triage.sent();
        }
        assertThat(total(counted(service))).isEqualTo("5");
        Gateway.Answer deleted = service.delete("Composition/" + reports[0]);
        assertThat(deleted.status()).as(deleted.text()).isEqualTo(200);
        assertThat(total(counted(service))).isEqualTo("masked");
    }

    @Test
    void holdsNobodysDataAndIsAValidSummary() {
        reports(5, "U3", "gp-next-day");
        Gateway.Answer answer = counted(service);
        assertThat(answer.text()).doesNotContain("Patient/", "Telling", "Composition/");
        assertThat(gateway.bean(ResourceValidator.class)
                        .validateJson(answer.text())
                        .errors())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"PHARMACY", "OPERATOR", "AUDITOR"})
    void isNotForOthers(OrganizationKind kind) {
        Gateway.Answer answer = new Organisation(gateway, kind).get(path(LAST_MONTH));
        assertThat(answer.status()).isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "from=2026-01-01",
        "from=2026-01&to=2026-01",
        "from=2026-01-31&to=2026-01-01",
        "from=2026-01-01&to=2026-01-31&organization=1",
        "from=2026-01-01&to=2026-01-30",
        "from=2026-01-02&to=2026-01-31",
        "from=2026-01-01&to=2026-02-28"
    })
    void countsOneWholeMonthAndNothingElse(String query) {
        assertThat(service.get("Composition/$triage-statistics?" + query).status())
                .isEqualTo(400);
    }

    @Test
    void countsAMonthWhenItIsOver() {
        Gateway.Answer answer = service.get(path(YearMonth.now(DUTCH)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.text()).contains("when it is over");
    }
}
