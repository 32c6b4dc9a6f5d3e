package nl.mgz.gateway.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section 3. */
class FhirDateTest {

    @ParameterizedTest
    @CsvSource({
        "2026, 2025-12-31T23:00:00Z, 2026-12-31T23:00:00Z",
        "2026-06, 2026-05-31T22:00:00Z, 2026-06-30T22:00:00Z",
        "2026-12, 2026-11-30T23:00:00Z, 2026-12-31T23:00:00Z",
        "2026-03-29, 2026-03-28T23:00:00Z, 2026-03-29T22:00:00Z",
        "2024-02-29, 2024-02-28T23:00:00Z, 2024-02-29T23:00:00Z",
        "2026-07-01T10:00:00+02:00, 2026-07-01T08:00:00Z, 2026-07-01T08:00:01Z",
        "2026-07-01T23:59:59Z, 2026-07-01T23:59:59Z, 2026-07-02T00:00:00Z",
        "2026-07-01T10:00:00-14:00, 2026-07-02T00:00:00Z, 2026-07-02T00:00:01Z",
        "2026-07-01T10:00:00+14:00, 2026-06-30T20:00:00Z, 2026-06-30T20:00:01Z",
        "2026-07-01T10:00:00+05:59, 2026-07-01T04:01:00Z, 2026-07-01T04:01:01Z",
        "2026-07-01T10:00:00.9Z, 2026-07-01T10:00:00.900Z, 2026-07-01T10:00:00.901Z",
        "2026-07-01T10:00:00.1239999Z, 2026-07-01T10:00:00.123Z, 2026-07-01T10:00:00.124Z",
        "2026-07-01T10:00:00.05+00:00, 2026-07-01T10:00:00.050Z, 2026-07-01T10:00:00.051Z",
        "2026-07-01T10:00:00, 2026-07-01T08:00:00Z, 2026-07-01T08:00:01Z",
        "2026-01-01T10:00:00.5, 2026-01-01T09:00:00.500Z, 2026-01-01T09:00:00.501Z"
    })
    void standsForTheWholeIntervalOfItsPrecision(String text, Instant from, Instant until) {
        assertThat(Span.ofDate(text)).isEqualTo(new Span(from.toEpochMilli(), until.toEpochMilli()));
    }

    @Test
    void aRepeatedHourIsTheFirst() {
        assertThat(begin("2026-10-25T02:30:00")).isEqualTo(Instant.parse("2026-10-25T00:30:00Z"));
    }

    @Test
    void aSkippedHourHasTheWinterOffset() {
        assertThat(begin("2026-03-29T02:30:00")).isEqualTo(Instant.parse("2026-03-29T01:30:00Z"));
    }

