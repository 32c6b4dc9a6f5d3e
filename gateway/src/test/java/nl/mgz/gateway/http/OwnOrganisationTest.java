package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Which organisations may have a patient's choices told and explained and may read who looked, and that they learn nothing
 * by it of what they may not see. The usual organisation brought the patient here and holds the data.
 */
class OwnOrganisationTest {

    private static final String REFUSED = "{\"type\":\"deny\"}";

    private static final String NOTHING_OF_THE_MIND = """
            {"type":"deny","securityLabel":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"PSY"}]}""";

    private final Gateway gateway = Gateway.shared();

    private String patient() {
        return patient("");
    }

    private String patientOf(String practice) {
        return patient("\"generalPractitioner\":[" + Sharing.organization(practice) + "],");
    }

    private String patient(String more) {
        String patient = People.idOf(gateway.post(
                "Patient",
                People.patient(People.newBsn(), "Eigen", "1961-04-03").replace("\"gender\"", more + "\"gender\"")));
        People.idOf(gateway.post("Condition", People.condition(patient, "Epilepsie")));
        return patient;
    }

    private String depression(String patient) {
        return People.idOf(
                gateway.post("Condition", People.condition(patient, "Depressie").replace("N88", "P76")));
    }

    private void chooses(String patient, String provision) {
        People.idOf(gateway.post("Consent", Sharing.consent(patient, "active", provision)));
    }

    private void saysYes(String patient) {
        People.idOf(gateway.post("Consent", Sharing.permit(patient)));
    }

    private void inTeam(String patient, Organisation organisation) {
        People.idOf(gateway.post("CareTeam", Sharing.careTeam(patient, List.of(organisation.ura()))));
    }

    /** The three answers that are for the patient's own organisations. */
    private static List<Gateway.Answer> asked(Organisation organisation, String patient) {
        return List.of(
                decide(organisation, patient, ""),
                organisation.get("Patient/" + patient + "/$choices"),
                organisation.get("Patient/" + patient + "/$access-log"));
    }

    private static Gateway.Answer decide(Organisation organisation, String patient, String more) {
        return organisation.post("Consent/$decide", question(patient, more));
    }

    private static String question(String patient, String more) {
        return """
                {"resourceType":"Parameters","parameter":[{"name":"patient","valueString":"%s"},
                 {"name":"organization","valueString":"99999967"}%s]}""".formatted(patient, more);
    }

    private static String about(String resource) {
        return ",{\"name\":\"resource\",\"valueString\":\"" + resource + "\"}";
    }

    private static void isAStranger(Organisation organisation, String patient) {
        List<Gateway.Answer> known = asked(organisation, patient);
        List<Gateway.Answer> unknown = asked(organisation, UUID.randomUUID().toString());
        for (int i = 0; i < known.size(); i++) {
            assertThat(known.get(i).status()).as(known.get(i).text()).isEqualTo(404);
            assertThat(known.get(i).bytes()).isEqualTo(unknown.get(i).bytes());
        }
    }

    private static void isAnswered(Organisation organisation, String patient) {
        assertThat(asked(organisation, patient))
                .allSatisfy(
                        answer -> assertThat(answer.status()).as(answer.text()).isEqualTo(200));
    }

    /** Kinds of data and labels that an explanation names. */
    private static List<String> told(Gateway.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        List<String> told = new ArrayList<>();
        for (JsonNode parameter : answer.json().path("parameter")) {
            parameter.path("part").forEach(part -> {
                if (List.of("category", "label").contains(part.path("name").asText())) {
                    told.add(part.path("valueCode").asText());
                }
            });
        }
        return told;
    }

    @ParameterizedTest
    @CsvSource({
        "GP,EpisodeOfCare",
        "CARE,EpisodeOfCare",
        "GP,Encounter",
        "CARE,Encounter",
        "GP,CareTeam",
        "CARE,CareTeam"
    })
    void whoSaysItselfThatItHasThePatientInCareIsAStranger(OrganizationKind kind, String statement) {
        String patient = patient();
        Organisation organisation = new Organisation(gateway, kind);
        organisation.store(
                statement,
                switch (statement) {
                    case "EpisodeOfCare" -> """
                    {"resourceType":"EpisodeOfCare","status":"active","patient":{"reference":"Patient/%s"},
                     "managingOrganization":%s}""".formatted(patient, Sharing.organization(organisation.ura()));
                    case "Encounter" -> Records.encounter("Patient/" + patient).replace("finished", "in-progress");
                    default -> Sharing.careTeam(patient, List.of(organisation.ura()));
                });
        organisation.store("Condition", People.condition(patient, "van haarzelf"));
        isAStranger(organisation, patient);
        saysYes(patient);
        assertThat(organisation.get("Condition?patient=" + patient).matches())
                .as("it sees by consent what anybody with a relation sees")
                .hasSize(2);
        isAStranger(organisation, patient);
        chooses(patient, REFUSED);
        isAStranger(organisation, patient);
    }

    @ParameterizedTest
    @EnumSource(
            value = OrganizationKind.class,
            names = {"GP", "CARE"})
    void whoIsInTheTeamOfAnotherIsAnsweredWhileThePatientSaysYesAndDoesNotRefuse(OrganizationKind kind) {
        String patient = patient();
        Organisation organisation = new Organisation(gateway, kind);
        inTeam(patient, organisation);
        isAStranger(organisation, patient);
        saysYes(patient);
        isAnswered(organisation, patient);
        People.idOf(gateway.post("Consent", Sharing.refusalOf(patient, organisation.ura())));
        isAStranger(organisation, patient);
    }

