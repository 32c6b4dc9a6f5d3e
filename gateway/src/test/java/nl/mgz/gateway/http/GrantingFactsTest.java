package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.ClientTokens;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each fact that lets an organisation see what the patient said yes to, with it and without it: 200 or 404. */
class GrantingFactsTest {

    private static final String TREATMENT =
            "\"purpose\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/v3-ActReason\",\"code\":\"TREAT\"}]";

    private static final String CONDITIONS =
            "\"class\":[{\"system\":\"http://hl7.org/fhir/resource-types\",\"code\":\"Condition\"}]";

    /**
     * One line of the table.
     *
     * @param status what reading the condition answers, when the fact is as it is given
     */
    private record Row(String fact, OrganizationKind kind, int status, Consumer<Scene> given) {

        @Override
        public String toString() {
            return fact + ": " + status;
        }
    }

    private static Row with(String fact, OrganizationKind kind, Consumer<Scene> given) {
        return new Row(fact, kind, 200, given);
    }

    private static Row without(String fact, OrganizationKind kind, Consumer<Scene> given) {
        return new Row(fact, kind, 404, given);
    }

    static Stream<Row> relations() {
        return Stream.of(
                with("general practitioner", OrganizationKind.GP, scene -> scene.practice(scene.asker.ura())),
                without("another general practitioner", OrganizationKind.GP, scene -> scene.practice(scene.another)),
                with("member of an active care team", OrganizationKind.CARE, scene -> scene.team("active", "")),
                without("no fact at all", OrganizationKind.CARE, scene -> {}),
                without("care team without it", OrganizationKind.CARE, Scene::teamOfAnother),
                without("inactive care team", OrganizationKind.CARE, scene -> scene.team("inactive", "")),
                without("care team that ended", OrganizationKind.CARE, scene -> scene.team("active", "2025-12-31")),
                with("locum of the practice", OrganizationKind.HAP, scene -> scene.locum("locum", "")),
                without("locum once", OrganizationKind.HAP, scene -> scene.locum("locum", "2025-12-31")),
                without("affiliated, not as locum", OrganizationKind.HAP, scene -> scene.locum("member", "")),
                with("contact of its own, going on", OrganizationKind.CARE, scene -> scene.contact("in-progress")),
                without("contact of its own, finished", OrganizationKind.CARE, scene -> scene.contact("finished")),
                with("episode of its own", OrganizationKind.CARE, scene -> scene.episode("")),
                without("episode of its own that ended", OrganizationKind.CARE, scene -> scene.episode("2025-12-31")),
                without("episode of its own that was closed", OrganizationKind.CARE, Scene::closedEpisode),
                without("episode that another states for it", OrganizationKind.CARE, Scene::episodeByAnother),
                without("episode of another organisation", OrganizationKind.CARE, Scene::episodeOfAnother),
                with("declared call of a triage service", OrganizationKind.TRIAGE, scene -> scene.calls(true)),
                without("triage service without a call", OrganizationKind.TRIAGE, scene -> scene.calls(false)),
                without("call that a care organisation states", OrganizationKind.CARE, scene -> scene.calls(true)));
    }

    @ParameterizedTest
    @MethodSource("relations")
    void aYesOpensToWhoHasThePatientInCareByThisFact(Row row) {
        Scene scene = new Scene(row.kind());
        row.given().accept(scene);
        assertThat(scene.reads()).as("before the yes").isEqualTo(404);
        scene.chooses("{\"type\":\"permit\"," + TREATMENT + "}");
        assertThat(scene.reads()).isEqualTo(row.status());
    }

    static Stream<Row> choices() {
        return Stream.of(
                with("yes at the third level", OrganizationKind.CARE, scene -> scene.chooses(nested(scene.asked()))),
                without(
                        "third level is for another",
                        OrganizationKind.CARE,
                        scene -> scene.chooses(nested(Sharing.organization(scene.another)))),
                without(
                        "no at the second level",
                        OrganizationKind.CARE,
                        scene -> scene.chooses("{\"type\":\"permit\"," + TREATMENT
                                + ",\"provision\":[{\"type\":\"deny\"," + CONDITIONS + "}]}")),
                with(
                        "yes to this person",
                        OrganizationKind.CARE,
                        scene -> scene.chooses(to(scene.practitioner(scene.person())))),
                without(
                        "yes to another person",
                        OrganizationKind.CARE,
                        scene -> scene.chooses(to(scene.practitioner("900-" + scene.another)))),
                with("yes to this organisation", OrganizationKind.CARE, scene -> scene.chooses(to(scene.asked()))),
                without(
                        "yes that ended",
                        OrganizationKind.CARE,
                        scene -> scene.chooses(
                                "{\"type\":\"permit\"," + TREATMENT + ",\"period\":{\"end\":\"2026-06-30\"}}")));
    }

    /** A yes, but not to problems, but those to one. */
    private static String nested(String organisation) {
        return "{\"type\":\"permit\"," + TREATMENT + ",\"provision\":[{\"type\":\"deny\"," + CONDITIONS
                + ",\"provision\":[{\"type\":\"permit\"," + actor(organisation) + "}]}]}";
    }

    private static String to(String whom) {
        return "{\"type\":\"permit\"," + TREATMENT + "," + actor(whom) + "}";
    }

