package nl.mgz.gateway.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkingDaysTest {

    @ParameterizedTest
    @CsvSource({
        "2024-03-31",
        "2025-04-20",
        "2026-04-05",
        "2027-03-28",
        "2038-04-25",
        "2049-04-18",
        "2076-04-19",
        "2106-04-18"
    })
    void easterIsWhereTheCalendarHasIt(LocalDate easter) {
        assertThat(WorkingDays.easter(easter.getYear())).isEqualTo(easter);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-01-01",
                "2026-04-03",
                "2026-04-06",
                "2026-04-27",
                "2026-05-05",
                "2026-05-14",
                "2026-05-25",
                "2026-12-25",
                "2026-12-26",
                "2025-04-26",
                "2026-11-21",
                "2026-11-22"
            })
    void nobodyWorksOnTheDaysOfTheLaw(LocalDate day) {
        assertThat(WorkingDays.isFree(day)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-11-23", "2026-12-24", "2026-12-31", "2025-04-28", "2026-04-30", "2026-10-30"})
    void peopleWorkOnOtherDays(LocalDate day) {
        assertThat(WorkingDays.isFree(day)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23,2026-11-30",
        "2026-11-22,2026-11-27",
        "2026-11-21,2026-11-27",
        "2026-12-23,2026-12-31",
        "2026-12-28,2027-01-05",
        "2026-04-01,2026-04-10",
        "2026-04-24,2026-05-04",
        "2026-05-13,2026-05-21"
    })
    void fiveOfThemComeAfterADay(LocalDate day, LocalDate last) {
        assertThat(WorkingDays.after(day, 5)).isEqualTo(last);
    }
}
