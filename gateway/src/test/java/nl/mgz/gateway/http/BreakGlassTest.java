package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Broken glass, from the offer to the judgement, as those who take part in it see it. */
class BreakGlassTest {

    private static final String OTHER_HOLDER = "90000322";
    private static final String REFUSAL = "{\"type\":\"deny\"}";
    private static final String REVIEW_CODE = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-task-code|break-glass-review";

    /** Limits of treatment, plan, alerts and contacts. */
    private static final Map<String, String> NEEDED = Map.of(
            "Consent", Records.treatmentDirective("%s"),
            "CarePlan", """
                    {"resourceType":"CarePlan","status":"active","intent":"plan","title":"Dagbasis","description":"Zo gaat het",
                     "category":[{"coding":[{"system":"https://mgz-gateway.nl/fhir/CodeSystem/mgz-careplan-kind","code":"daily-baseline"}]}],
                     "subject":{"reference":"Patient/%s"},"created":"2026-01-05",
                     "activity":[{"detail":{"status":"in-progress","description":"Eet zelf"}}]}""",
            "Flag", """
                    {"resourceType":"Flag","status":"active","code":{"text":"Bijt bij spanning"},
                     "category":[{"coding":[{"system":"http://loinc.org","code":"74018-3"}]}],
                     "subject":{"reference":"Patient/%s"}}""",
            "RelatedPerson", """
                    {"resourceType":"RelatedPerson","patient":{"reference":"Patient/%s"},"name":[{"family":"Naaste"}],
                     "relationship":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"SIS"}]}],
                     "telecom":[{"system":"phone","value":"0570 555 099"}]}""");

    /** Contacts with care, measurements and documents. */
    private static final Map<String, String> NOT_NEEDED = Map.of(
            "Encounter", Records.encounter("Patient/%s"),
            "DocumentReference", """
                    {"resourceType":"DocumentReference","status":"current","subject":{"reference":"Patient/%s"},
                     "type":{"text":"Foto van de huid"},
                     "content":[{"attachment":{"contentType":"image/png","data":"iVBORw0KGgo="}}]}""",
            "Observation", observation("%s"));

    private final Gateway gateway = Gateway.shared();
    private final String physician = Acute.physician(gateway);

    private record Person(String id, String bsn) {}

    /** Somebody with a problem, an observation and a very confidential problem, all of the usual organisation. */
    private Person somebody() {
        Person person = nobodyYet();
        People.idOf(gateway.post("Condition", People.condition(person.id(), "Epilepsie")));
        People.idOf(gateway.post("Observation", observation(person.id())));
        People.idOf(gateway.post("Condition", veryConfidential(person.id())));
        return person;
    }

    private Person nobodyYet() {
        String bsn = People.newBsn();
        return new Person(People.idOf(gateway.post("Patient", People.patient(bsn, "Jansen", "1961-04-03"))), bsn);
    }

    private Person refusing() {
        Person person = somebody();
        People.idOf(gateway.post("Consent", Sharing.consent(person.id(), "active", REFUSAL)));
        return person;
    }

    private static Person unknown() {
        return new Person(UUID.randomUUID().toString(), People.newBsn());
    }

    private static String observation(String patient) {
        return """
                {"resourceType":"Observation","status":"final","effectiveDateTime":"2026-01-03T10:00:00+01:00",
                 "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},
                 "valueQuantity":{"value":80,"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"},
                 "subject":{"reference":"Patient/%s"}}""".formatted(patient);
    }

    private static String veryConfidential(String patient) {
        return People.condition(patient, "Zeer vertrouwelijk")
                .replaceFirst(
                        "\\{\"resourceType\":\"Condition\",",
                        "{\"resourceType\":\"Condition\",\"meta\":{\"security\":[{\"system\":"
                                + "\"http://terminology.hl7.org/CodeSystem/v3-Confidentiality\",\"code\":\"V\"}]},");
    }

    private Gateway.Answer get(String path, String who) {
        return gateway.get(path, "Authorization", who);
    }

