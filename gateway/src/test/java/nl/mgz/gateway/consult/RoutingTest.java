package nl.mgz.gateway.consult;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.util.List;
import java.util.Set;
import nl.mgz.gateway.consult.Routing.Asked;
import nl.mgz.gateway.consult.Routing.Duty;
import nl.mgz.gateway.consult.Routing.No;
import nl.mgz.gateway.consult.Routing.Service;
import nl.mgz.gateway.consult.Routing.Step;
import nl.mgz.gateway.identity.Ura;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets a request, and why. */
class RoutingTest {

    private static final Ura CENTRE = new Ura("90000001");
    private static final Ura NURSING_HOME = new Ura("90000002");
    /** A Monday in winter, 22:35 in the Netherlands. */
    private static final Instant EVENING = Instant.parse("2026-03-02T21:35:00Z");

    private static final List<Hours> OFFICE =
            List.of(new Hours(Set.of(DayOfWeek.MONDAY, DayOfWeek.FRIDAY), LocalTime.of(8, 0), LocalTime.of(17, 0)));

    private static final Asked NOW = new Asked("hengelo", false, EVENING);

    private static Service service(String id, List<Hours> hours, Set<String> places, @Nullable Integer room, int open) {
        return new Service(
                id,
                "Dienst " + id,
                new Step("achterwacht", "01.056"),
                true,
                CENTRE,
                hours,
                places,
                room,
                open,
                List.of());
    }

    private static Service always(String id) {
        return service(id, List.of(), Set.of(), null, 0);
    }

    private static Service with(Service service, Duty... duties) {
        return new Service(
                service.id(),
                service.name(),
                service.step(),
                service.active(),
                service.provider(),
                service.hours(),
                service.places(),
                service.room(),
                service.open(),
                List.of(duties));
    }

    @Test
    void isTheServiceThatIsNamed() {
        assertThat(Routing.choose(always("a"), List.of(always("b"), always("a")), NOW))
                .hasValueSatisfying(route -> {
                    assertThat(route.service().id()).isEqualTo("a");
                    assertThat(route.owner()).isEqualTo(CENTRE);
                    assertThat(route.why()).contains("Dienst a", "aanbieder").doesNotContain("in plaats van");
                });
    }

    @Test
    void isWhoIsOnDutyForIt() {
        Duty now = new Duty(NURSING_HOME, List.of(new Hours(Set.of(), LocalTime.of(17, 0), LocalTime.of(8, 0))), true);
        Duty byDay = new Duty(CENTRE, OFFICE, true);
        assertThat(Routing.choose(with(always("a"), byDay, now), List.of(), NOW))
                .hasValueSatisfying(route -> {
                    assertThat(route.owner()).isEqualTo(NURSING_HOME);
                    assertThat(route.why()).contains("rooster");
                });
    }

    @Test
    void isNotWhoseTurnIsOverOrWhoHasNoTimes() {
        Duty over = new Duty(NURSING_HOME, List.of(new Hours(Set.of(), null, null)), false);
        Duty noTimes = new Duty(NURSING_HOME, List.of(), true);
        assertThat(Routing.choose(with(always("a"), over, noTimes), List.of(), NOW))
                .hasValueSatisfying(route -> assertThat(route.owner()).isEqualTo(CENTRE));
    }

    @Test
    void isAnotherWhereTheNamedOneIsClosed() {
        Service closed = service("a", OFFICE, Set.of(), null, 0);
        assertThat(Routing.choose(closed, List.of(always("b")), NOW)).hasValueSatisfying(route -> {
            assertThat(route.service().id()).isEqualTo("b");
            assertThat(route.why()).contains("in plaats van Dienst a (nu gesloten)");
        });
        assertThat(Routing.choose(closed, List.of(), NOW)).isEmpty();
    }

    @Test
    void waitsForTheNamedOneWhereTheRequestMayWait() {
        Service closed = service("a", OFFICE, Set.of(), null, 0);
        assertThat(Routing.choose(closed, List.of(always("b")), new Asked("hengelo", true, EVENING)))
                .hasValueSatisfying(route -> assertThat(route.service().id()).isEqualTo("a"));
    }

    @Test
    void isWhereTheClientLives() {
        Service elsewhere = service("a", List.of(), Set.of("almelo"), null, 0);
        Service here = service("b", List.of(), Set.of("hengelo"), null, 0);
        assertThat(Routing.no(elsewhere, NOW)).contains(No.ELSEWHERE);
        assertThat(Routing.choose(elsewhere, List.of(here), NOW))
                .hasValueSatisfying(route -> assertThat(route.service().id()).isEqualTo("b"));
        assertThat(Routing.no(elsewhere, new Asked(null, false, EVENING))).isEmpty();
    }

    @Test
    void hasRoomAndAmongOthersTheMost() {
        Service full = service("a", List.of(), Set.of(), 2, 2);
        Service busy = service("b", List.of(), Set.of(), 9, 5);
        Service quiet = service("c", List.of(), Set.of(), 9, 1);
        assertThat(Routing.no(full, NOW)).contains(No.FULL);
        assertThat(Routing.choose(full, List.of(busy, quiet), NOW))
                .hasValueSatisfying(route -> assertThat(route.service().id()).isEqualTo("c"));
    }

    @ParameterizedTest
    @CsvSource({
        // The shift of Friday night, 17:00 to 08:00.
        "2026-03-06T15:59:00Z,false",
        "2026-03-06T16:00:00Z,true",
        "2026-03-07T06:59:00Z,true",
        "2026-03-07T07:00:00Z,false",
        "2026-03-07T16:00:00Z,false",
        // The same in summer time.
        "2026-07-03T15:00:00Z,true",
        "2026-07-04T05:59:00Z,true",
        "2026-07-04T06:00:00Z,false"
    })
    void knowsShiftsThatGoOnIntoTheNextDay(Instant at, boolean on) {
        List<Hours> night = List.of(new Hours(Set.of(DayOfWeek.FRIDAY), LocalTime.of(17, 0), LocalTime.of(8, 0)));
        assertThat(Hours.include(night, at)).isEqualTo(on);
    }
}