    private static String actor(String whom) {
        return "\"actor\":[{\"role\":{\"coding\":[{\"code\":\"IRCP\"}]},\"reference\":" + whom + "}]";
    }

    @ParameterizedTest
    @MethodSource("choices")
    void aChoiceOpensToWhomItIsFor(Row row) {
        Scene scene = new Scene(row.kind());
        scene.team("active", "");
        assertThat(scene.reads()).as("before the choice").isEqualTo(404);
        row.given().accept(scene);
        assertThat(scene.reads()).isEqualTo(row.status());
    }

    /** A patient of the usual organisation with a problem, and another organisation that asks for it. */
    private static final class Scene {

        final Gateway gateway = Gateway.shared();
        final Organisation asker;
        final String another = Records.newUra();
        private final OrganizationKind kind;
        private final String patient = People.create(gateway, "Feit");
        private final String condition = People.idOf(gateway.post("Condition", People.condition(patient, "Griep")));
        private String authorization = "";

        Scene(OrganizationKind kind) {
            this.kind = kind;
            this.asker = new Organisation(gateway, kind);
        }

        int reads() {
            Gateway.Answer answer = authorization.isEmpty()
                    ? asker.get("Condition/" + condition)
                    : gateway.get("Condition/" + condition, "Authorization", authorization);
            return answer.status();
        }

        void chooses(String provision) {
            People.idOf(gateway.post("Consent", Sharing.consent(patient, "active", provision)));
        }

        String asked() {
            return Sharing.organization(asker.ura());
        }

        void practice(String ura) {
            String json = gateway.get("Patient/" + patient)
                    .text()
                    .replace("\"gender\"", "\"generalPractitioner\":[" + Sharing.organization(ura) + "],\"gender\"");
            assertThat(gateway.put("Patient/" + patient, json, "If-Match", "W/\"1\"")
                            .status())
                    .isEqualTo(200);
        }

        void team(String status, String end) {
            People.idOf(gateway.post(
                    "CareTeam",
                    ending(end, Sharing.careTeam(patient, List.of(asker.ura())))
                            .replace("\"active\"", "\"" + status + "\"")));
        }

        void teamOfAnother() {
            People.idOf(gateway.post("CareTeam", Sharing.careTeam(patient, List.of(another))));
        }

        private static String ending(String end, String json) {
            return end.isEmpty()
                    ? json
                    : json.replaceFirst("\\{", "{\"period\":{\"start\":\"2025-01-01\",\"end\":\"" + end + "\"},");
        }

        void locum(String code, String end) {
            practice(another);
            People.idOf(gateway.post("OrganizationAffiliation", ending(end, """
                    {"resourceType":"OrganizationAffiliation","active":true,"organization":%s,
                     "participatingOrganization":%s,"code":[{"coding":[{"code":"%s"}]}]}""".formatted(
                            Sharing.organization(another), asked(), code))));
        }

        void contact(String status) {
            asker.store(
                    "Encounter",
                    Records.encounter("Patient/" + patient)
                            .replace("finished", status)
                            .replace("\"subject\"", "\"serviceProvider\":" + asked() + ",\"subject\""));
        }

        void episode(String end) {
            asker.store("EpisodeOfCare", ending(end, episodeOf(asker.ura())));
        }

        void closedEpisode() {
            String id = asker.store("EpisodeOfCare", episodeOf(asker.ura()));
            Gateway.Answer closed = asker.put(
                    "EpisodeOfCare/" + id,
                    episodeOf(asker.ura())
                            .replace("\"active\"", "\"finished\"")
                            .replaceFirst("\"status\"", "\"id\":\"" + id + "\",\"status\""),
                    "W/\"1\"");
            assertThat(closed.status()).as(closed.text()).isEqualTo(200);
        }

        void episodeByAnother() {
            People.idOf(gateway.post("EpisodeOfCare", episodeOf(asker.ura())));
        }

        void episodeOfAnother() {
            People.idOf(gateway.post("EpisodeOfCare", episodeOf(Gateway.USUAL)));
        }

        private String episodeOf(String ura) {
            return """
                    {"resourceType":"EpisodeOfCare","status":"active","patient":{"reference":"Patient/%s"},
                     "managingOrganization":%s}""".formatted(patient, Sharing.organization(ura));
        }

        /** Whom the asker's token names. */
        String person() {
            return "900-org-" + asker.ura();
        }

        String practitioner(String number) {
            String id = People.idOf(gateway.post("Practitioner", """
                    {"resourceType":"Practitioner","name":[{"text":"V. Verpleegkundige","family":"Verpleegkundige"}],
                     "identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/uzi-nr-pers","value":"%s"}]}""".formatted(number)));
            return "{\"reference\":\"Practitioner/" + id + "\"}";
        }

        void calls(boolean call) {
            try {
                authorization = "Bearer "
                        + gateway.acting(
                                        "call-" + asker.ura(),
                                        asker.ura(),
                                        kind,
                                        Purpose.TREAT,
                                        new ClientTokens.Acting(
                                                "900-" + asker.ura(),
                                                "T. Triagist",
                                                "http://fhir.nl/fhir/NamingSystem/uzi-rolcode",
                                                "30.000"),
                                        call ? Map.of("call", "gesprek-1") : Map.of())
                                .bearer();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