    private Gateway.Answer byBsn(String bsn, String who) {
        return gateway.send(
                "POST",
                "Patient/_search",
                ("identifier=http://fhir.nl/fhir/NamingSystem/bsn|" + bsn)
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                "Content-Type",
                "application/x-www-form-urlencoded",
                "Authorization",
                who);
    }

    private Gateway.Answer declare(String patient, String who) {
        Gateway.Answer answer = Acute.breakGlass(gateway, patient, who);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private Gateway.Answer declareByBsn(String bsn, String birthDate, String who) {
        return gateway.post("Patient/$break-glass", """
                {"resourceType":"Parameters","parameter":[
                 {"name":"ground","valueCode":"unable-to-consent"},{"name":"reason","valueString":"%s"},
                 {"name":"identifier","valueIdentifier":{"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"%s"}},
                 {"name":"birthDate","valueDate":"%s"}]}""".formatted(Acute.REASON, bsn, birthDate), "Authorization", who);
    }

    private List<String> types(Gateway.Answer answer) {
        return answer.matches().stream()
                .map(resource -> resource.path("resourceType").asText())
                .toList();
    }

    /** All that an answer says, without what every Bundle has of its own and what was asked. */
    private static String told(Gateway.Answer answer) {
        return (answer.status() + " " + answer.header("Content-Type") + " " + answer.text())
                .replaceAll("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID")
                .replaceAll("\"lastUpdated\":\"[^\"]*\"", "\"lastUpdated\":\"MOMENT\"");
    }

    private JdbcTemplate database() {
        return gateway.bean(JdbcTemplate.class);
    }

    private void inDatabase(String sql, Object... values) {
        new TransactionTemplate(gateway.bean(PlatformTransactionManager.class))
                .executeWithoutResult(status -> database().update(sql, values));
    }

    @Nested
    class TheOffer {

        @Test
        void isTheSameWhateverIsThere() {
            List<Person> people = List.of(somebody(), refusing(), nobodyYet(), unknown());
            for (String path : List.of(
                    "Patient/%s",
                    "Patient/%s/$everything",
                    "Patient/%s/$summary",
                    "Patient/%s/$care-plan",
                    "Condition?patient=%s",
                    "Patient?_id=%s",
                    "Consent/$current-directives?patient=Patient/%s",
                    "Observation/$lastn?category=vital-signs&patient=%s")) {
                List<String> answers = people.stream()
                        .map(person -> told(get(path.formatted(person.id()), physician)))
                        .distinct()
                        .toList();
                assertThat(answers).as(path).hasSize(1);
                assertThat(answers.get(0)).startsWith("403").contains("break-glass-required");
            }
            assertThat(people.stream().map(person -> told(byBsn(person.bsn(), physician))))
                    .allMatch(answer -> answer.startsWith("403"))
                    .containsOnly(told(byBsn(unknown().bsn(), physician)));
        }

        @Test
        void isForWhoMayTakeItOnly() {
            String cannot = Acute.who(gateway, Acute.URA, OrganizationKind.HAP, Purpose.ETREAT, "01.015", false);
            assertThat(get("Condition?patient=" + somebody().id(), cannot).status())
                    .isEqualTo(200);
        }
    }

    @Nested
    class ADeclaration {

        @ParameterizedTest
        @CsvSource({
            "HAP,TREAT,01.015,true",
            "HAP,ETREAT,01.015,false",
            "HAP,ETREAT,88.000,true",
            "HAP,ETREAT,00.000,true",
            "HAP,ETREAT,,true",
            "GP,ETREAT,01.015,true",
            "CARE,ETREAT,30.000,true",
            "PHARMACY,ETREAT,17.000,true",
            "PRIVACY,HCOMPL,01.015,true"
        })
        void isRefusedToOthersTheSameForEveryPatient(
                OrganizationKind kind, Purpose purpose, String role, boolean breakGlass) {
            String who = Acute.who(gateway, "90000333", kind, purpose, role, breakGlass);
            List<String> answers = List.of(somebody(), refusing(), unknown()).stream()
                    .map(person -> told(Acute.breakGlass(gateway, person.id(), who)))
                    .distinct()
                    .toList();
            assertThat(answers).hasSize(1);
            assertThat(answers.get(0)).startsWith("403").contains("not-allowed");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "spoed",
                    "         a b c d     ",
                    "a\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b\u200b"
                })
        void needsAReasonThatSaysSomething(String reason) {
            Gateway.Answer answer = gateway.post(
                    "Patient/" + somebody().id() + "/$break-glass",
                    Acute.declaration("vital-interest", reason),
                    "Authorization",
                    physician);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("parameter-invalid");
            assertThat(answer.expressions()).containsExactly("Parameters.parameter.where(name='reason')");
        }

        @Test
        void needsAGroundThatCounts() {
            Gateway.Answer answer = gateway.post(
                    "Patient/" + somebody().id() + "/$break-glass",
                    Acute.declaration("curiosity", Acute.REASON),
                    "Authorization",
                    physician);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).contains("unable-to-consent", "vital-interest");
        }

