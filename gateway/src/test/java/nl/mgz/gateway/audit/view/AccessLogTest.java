package nl.mgz.gateway.audit.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import nl.mgz.gateway.audit.Outcome;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a patient reads of the trail, line by line and as a text. */
class AccessLogTest {

    private static AccessLine line(Recorded recorded) {
        return AccessLine.of(recorded.line());
    }

    private static AccessLog log(Recorded... recorded) {
        return AccessLog.of(Stream.of(recorded).map(Recorded::line).toList(), null, null);
    }

    private static String told(Recorded recorded) {
        return AccessWords.sentences(line(recorded));
    }

    @Nested
    class ALine {

        private final AccessLine line = line(Recorded.of("search-type")
                .resources("MedicationRequest/m1/_history/1", "Condition/c1/_history/2", "Condition/c2/_history/1")
                .responsible("2", "P. Prins", Recorded.UZI + "01.056"));

        @Test
        void saysWhoDidWhatWhenAndWhy() {
            assertThat(line.when()).hasToString("2026-03-03T14:05:00.250+01:00[Europe/Amsterdam]");
            assertThat(line.organization()).isEqualTo("De Kade");
            assertThat(line.organizationKind()).isEqualTo("huisartsenpraktijk");
            assertThat(line.person()).isEqualTo("M. de Wit");
            assertThat(line.role()).isEqualTo("huisarts");
            assertThat(line.responsible()).isEqualTo("P. Prins, arts voor verstandelijk gehandicapten");
            assertThat(line.happening()).isEqualTo(Happening.SEARCHED);
            assertThat(line.outcome()).isEqualTo(Outcome.PERMIT);
            assertThat(line.data()).isEqualTo("2 aandoeningen, 1 medicatie-afspraak");
            assertThat(line.purpose()).isEqualTo("voor uw zorg of behandeling");
            assertThat(line.emergency()).isFalse();
            assertThat(line.emergencyReason()).isEmpty();
            assertThat(line.reference()).isEqualTo(Recorded.REQUEST);
        }

        @Test
        void isReadAsAShortParagraph() {
            assertThat(AccessWords.sentences(line))
                    .isEqualTo("14:05 uur: De Kade (huisartsenpraktijk) heeft gegevens opgezocht."
                            + " Het ging om: 2 aandoeningen, 1 medicatie-afspraak."
                            + " Door: M. de Wit, huisarts."
                            + " Verantwoordelijk: P. Prins, arts voor verstandelijk gehandicapten."
                            + " Waarom: voor uw zorg of behandeling."
                            + " Nummer: " + Recorded.REQUEST + ".");
        }

        @Test
        void ofASystemSaysThatNoPersonIsNamed() {
            Recorded recorded = Recorded.of("read").without("person");
            assertThat(line(recorded).person()).isEmpty();
            assertThat(line(recorded).role()).isEmpty();
            assertThat(told(recorded))
                    .contains("Door: een computersysteem, er staat geen persoon bij.")
                    .doesNotContain("Verantwoordelijk");
        }

        @Test
        void ofAPersonWithoutANameNamesTheNumberThatTheOrganisationKnows() {
            assertThat(line(Recorded.of("read").person("kade-17", "", "")).person())
                    .isEqualTo("medewerker kade-17");
        }

        @Test
        void ofAnOrganisationWithoutANameNamesItsNumber() {
            assertThat(line(Recorded.of("read").without("organizationName")).organization())
                    .isEqualTo("organisatie met nummer 90000101");
            assertThat(told(Recorded.of("read").without("organizationName", "organization", "organizationKind")))
                    .contains("uur: Iemand die we niet kennen heeft gegevens bekeken.");
        }

        @Test
        void inAnEmergencySaysSoWithTheReason() {
            Recorded recorded =
                    Recorded.of("read").with("emergency", true).with("emergencyReason", "Niet aanspreekbaar!");
            assertThat(line(recorded).emergency()).isTrue();
            assertThat(told(recorded))
                    .contains("NOODTOEGANG: de gewone regels golden toen niet. Reden: Niet aanspreekbaar! Nummer:");
            assertThat(told(Recorded.of("read"))).doesNotContain("NOODTOEGANG").doesNotContain("Reden");
        }