    private static Instant begin(String text) {
        return Instant.ofEpochMilli(Span.ofDate(text).from());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0000",
                "26",
                "2026-13",
                "2026-00",
                "2026-02-29",
                "2026-02-00",
                "2026-6-1",
                "2026-07-01T10:00",
                "2026-07-01T10:00Z",
                "2026-07-01T24:00:00",
                "2026-07-01T10:60:00",
                "2026-07-01T23:59:60Z",
                "2026-07-01T10:00:00.Z",
                "2026-07-01T10:00:00+14:01",
                "2026-07-01T10:00:00-15:00",
                "2026-07-01T10:00:00+01:60",
                "2026-07-01T10:00:00z",
                "2026-07-01 10:00:00",
                "2026-07-01T",
                " 2026",
                "2026\n",
                "２０２６",
                "2026-07-01Z"
            })
    void nothingElseHasAnInterval(String text) {
        assertThat(Span.ofDate(text)).isNull();
    }

    @Test
    void theLastMomentsOfTheCalendarAreOpen() {
        assertThat(Span.ofDate("9999").until()).isEqualTo(Long.MAX_VALUE);
        assertThat(Span.ofDate("9999-12").until()).isEqualTo(Long.MAX_VALUE);
        assertThat(Span.ofDate("9999-12-31").until()).isEqualTo(Long.MAX_VALUE);
        assertThat(Span.ofDate("9999-12-30").until()).isLessThan(Long.MAX_VALUE);
        assertThat(Span.ofDate("0001-01-01")).isNotNull();
    }

    @Test
    void anInstantHasSecondsAndOffset() {
        assertThat(Span.ofInstant(Scene.NOW)).isNotNull();
        assertThat(Span.ofInstant("2026-07-01T10:00:00Z")).isNotNull();
        assertThat(Span.ofInstant("2026-07-01T10:00:00")).isNull();
        assertThat(Span.ofInstant("2026-07-01")).isNull();
        assertThat(Span.ofInstant("nu")).isNull();
        assertThat(Span.ofInstant(null)).isNull();
        assertThat(Span.ofDate(null)).isNull();
    }

    @Test
    void aPeriodEndsAtTheEndOfItsEnd() {
        Span july = Span.ofPeriod("2026-07-01", "2026-07");
        assertThat(july).isEqualTo(Span.ofDate("2026-07"));
        assertThat(july.contains(Instant.parse("2026-07-31T21:59:59.999Z"))).isTrue();
        assertThat(july.contains(Instant.parse("2026-07-31T22:00:00Z"))).isFalse();
        assertThat(july.contains(Instant.parse("2026-06-30T22:00:00Z"))).isTrue();
        assertThat(july.contains(Instant.parse("2026-06-30T21:59:59.999Z"))).isFalse();
    }

    @Test
    void aMissingBoundIsOpenAndSoIsTheYear9999() {
        assertThat(Span.ofPeriod(null, null)).isEqualTo(Span.ALWAYS);
        assertThat(Span.ofPeriod(null, "9999-01-01T00:00:00Z")).isEqualTo(Span.ALWAYS);
        assertThat(Span.ofPeriod("2026", null).until()).isEqualTo(Long.MAX_VALUE);
        assertThat(Span.ofPeriod(null, "2026").from()).isEqualTo(Long.MIN_VALUE);
        assertThat(Span.ofPeriod(null, "2026").isAlways()).isFalse();
    }

    @Test
    void anInvertedOrUnreadablePeriodIsNone() {
        assertThat(Span.ofPeriod("2026-07-02", "2026-07-01")).isNull();
        assertThat(Span.ofPeriod("2026-07-01T22:00:00Z", "2026-07-01")).isNull();
        assertThat(Span.ofPeriod("x", null)).isNull();
        assertThat(Span.ofPeriod(null, "x")).isNull();
        assertThat(Span.ofPeriod("2026-07-01", "2026-07-01")).isNotNull();
    }

    @Test
    void aSpanHasSomethingInIt() {
        assertThatThrownBy(() -> new Span(1, 1)).hasMessage("a span ends after it begins");
        assertThat(new Span(1, 2).contains(Instant.ofEpochMilli(1))).isTrue();
    }

    @Test
    void spansContainAndOverlap() {
        Span span = new Span(10, 20);
        assertThat(span.contains(new Span(10, 20))).isTrue();
        assertThat(span.contains(new Span(9, 20))).isFalse();
        assertThat(span.contains(new Span(10, 21))).isFalse();
        assertThat(span.overlaps(new Span(19, 30))).isTrue();
        assertThat(span.overlaps(new Span(20, 30))).isFalse();
        assertThat(span.overlaps(new Span(1, 11))).isTrue();
        assertThat(span.overlaps(new Span(1, 10))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "2010-07-01, 2026-06-30T21:59:59Z, 15",
        "2010-07-01, 2026-06-30T22:00:00Z, 16",
        "2012-02-29, 2024-02-28T23:30:00Z, 12",
        "2012-02-29, 2025-02-28T12:00:00Z, 12",
        "2012-02-29, 2025-02-28T23:00:00Z, 13"
    })
    void ageIsInCompletedYearsInAmsterdam(LocalDate birthDate, Instant at, int age) {
        assertThat(FhirDate.age(birthDate, at.toEpochMilli())).isEqualTo(age);
    }

    @Test
    void aBirthDateIsAFullDate() {
        assertThat(FhirDate.fullDate("1961-05-04")).isEqualTo(LocalDate.of(1961, 5, 4));
        assertThat(FhirDate.fullDate("1961-05")).isNull();
        assertThat(FhirDate.fullDate("1961-02-30")).isNull();
        assertThat(FhirDate.fullDate("1961-05-04T00:00:00Z")).isNull();
    }
}