        @Test
        void takesNothingFromTheUrl() {
            Gateway.Answer answer = gateway.post(
                    "Patient/" + somebody().id() + "/$break-glass?reason=x",
                    Acute.declaration("vital-interest", Acute.REASON),
                    "Authorization",
                    physician);
            assertThat(answer.status()).isEqualTo(400);
        }

        @Test
        void isAnsweredTheSameForEveryPatient() {
            List<Person> people = List.of(somebody(), refusing(), nobodyYet(), unknown());
            assertThat(people.stream()
                            .map(person -> withoutTime(declare(person.id(), physician)))
                            .distinct())
                    .hasSize(1);
            assertThat(people.stream()
                            .map(person -> withoutTime(declareByBsn(person.bsn(), "1961-04-03", physician)))
                            .distinct())
                    .hasSize(1);
        }

        private String withoutTime(Gateway.Answer answer) {
            return told(answer)
                    .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+(Z|\\+00:00)", "MOMENT")
                    .replaceAll("tot \\d\\d:\\d\\d uur", "tot TIJD uur");
        }

        @Test
        void holdsForFourHours() {
            Instant until = Instant.parse(declare(somebody().id(), physician)
                    .json()
                    .path("parameter")
                    .path(0)
                    .path("valueInstant")
                    .asText());
            assertThat(Duration.between(Instant.now(), until)).isBetween(Duration.ofMinutes(239), Duration.ofHours(4));
        }

        @Test
        void opensWhatAnEmergencyNeedsAndNoMore() {
            Person person = somebody();
            NEEDED.forEach((type, json) -> People.idOf(gateway.post(type, json.formatted(person.id()))));
            NOT_NEEDED.forEach((type, json) -> People.idOf(gateway.post(type, json.formatted(person.id()))));
            declare(person.id(), physician);
            assertThat(get("Patient/" + person.id(), physician).status()).isEqualTo(200);
            for (String type : NEEDED.keySet()) {
                assertThat(types(get(type + "?patient=" + person.id(), physician)))
                        .as(type)
                        .containsExactly(type);
            }
            for (String type : NOT_NEEDED.keySet()) {
                assertThat(gateway.get(type + "?patient=" + person.id()).matches())
                        .as(type)
                        .isNotEmpty();
                assertThat(get(type + "?patient=" + person.id(), physician).matches())
                        .as(type)
                        .isEmpty();
            }
            Gateway.Answer conditions = get("Condition?patient=" + person.id(), physician);
            assertThat(types(conditions)).containsExactly("Condition");
            assertThat(conditions.text()).contains("Epilepsie").doesNotContain("Zeer vertrouwelijk");
            assertThat(types(get("Patient/" + person.id() + "/$everything?_count=100", physician)))
                    .contains("Patient", "Condition")
                    .containsAll(NEEDED.keySet())
                    .doesNotContain("Observation", "Task")
                    .doesNotContainAnyElementsOf(NOT_NEEDED.keySet());
        }