        @Test
        void withoutItsMomentIsNoLineOfTheTrail() {
            TrailLine broken = Recorded.of("read").without("recorded").line();
            assertThatThrownBy(() -> AccessLine.of(broken)).isInstanceOf(java.time.DateTimeException.class);
        }

        @Test
        void ofAnOldTrailMayLackEverythingElse() {
            AccessLine bare = line(Recorded.of("read")
                    .without(
                            "request",
                            "received",
                            "outcome",
                            "status",
                            "interaction",
                            "method",
                            "path",
                            "network",
                            "emergency",
                            "patient",
                            "organization",
                            "organizationName",
                            "organizationKind",
                            "client",
                            "token",
                            "purpose",
                            "parameters",
                            "resources",
                            "person"));
            assertThat(bare.outcome()).as("never told as done").isEqualTo(Outcome.FAILURE);
            assertThat(AccessWords.sentences(bare))
                    .isEqualTo("14:05 uur: Iemand die we niet kennen heeft iets gevraagd, maar dat is mislukt door een"
                            + " storing. Door: een computersysteem, er staat geen persoon bij.");
        }

        @Test
        void printsNothingOfAPersonInALog() {
            assertThat(line).hasToString("AccessLine[" + Recorded.REQUEST + "]");
            assertThat(Recorded.of("read").line()).hasToString("TrailLine[4711]");
        }
    }

    @Nested
    class WhatHappened {

        @ParameterizedTest
        @CsvSource({
            "create,MADE_AVAILABLE,heeft gegevens beschikbaar gemaakt",
            "update,CHANGED,heeft gegevens gewijzigd",
            "patch,CHANGED,heeft gegevens gewijzigd",
            "delete,REMOVED,heeft gegevens verwijderd",
            "read,LOOKED,heeft gegevens bekeken",
            "vread,LOOKED,heeft gegevens bekeken",
            "history-instance,LOOKED,heeft gegevens bekeken",
            "$everything,LOOKED,heeft gegevens bekeken",
            "search-type,SEARCHED,heeft gegevens opgezocht",
            "get-page,SEARCHED,heeft gegevens opgezocht",
            "$access-log,LOOKED_AT_LOG,heeft een overzicht van inzage bekeken",
            "audit-export,LOOKED_AT_LOG,heeft een overzicht van inzage bekeken",
            "notification,WAS_TOLD,heeft bericht gekregen dat er iets over u is gewijzigd",
            "token,ASKED_TO_ENTER,heeft toegang tot het systeem gekregen",
            "partner-suspended,CHANGED_REGISTER,heeft de aansluiting van een organisatie gewijzigd"
        })
        void followsFromTheInteraction(String interaction, Happening happening, String words) {
            assertThat(line(Recorded.of(interaction)).happening()).isEqualTo(happening);
            assertThat(told(Recorded.of(interaction))).contains(" " + words + ". ");
        }

        @Test
        void withAPutToAFreeIdIsThatDataWereMadeAvailable() {
            assertThat(line(Recorded.of("update").resources("Condition/c1/_history/1"))
                            .happening())
                    .isEqualTo(Happening.MADE_AVAILABLE);
        }

        @Test
        void inABundleFollowsFromTheVersionsThatItMade() {
            Recorded bundle = Recorded.of("transaction").with("status", 0);
            assertThat(line(bundle.resources("Condition/1/_history/1", "Flag/2/_history/1"))
                            .happening())
                    .isEqualTo(Happening.MADE_AVAILABLE);
            assertThat(line(bundle.resources("Condition/1/_history/1", "Flag/2/_history/7"))
                            .happening())
                    .isEqualTo(Happening.CHANGED);
            assertThat(line(bundle.resources("Condition/1", "Flag/2")).happening())
                    .isEqualTo(Happening.REMOVED);
            assertThat(line(bundle.resources("Condition/1", "Flag/2/_history/2"))
                            .happening())
                    .isEqualTo(Happening.CHANGED);
            assertThat(line(bundle.resources()).happening()).isEqualTo(Happening.OTHER);
            assertThat(line(bundle.resources("Condition/1/_history/1").with("status", 200))
                            .happening())
                    .as("what is not the event of a change was shown")
                    .isEqualTo(Happening.LOOKED);
        }