    @Test
    void whoIsInATeamThatEndedIsAStranger() {
        String patient = patient();
        Organisation organisation = new Organisation(gateway, OrganizationKind.CARE);
        People.idOf(gateway.post(
                "CareTeam",
                Sharing.careTeam(patient, List.of(organisation.ura()))
                        .replace("\"name\"", "\"period\":{\"end\":\"2025-12-31\"},\"name\"")));
        saysYes(patient);
        isAStranger(organisation, patient);
    }

    @Test
    void thePracticeThatAnotherNamesIsAnsweredUnlessThePatientRefusesIt() {
        Organisation practice = new Organisation(gateway, OrganizationKind.GP);
        String patient = patientOf(practice.ura());
        isAnswered(practice, patient);
        chooses(patient, REFUSED);
        isAStranger(practice, patient);
    }

    @Test
    void whoBroughtThePatientHereIsAnsweredWhateverThePatientChose() {
        Organisation practice = new Organisation(gateway, OrganizationKind.GP);
        String patient = practice.store(
                "Patient",
                People.patient(People.newBsn(), "Eigen", "1961-04-03")
                        .replace(
                                "\"gender\"",
                                "\"generalPractitioner\":[" + Sharing.organization(practice.ura()) + "],\"gender\""));
        isAnswered(practice, patient);
        practice.store("Consent", Sharing.consent(patient, "active", REFUSED));
        isAnswered(practice, patient);
    }

    @Test
    void ofWhatItMayNotSeeAnOrganisationLearnsNeitherKindNorLabel() {
        Organisation practice = new Organisation(gateway, OrganizationKind.GP);
        String patient = patientOf(practice.ura());
        String hidden = depression(patient);
        assertThat(told(decide(practice, patient, "")))
                .as("nothing of it is there for it")
                .containsExactly("summary", "N");
        Gateway.Answer one = decide(practice, patient, about("Condition/" + hidden));
        assertThat(one.status()).isEqualTo(404);
        assertThat(one.bytes())
                .isEqualTo(decide(practice, patient, about("Condition/" + UUID.randomUUID()))
                        .bytes());
        saysYes(patient);
        chooses(patient, NOTHING_OF_THE_MIND);
        assertThat(told(decide(practice, patient, ""))).contains("problem").doesNotContain("PSY");
        assertThat(decide(practice, patient, about("Condition/" + hidden)).bytes())
                .isEqualTo(one.bytes());
        String own =
                practice.store("Condition", People.condition(patient, "Angst").replace("N88", "P74"));
        assertThat(told(decide(practice, patient, about("Condition/" + own))))
                .as("its own it knows")
                .contains("PSY");
    }

    @Test
    void aDryRunTellsAnOrganisationNothingOfWhatItMayNotSee() {
        Organisation practice = new Organisation(gateway, OrganizationKind.GP);
        String patient = patientOf(practice.ura());
        depression(patient);
        saysYes(patient);
        chooses(patient, NOTHING_OF_THE_MIND);
        String draft = ",{\"name\":\"draft\",\"resource\":" + Sharing.consent(patient, "active", REFUSED) + "}";
        assertThat(decide(practice, patient, draft).text())
                .contains("\"loss\"", "\"problem\"")
                .doesNotContain("\"PSY\"");
        assertThat(gateway.post("Consent/$decide", question(patient, draft)).text())
                .as("its holder knows")
                .contains("\"PSY\"");
    }

    @Test
    void whoWatchesOverPrivacyIsToldOfAll() {
        String patient = patient();
        String hidden = depression(patient);
        String officer = Acute.who(gateway, "90000377", OrganizationKind.PRIVACY, Purpose.HCOMPL, "01.000", false);
        for (String more : List.of("", about("Condition/" + hidden))) {
            Gateway.Answer answer = gateway.post("Consent/$decide", question(patient, more), "Authorization", officer);
            assertThat(told(answer)).contains("problem", "PSY");
        }
    }

    @Test
    void whoRecordsAChoiceForAPatientOfOthersIsNotToldWhetherARefusalIsStronger() {
        String patient = patient();
        chooses(patient, REFUSED);
        Organisation organisation = new Organisation(gateway, OrganizationKind.CARE);
        organisation.store("EpisodeOfCare", """
                {"resourceType":"EpisodeOfCare","status":"active","patient":{"reference":"Patient/%s"}}""".formatted(patient));
        String yes = """
                {"resourceType":"Parameters","parameter":[{"name":"patient","valueString":"%s"},
                 {"name":"decision","valueCode":"permit"},{"name":"to","valueString":"all"},
                 {"name":"signedBy","valueString":"patient"}]}""".formatted(patient);
        Gateway.Answer recorded = organisation.post("Consent/$record", yes);
        assertThat(recorded.status()).as(recorded.text()).isEqualTo(200);
        assertThat(recorded.text()).doesNotContain("\"warning\"");
        assertThat(gateway.post("Consent/$record", yes).text()).contains("\"warning\"");
    }
}