        @Test
        void opensForThisPersonOfThisOrganisationAndThisPatient() {
            Person person = somebody();
            Person another = somebody();
            String name = UUID.randomUUID().toString();
            String me = Acute.who(gateway, Acute.URA, OrganizationKind.HAP, Purpose.ETREAT, "01.015", true, name);
            String meElsewhere =
                    Acute.who(gateway, "90000344", OrganizationKind.HAP, Purpose.ETREAT, "01.015", true, name);
            declare(person.id(), me);
            assertThat(get("Patient/" + person.id(), me).status()).isEqualTo(200);
            for (String other : List.of(physician, meElsewhere)) {
                assertThat(get("Patient/" + person.id(), other).code()).isEqualTo("break-glass-required");
            }
            assertThat(get("Patient/" + another.id(), me).code()).isEqualTo("break-glass-required");
        }

        @Test
        void endsAfterFourHours() {
            Person person = somebody();
            declare(person.id(), physician);
            String age = "update mgz_break_glass set declared = declared - ?::interval where patient_id = ?";
            inDatabase(age, "3 hours 58 minutes", person.id());
            assertThat(get("Patient/" + person.id(), physician).status()).isEqualTo(200);
            inDatabase(age, "2 minutes", person.id());
            assertThat(get("Patient/" + person.id(), physician).code()).isEqualTo("break-glass-required");
        }