        @ParameterizedTest
        @CsvSource({
            "read,'heeft gegevens gevraagd, maar niet gekregen'",
            "search-type,'heeft gegevens gevraagd, maar niet gekregen'",
            "$access-log,'heeft een overzicht van inzage gevraagd, maar niet gekregen'",
            "token,'heeft toegang tot het systeem gevraagd, maar niet gekregen'",
            "'','heeft iets gevraagd, maar niet gekregen'",
            "create,'wilde gegevens beschikbaar maken, maar dat mocht of kon niet'",
            "update,'wilde gegevens wijzigen, maar dat mocht of kon niet'",
            "delete,'wilde gegevens verwijderen, maar dat mocht of kon niet'"
        })
        void isToldOfARefusalAsWhatWasAsked(String interaction, String words) {
            for (String outcome : List.of("refusal", "unauthenticated")) {
                Recorded recorded = Recorded.of(interaction)
                        .with("outcome", outcome)
                        .with("status", 403)
                        .resources();
                assertThat(told(recorded)).contains(" " + words + ". Door:").doesNotContain("Het ging om");
            }
        }

        @Test
        void isToldOfAFailureAsAFault() {
            assertThat(told(Recorded.of("read").with("outcome", "failure").with("status", 500)))
                    .contains("heeft gegevens gevraagd, maar dat is mislukt door een storing.");
            assertThat(told(Recorded.of("create").with("outcome", "failure").with("status", 500)))
                    .contains("wilde gegevens beschikbaar maken, maar dat is mislukt door een storing.");
        }
    }

    @Nested
    class Labels {

        static Stream<String> servedTypes() {
            return ServedTypes.all().stream().map(ServedType::name);
        }

        @ParameterizedTest
        @MethodSource("servedTypes")
        void areThereForEveryServedTypeInOneAndSeveral(String type) {
            assertThat(DataKinds.named()).contains(type);
            String one = line(Recorded.of("read").resources(type + "/1")).data();
            String two = line(Recorded.of("read").resources(type + "/1", type + "/2"))
                    .data();
            if (type.equals("Patient")) {
                assertThat(List.of(one, two)).containsOnly("uw persoonsgegevens");
            } else {
                assertThat(one).matches("1 [a-zë].+").doesNotContain(type + ")");
                assertThat(two).matches("2 [a-zë].+").isNotEqualTo(one.replace("1 ", "2 "));
            }
        }

        @Test
        void countARecordOnceHoweverManyOfItsVersionsWereShown() {
            assertThat(line(Recorded.of("history-instance")
                                    .resources("Condition/1/_history/1", "Condition/1/_history/2"))
                            .data())
                    .isEqualTo("1 aandoening");
        }

        @Test
        void ofATypeThatWeDoNotKnowAreItsNameBehindTheOthers() {
            assertThat(line(Recorded.of("read").resources("Basic/1", "Basic/2", "Account/1", "Task/1"))
                            .data())
                    .isEqualTo("1 taak, 1 ander gegeven (Account), 2 andere gegevens (Basic)");
        }

        @ParameterizedTest
        @EnumSource(Purpose.class)
        void areThereForEveryPurpose(Purpose purpose) {
            assertThat(line(Recorded.of("read").with("purpose", purpose.name())).purpose())
                    .matches("(voor|om|omdat) .*(u|uw|systeem) .*")
                    .doesNotContain(purpose.name());
        }

        @Test
        void ofAPurposeThatWeDoNotKnowAreItsCode() {
            assertThat(line(Recorded.of("read").with("purpose", "CLINTRCH")).purpose())
                    .isEqualTo("CLINTRCH");
            assertThat(line(Recorded.of("read").without("purpose")).purpose()).isEmpty();
        }