        @Test
        void leavesARefusalStanding() {
            Person refusing = refusing();
            Person unknown = unknown();
            declare(refusing.id(), physician);
            declare(unknown.id(), physician);
            for (String path :
                    List.of("Patient/%s", "Patient/%s/$everything", "Condition?patient=%s", "Patient?_id=%s")) {
                Gateway.Answer refused = get(path.formatted(refusing.id()), physician);
                assertThat(told(refused)).isEqualTo(told(get(path.formatted(unknown.id()), physician)));
                assertThat(refused.text()).doesNotContain("Epilepsie");
            }
            assertThat(told(byBsn(refusing.bsn(), physician))).isEqualTo(told(byBsn(unknown.bsn(), physician)));
            assertThat(gateway.get("Task?patient=" + refusing.id()).matches()).isEmpty();
        }
    }

    @Nested
    class ByBsn {

        @Test
        void opensThePatientWithThisBirthDate() {
            Person person = somebody();
            Gateway.Answer answer = declareByBsn(person.bsn(), "1961-04-03", physician);
            assertThat(answer.text()).doesNotContain(person.id(), person.bsn());
            assertThat(byBsn(person.bsn(), physician).matches())
                    .singleElement()
                    .satisfies(found -> assertThat(found.path("id").asText()).isEqualTo(person.id()));
        }

        @Test
        void opensNobodyBornOnAnotherDay() {
            Person person = somebody();
            assertThat(declareByBsn(person.bsn(), "1961-04-04", physician).status())
                    .isEqualTo(200);
            assertThat(told(byBsn(person.bsn(), physician)))
                    .isEqualTo(told(byBsn(unknown().bsn(), physician)));
        }

        @Test
        void tellsNothingOfWhoIsKnownAfterwards() {
            Person refusing = refusing();
            assertThat(declareByBsn(unknown().bsn(), "1961-04-03", physician).status())
                    .isEqualTo(200);
            Gateway.Answer nobody = byBsn(unknown().bsn(), physician);
            assertThat(nobody.status()).isEqualTo(200);
            assertThat(told(byBsn(refusing.bsn(), physician))).isEqualTo(told(nobody));
        }

        @ParameterizedTest
        @CsvSource({"123456789,1961-04-03,422", "GOOD,1961,400"})
        void mustBeWhole(String bsn, String birthDate, int status) {
            Gateway.Answer answer = declareByBsn(bsn.equals("GOOD") ? People.newBsn() : bsn, birthDate, physician);
            assertThat(answer.status()).as(answer.text()).isEqualTo(status);
            assertThat(answer.text()).doesNotContain("123456789");
        }
    }

    @Nested
    class AReview {

        private final Person person = somebody();

        private String oneOf(String ura) {
            return Acute.officer(gateway, ura);
        }

        private String anotherHolder() {
            String other = oneOf(OTHER_HOLDER);
            Gateway.Answer episode = gateway.post(
                    "EpisodeOfCare",
                    """
                    {"resourceType":"EpisodeOfCare","status":"active","patient":{"reference":"Patient/%s"},
                     "managingOrganization":%s,"period":{"start":"2025-01-01"}}""".formatted(person.id(), Sharing.organization(OTHER_HOLDER)),
                    "Authorization",
                    other);
            assertThat(episode.status()).as(episode.text()).isEqualTo(201);
            People.idOf(gateway.post("Condition", People.condition(person.id(), "Astma"), "Authorization", other));
            return other;
        }

        private Gateway.Answer judge(String task, String outcome, String who) {
            return gateway.post(
                    "Task/" + task + "/$judge",
                    Acute.judgement(outcome, "De patiënt kon niet praten"),
                    "Authorization",
                    who);
        }

        @Test
        void isThereForEachHolderWithADueDate() {
            String other = anotherHolder();
            declare(person.id(), physician);
            String search = "Task?patient=" + person.id() + "&status=requested&code=" + REVIEW_CODE;
            for (Gateway.Answer mine : List.of(gateway.get(search), get(search, other))) {
                JsonNode task = mine.matches().get(0);
                assertThat(mine.matches()).hasSize(1);
                assertThat(task.path("for").path("reference").asText()).isEqualTo("Patient/" + person.id());
                assertThat(task.path("intent").asText()).isEqualTo("order");
                LocalDate due = LocalDate.parse(
                        task.path("restriction").path("period").path("end").asText());
                assertThat(due)
                        .isBetween(LocalDate.now().plusDays(5), LocalDate.now().plusDays(14));
                assertThat(task.toString()).contains(Acute.REASON, Acute.URA).doesNotContain("requester");
            }
            assertThat(gateway.get(search).matches().get(0).path("owner").toString())
                    .contains(Gateway.USUAL);
            assertThat(get(search, other).matches().get(0).path("owner").toString())
                    .contains(OTHER_HOLDER);
            assertThat(gateway.get("Task?status=requested&code=" + REVIEW_CODE).matches())
                    .isNotEmpty();
        }

        @Test
        void isFoundByItsOwnerWhereTheDirectoryKnowsTheHolder() {
            String organization = People.idOf(gateway.post("Organization", """
                    {"resourceType":"Organization","name":"De Hoeve",
                     "identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/ura","value":"%s"}]}""".formatted(OTHER_HOLDER)));
            String other = anotherHolder();
            declare(person.id(), physician);
            String owner = get("Task?patient=" + person.id(), other)
                    .matches()
                    .get(0)
                    .path("owner")
                    .path("reference")
                    .asText();
            assertThat(get("Task?status=requested&owner=" + owner + "&code=" + REVIEW_CODE, other)
                            .matches())
                    .isNotEmpty();
            assertThat(owner).startsWith("Organization/");
            assertThat(organization).isNotEmpty();
        }

        @Test
        void isNotForWhoIsJudged() {
            declare(person.id(), physician);
            String task = Acute.review(gateway, person.id());
            assertThat(get("Task/" + task, physician).status()).isEqualTo(404);
            assertThat(get("Task?patient=" + person.id(), physician).matches()).isEmpty();
            assertThat(judge(task, "justified", physician).status()).isEqualTo(404);
        }

        @Test
        void isForWhoWatchesOverPrivacyAndNoOtherTaskIs() {
            String privacy = Acute.who(gateway, "90000355", OrganizationKind.PRIVACY, Purpose.HCOMPL, "01.000", false);
            People.idOf(gateway.post("Task", """
                    {"resourceType":"Task","status":"requested","intent":"order","for":{"reference":"Patient/%s"}}""".formatted(person.id())));
            declare(person.id(), physician);
            assertThat(get("Task?patient=" + person.id(), privacy).matches()).hasSize(1);
            String task = get("Task?patient=" + person.id(), privacy)
                    .matches()
                    .get(0)
                    .path("id")
                    .asText();
            Gateway.Answer judged = judge(task, "not-justified", privacy);
            assertThat(judged.status()).as(judged.text()).isEqualTo(200);
        }

        @Test
        void isJudgedByThePrivacyOfficerOfTheHolderAndNobodyElseThere() {
            declare(person.id(), physician);
            String task = Acute.review(gateway, person.id());
            assertThat(gateway.get("Task/" + task)
                            .json()
                            .path("performerType")
                            .path(0)
                            .path("coding")
                            .path(0)
                            .path("code")
                            .asText())
                    .isEqualTo("functionaris-gegevensbescherming");
            for (String role : java.util.Arrays.asList("30.000", "01.015", null)) {
                String colleague = Acute.who(gateway, Gateway.USUAL, OrganizationKind.CARE, Purpose.TREAT, role, false);
                Gateway.Answer refused = judge(task, "justified", colleague);
                assertThat(refused.status()).as(role + refused.text()).isEqualTo(403);
                assertThat(refused.code()).isEqualTo("not-allowed");
            }
            assertThat(gateway.get("Task/" + task).json().path("status").asText())
                    .isEqualTo("requested");
            assertThat(judge(task, "justified", Acute.officer(gateway, OTHER_HOLDER))
                            .status())
                    .as("the officer of another holder")
                    .isEqualTo(404);
            assertThat(judge(task, "justified", oneOf(Gateway.USUAL)).status()).isEqualTo(200);
        }

        @Test
        void isJudgedOnce() {
            declare(person.id(), physician);
            String task = Acute.review(gateway, person.id());
            Gateway.Answer judged = judge(task, "justified", oneOf(Gateway.USUAL));
            assertThat(judged.status()).as(judged.text()).isEqualTo(200);
            assertThat(judged.json().path("status").asText()).isEqualTo("completed");
            assertThat(judged.json().path("output").toString()).contains("justified", "De patiënt kon niet praten");
            Gateway.Answer again = judge(task, "not-justified", oneOf(Gateway.USUAL));
            assertThat(again.status()).isEqualTo(409);
            assertThat(again.code()).isEqualTo("already-judged");
            assertThat(gateway.get("Task/" + task).json().path("businessStatus").toString())
                    .contains("\"justified\"");
        }

        @ParameterizedTest
        @CsvSource({"perhaps,Een lange uitleg", "justified,kort"})
        void needsAnOutcomeAndWhy(String outcome, String text) {
            declare(person.id(), physician);
            String task = Acute.review(gateway, person.id());
            Gateway.Answer answer = gateway.post("Task/" + task + "/$judge", Acute.judgement(outcome, text));
            assertThat(answer.status()).isEqualTo(400);
            assertThat(gateway.get("Task/" + task).json().path("status").asText())
                    .isEqualTo("requested");
        }

        @Test
        void changesInNoOtherWay() {
            declare(person.id(), physician);
            String task = Acute.review(gateway, person.id());
            String json = gateway.get("Task/" + task).text();
            Gateway.Answer put =
                    gateway.put("Task/" + task, json.replace("\"requested\"", "\"completed\""), "If-Match", "W/\"1\"");
            Gateway.Answer delete = gateway.delete("Task/" + task);
            Gateway.Answer patch = gateway.send(
                    "PATCH",
                    "Task/" + task,
                    "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"cancelled\"}]"
                            .getBytes(java.nio.charset.StandardCharsets.UTF_8),
                    "Content-Type",
                    "application/json-patch+json",
                    "If-Match",
                    "W/\"1\"");
            Gateway.Answer made = gateway.post("Task", json);
            for (Gateway.Answer answer : List.of(put, delete, patch, made)) {
                assertThat(answer.status()).as(answer.text()).isEqualTo(409);
                assertThat(answer.code()).isEqualTo("review-protected");
            }
            assertThat(gateway.get("Task/" + task).json().path("status").asText())
                    .isEqualTo("requested");
        }

        @Test
        void isAnnouncedToPatientPracticeAndHolders() {
            String practice = "90000366";
            String bsn = People.newBsn();
            String patient = People.idOf(gateway.post(
                    "Patient",
                    People.patient(bsn, "Jansen", "1961-04-03")
                            .replace(
                                    "\"gender\"",
                                    "\"generalPractitioner\":[" + Sharing.organization(practice) + "],\"gender\"")));
            declare(patient, physician);
            List<Map<String, Object>> rows = database()
                    .queryForList(
                            "select topic, array_to_string(receivers, ',') receiver, split_part(focus, '/', 1) focus"
                                    + " from mgz_event where patient_id = ? and receivers is not null",
                            patient);
            assertThat(rows)
                    .extracting(row -> row.get("topic") + " " + row.get("receiver") + " " + row.get("focus"))
                    .containsExactlyInAnyOrder(
                            "break-glass patient Patient",
                            "break-glass " + practice + " Patient",
                            "break-glass " + Gateway.USUAL + " Task");
        }

        @Test
        void isSeenInTheMetricsWhenItIsLate() throws Exception {
            declare(person.id(), physician);
            double before = awaited("mgz_breakglass_reviews_overdue", 0);
            inDatabase(
                    "update mgz_break_glass_review set due = now() - interval '1 second' where task_id = ?",
                    Acute.review(gateway, person.id()));
            assertThat(awaited("mgz_breakglass_reviews_overdue", before + 1)).isEqualTo(before + 1);
            assertThat(awaited("mgz_breakglass_reviews_open", 1)).isGreaterThanOrEqualTo(1);
            judge(Acute.review(gateway, person.id()), "justified", oneOf(Gateway.USUAL));
        }

        /** The number is counted in the background. */
        private double awaited(String metric, double atLeast) throws Exception {
            double value = Double.NaN;
            for (int second = 0; second < 40 && !(value >= atLeast); second++) {
                Thread.sleep(1_000);
                value = metric(metric);
            }
            return value;
        }

        private double metric(String name) throws Exception {
            String text = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(
                                            "http://localhost:" + gateway.managementPort() + "/actuator/prometheus"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            return text.lines()
                    .filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .findFirst()
                    .orElseThrow();
        }

        @Test
        void isToldToThePatientWithAllThatWentBefore() {
            declare(person.id(), physician);
            get("Condition?patient=" + person.id(), physician);
            judge(Acute.review(gateway, person.id()), "not-justified", oneOf(Gateway.USUAL));
            String log = gateway.get("Patient/" + person.id() + "/$access-log?format=text")
                    .text();
            assertThat(log)
                    .contains(
                            "heeft noodtoegang tot uw gegevens geopend. Door: A. Rts-",
                            "NOODTOEGANG: de gewone regels golden toen niet. Dat mag bij nood: uw leven of gezondheid was in"
                                    + " gevaar. Reden: " + Acute.REASON,
                            "heeft gegevens opgezocht. Het ging om: 1 aandoening.",
                            "heeft een noodtoegang beoordeeld.",
                            "Oordeel: de noodtoegang was niet terecht. Uitleg: De patiënt kon niet praten.");
            assertThat(log.lines()
                            .filter(line ->
                                    line.contains("opgezocht") && line.contains("Testorganisatie " + Acute.URA)))
                    .isNotEmpty()
                    .allMatch(line -> line.contains("NOODTOEGANG"));
            String events =
                    gateway.get("Patient/" + person.id() + "/$access-log").text();
            assertThat(events).contains("emergencyGround", "vital-interest", "110127", "judgement");
        }
    }

    @Test
    void nobodyBreaksTheGlassAgainAndAgain() {
        String unknown = UUID.randomUUID().toString();
        List<Integer> answers = java.util.stream.IntStream.rangeClosed(0, 20)
                .map(time -> Acute.breakGlass(gateway, unknown, physician).status())
                .boxed()
                .toList();
        assertThat(answers.subList(0, 20)).containsOnly(200);
        Gateway.Answer tooOften = Acute.breakGlass(gateway, unknown, physician);
        assertThat(tooOften.status()).isEqualTo(429);
        assertThat(tooOften.code()).isEqualTo("rate-limited");
        assertThat(Long.parseLong(tooOften.header("Retry-After"))).isPositive();
    }
}