        @ParameterizedTest
        @EnumSource(OrganizationKind.class)
        void areThereForEveryKindOfOrganisationWithoutExamples(OrganizationKind kind) {
            assertThat(line(Recorded.of("read").with("organizationKind", kind.code()))
                            .organizationKind())
                    .matches("[a-z ]+");
        }

        @ParameterizedTest
        @CsvSource({
            "01.015,huisarts",
            "01.035,psychiater",
            "01.047,specialist ouderengeneeskunde",
            "01.056,arts voor verstandelijk gehandicapten",
            "17.000,apotheker",
            "30.000,verpleegkundige",
            "31.000,orthopedagoog-generalist",
            "86.000,verzorgende",
            "30.069,verpleegkundig specialist geestelijke gezondheidszorg",
            "77.777,rol 77.777"
        })
        void areThereForRolesOfTheUziRegister(String code, String name) {
            assertThat(line(Recorded.of("read").person("1", "X", Recorded.UZI + code))
                            .role())
                    .isEqualTo(name);
            assertThat(line(Recorded.of("read").person("1", "X", "urn:oid:2.16.840.1.113883.2.4.15.111|" + code))
                            .role())
                    .isEqualTo(name);
        }

        @ParameterizedTest
        @CsvSource({
            "begeleider,begeleider",
            "persoonlijk-begeleider,persoonlijk begeleider",
            "triagist,triagist",
            "zorgcoordinator,zorgcoördinator",
            "kok,rol kok"
        })
        void areThereForCareRoles(String code, String name) {
            assertThat(line(Recorded.of("read")
                                    .person("1", "X", "https://mgz-gateway.nl/fhir/CodeSystem/mgz-care-role|" + code))
                            .role())
                    .isEqualTo(name);
        }

        @Test
        void ofARoleOfAnotherSystemAreItsCodeAlone() {
            assertThat(line(Recorded.of("read").person("1", "X", "urn:x|01.015"))
                            .role())
                    .isEqualTo("rol 01.015");
        }
    }

    @Nested
    class Time {

        @ParameterizedTest
        @CsvSource({
            "2026-01-31T23:30:00Z,zondag 1 februari 2026,00:30 uur:",
            "2026-07-31T22:30:00Z,zaterdag 1 augustus 2026,00:30 uur:",
            "2026-07-31T21:59:00Z,vrijdag 31 juli 2026,23:59 uur:"
        })
        void isDutch(String recorded, String day, String time) {
            Recorded line = Recorded.of("read").with("recorded", recorded);
            assertThat(AccessWords.day(line(line))).isEqualTo(day);
            assertThat(told(line)).startsWith(time);
        }

        @Test
        void thatComesTwiceIsToldApart() {
            assertThat(told(Recorded.of("read").with("recorded", "2026-10-25T00:30:00Z")))
                    .startsWith("02:30 uur (zomertijd): ");
            assertThat(told(Recorded.of("read").with("recorded", "2026-10-25T01:30:00Z")))
                    .startsWith("02:30 uur (wintertijd): ");
            assertThat(told(Recorded.of("read").with("recorded", "2026-10-25T02:30:00Z")))
                    .startsWith("03:30 uur: ");
        }

        @Test
        void keepsItsOrderThroughTheHourThatComesTwice() {
            AccessLog log = log(
                    Recorded.of("read").with("recorded", "2026-10-25T00:45:00Z").with("request", "summer"),
                    Recorded.of("read").with("recorded", "2026-10-25T01:15:00Z").with("request", "winter"));
            assertThat(log.lines()).extracting(AccessLine::reference).containsExactly("winter", "summer");
        }
    }

    @Nested
    class TheText {

        @Test
        void hasATitleAPeriodAnExplanationAndAParagraphForEachLineByDay() {
            AccessLog log = AccessLog.of(
                    List.of(
                            Recorded.of("read")
                                    .with("recorded", "2026-03-02T09:00:00Z")
                                    .with("request", "one")
                                    .line(),
                            Recorded.of("create")
                                    .with("recorded", "2026-03-03T09:00:00Z")
                                    .with("request", "two")
                                    .line(),
                            Recorded.of("read")
                                    .with("recorded", "2026-03-03T10:00:00Z")
                                    .with("request", "three")
                                    .with("outcome", "refusal")
                                    .resources()
                                    .line()),
                    LocalDate.of(2026, 3, 1),
                    LocalDate.of(2026, 3, 31));
            assertThat(log.text()).isEqualTo("""
                            Wie heeft uw gegevens gezien?
                            =============================

                            Periode: van 1 maart 2026 tot en met 31 maart 2026. Aantal keren: 3.
                            In dit overzicht staat wie via de MGZ Gateway uw gegevens heeft bekeken, gevraagd of veranderd.
                            Snapt u iets niet, of vertrouwt u iets niet? Vraag het aan de organisatie die erbij staat, of aan uw huisarts of begeleider.
                            Zeg dan welk nummer erbij staat. De functionaris gegevensbescherming van de organisatie kan het daarmee opzoeken.

                            Dinsdag 3 maart 2026
                            --------------------
                            11:00 uur: De Kade (huisartsenpraktijk) heeft gegevens gevraagd, maar niet gekregen. Door: M. de Wit, huisarts. Waarom: voor uw zorg of behandeling. Nummer: three.
                            10:00 uur: De Kade (huisartsenpraktijk) heeft gegevens beschikbaar gemaakt. Het ging om: 1 aandoening. Door: M. de Wit, huisarts. Waarom: voor uw zorg of behandeling. Nummer: two.

                            Maandag 2 maart 2026
                            --------------------
                            10:00 uur: De Kade (huisartsenpraktijk) heeft gegevens bekeken. Het ging om: 1 aandoening. Door: M. de Wit, huisarts. Waarom: voor uw zorg of behandeling. Nummer: one.
                            """);
        }

        @Test
        void ofNothingSaysSo() {
            assertThat(AccessLog.of(List.of(), null, null).text())
                    .contains("Periode: alles wat bewaard is. Aantal keren: 0.")
                    .endsWith("Er staat niets in het overzicht over deze periode.\n");
            assertThat(log(Recorded.of("read")).text()).doesNotContain("Er staat niets");
        }

        @Test
        void saysHowFarItGoes() {
            LocalDate day = LocalDate.of(2026, 3, 1);
            assertThat(AccessLog.of(List.of(), day, null).text()).contains("Periode: vanaf 1 maart 2026. ");
            assertThat(AccessLog.of(List.of(), null, day).text()).contains("Periode: tot en met 1 maart 2026. ");
        }

        @Test
        void hasNothingTechnicalButTheNumber() {
            assertThat(log(Recorded.of("read").with("rule", "R2").with("consent", "Consent/abc"))
                            .text())
                    .doesNotContain(
                            "p1",
                            "c1",
                            "kade-his",
                            "tok-1",
                            "900001234",
                            "192.0.2.7",
                            "90000101",
                            "R2",
                            "abc",
                            "Condition")
                    .contains(Recorded.REQUEST);
        }

        @Test
        void hasNoBsnEvenWhereSomebodyWroteOne() {
            String text = log(Recorded.of("read")
                            .with("emergency", true)
                            .with("emergencyReason", "BSN 999911120 ligt op de grond")
                            .with("organizationName", "Praktijk 999911120")
                            .person("1", "Wit 999911120", ""))
                    .text();
            assertThat(text).doesNotContain("999911120").contains("ligt op de grond");
        }

        @Test
        void cannotBeGivenLinesBySomebodysName() {
            String name = "De\nKade\r\n\t\u0085\u2028x\u202Ey\u200Bz\u0000";
            String text =
                    log(Recorded.of("read").with("organizationName", name)).text();
            assertThat(text).contains("uur: De Kade x y z (huisartsenpraktijk) heeft");
        }
    }
}
