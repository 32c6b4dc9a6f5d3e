package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.validation.OfflineValidation;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What a triage service gets about a client while the phone rings. */
class TriageContextTest {

    private static final List<String> PARTS = List.of(
            "identity",
            "communication",
            "104605-1",
            "42348-3",
            "contacts",
            "11450-4",
            "10160-0",
            "48765-2",
            "8716-3",
            "behaviour",
            "85847-2",
            "on-call",
            "consultations",
            "46240-8");

    private final Gateway gateway = Gateway.shared();
    private final Organisation practice = new Organisation(gateway, OrganizationKind.GP);
    private final Organisation care = new Organisation(gateway, OrganizationKind.CARE);
    private final Organisation triage = new Organisation(gateway, OrganizationKind.TRIAGE);
    private final String bsn = People.newBsn();
    /** So that no other test's services are where this client lives. */
    private final String place = "Dorp " + UUID.randomUUID().toString().substring(0, 8);

    private String patient() {
        return practice.store("Patient", TriageScene.patient(bsn, place));
    }

    private String shared() {
        String patient = patient();
        practice.store("CareTeam", Sharing.careTeam(patient, List.of(practice.ura(), care.ura(), triage.ura())));
        practice.store("Consent", TriageScene.permit(patient));
        return patient;
    }

    private static Gateway.Answer ok(Gateway.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private Gateway.Answer context(String patient) {
        return ok(TriageScene.context(triage, TriageScene.byId(patient)));
    }

    private static List<String> rows(Gateway.Answer answer, String code) {
        return TriageScene.rows(TriageScene.part(answer, code));
    }

    private static String text(JsonNode part) {
        return part.path("text").path("div").asText();
    }

    private String source(Organisation organisation) {
        return "Testorganisatie " + organisation.ura();
    }

    /** All that an answer says, but for when it was made and which document it is. */
    private static String told(Gateway.Answer answer) {
        return (answer.status() + " " + answer.header("Content-Type") + " " + answer.header("X-Data-Notice") + " "
                        + answer.text())
                .replaceAll("\"(timestamp|date)\":\"[^\"]*\"", "")
                .replaceAll("urn:uuid:[0-9a-f-]{36}", "URN");
    }

    @Nested
    class TheDocument {

        @Test
        void hasEveryPartOnceInTheOrderOfReading() {
            Gateway.Answer answer = context(shared());
            assertThat(answer.json().path("type").asText()).isEqualTo("document");
            assertThat(TriageScene.parts(answer).stream()
                            .map(part -> part.path("code")
                                    .path("coding")
                                    .path(0)
                                    .path("code")
                                    .asText()))
                    .containsExactlyElementsOf(PARTS);
        }

        @Test
        void isValidAndNamesNothingThatIsNotInIt() throws Exception {
            String patient = shared();
            care.store("CarePlan", TriageScene.plan(patient, "risks", "Valt", "Houd vast"));
            practice.store("Condition", People.condition(patient, "Epilepsie"));
            Gateway.Answer answer = context(patient);
            assertThat(OfflineValidation.validator(FhirContext.forR4Cached(), null)
                            .validateJson(answer.text())
                            .errors())
                    .as(answer.text())
                    .isEmpty();
            Set<String> urls = new HashSet<>();
            answer.json()
                    .path("entry")
                    .forEach(entry -> urls.add(entry.path("fullUrl").asText()));
            List<String> named = new ArrayList<>();
            TriageScene.parts(answer)
                    .forEach(part -> part.path("entry")
                            .forEach(entry -> named.add(entry.path("reference").asText())));
            assertThat(named).isNotEmpty().allSatisfy(one -> assertThat(urls).contains(one));
        }

        @Test
        void isFoundByBsnAndBirthDateAsById() {
            String patient = shared();
            practice.store("Condition", People.condition(patient, "Epilepsie"));
            Gateway.Answer byBsn = ok(TriageScene.context(triage, TriageScene.byBsn(bsn, "1961-04-03")));
            assertThat(told(byBsn)).isEqualTo(told(context(patient)));
            assertThat(told(ok(TriageScene.context(triage, TriageScene.byId("Patient/" + patient)))))
                    .isEqualTo(told(byBsn));
        }

        @Test
        void saysInEachPartWhereItIsFromAndOfWhen() {
            String patient = full();
            Gateway.Answer answer = context(patient);
            for (String code : PARTS) {
                JsonNode part = TriageScene.part(answer, code);
                assertThat(TriageScene.rows(part)).as(code).isNotEmpty().allSatisfy(row -> {
                    String[] cells = row.split(" \\| ", -1);
                    assertThat(cells).hasSize(4);
                    assertThat(cells[2]).matches("(ontvangen )?\\d{4}.*|nu");
                    assertThat(cells[3]).matches("Testorganisatie \\d{8}|gids van de regio");
                });
                if (!"on-call".equals(code)) {
                    assertThat(part.path("author")
                                    .path(0)
                                    .path("identifier")
                                    .path("value")
                                    .asText())
                            .as(code)
                            .matches("\\d{8}");
                }
            }
        }
    }

    /** Somebody of whom every part tells something. */
    private String full() {
        String patient = shared();
        care.store("CarePlan", TriageScene.plan(patient, "communication-profile", "Korte zinnen", "Noem haar naam"));
        care.store(
                "CarePlan", TriageScene.plan(patient, "crisis-agreements", "Bel eerst de woning", "Wacht op de zus"));
        care.store("CarePlan", TriageScene.plan(patient, "daily-baseline", "Lacht en zingt", "Eet goed"));
        practice.store("Flag", TriageScene.flag(patient, "Bijt bij spanning"));
        practice.store("Consent", Records.treatmentDirective(patient));
        practice.store("Condition", People.condition(patient, "Epilepsie"));
        practice.store("MedicationStatement", TriageScene.medication(patient, "carbamazepine 200 mg"));
        practice.store("AllergyIntolerance", TriageScene.allergy(patient, "Penicilline"));
        practice.store("Observation", TriageScene.pulse(patient, "2026-02-03T10:00:00+01:00", 84));
        practice.store("Encounter", TriageScene.contact(patient, "Koorts"));
        String question = practice.store(
                "ServiceRequest", TriageScene.question(patient, practice.ura(), "Insturen of aankijken?"));
        practice.store("Task", TriageScene.task(patient, question, practice.ura(), care.ura()));
        onCall(place, "");
        return patient;
    }

    /** A service with somebody on duty; gives its name. */
    private String onCall(String place, String role) {
        String name = "Aanrijdteam " + UUID.randomUUID().toString().substring(0, 8);
        String specialty =
                "\"specialty\":[{\"coding\":[{\"system\":\"http://fhir.nl/fhir/NamingSystem/uzi-rolcode\",\"code\":\"30.000\"}]}],";
        TriageScene.onCall(care, name, place, role + specialty);
        return name;
    }

    @Nested
    class ThePart {

        @Test
        void onWhoItIsTellsNameAgeAndWhere() {
            assertThat(rows(context(shared()), "identity"))
                    .anyMatch(row -> row.startsWith("Naam | ") && row.contains("Jansen"))
                    .anyMatch(row -> row.startsWith("Roepnaam | Faatje"))
                    .anyMatch(row -> row.matches("Geboren \\| 1961-04-03 \\(\\d\\d jaar\\) .*"))
                    .anyMatch(row -> row.startsWith("Geslacht | vrouw"))
                    .anyMatch(row -> row.startsWith("Adres | Lindelaan 4 7311AA " + place))
                    .anyMatch(row -> row.startsWith("Telefoon | tel. 055-5550101"));
        }

        @Test
        void onTalkingTellsTheProfileFirstAndWhatHelps() {
            String patient = shared();
            care.store(
                    "CarePlan", TriageScene.plan(patient, "communication-profile", "Korte zinnen", "Noem haar naam"));
            Gateway.Answer answer = context(patient);
            assertThat(rows(answer, "communication"))
                    .anyMatch(row -> row.startsWith("Taal | Nederlands; voorkeur"))
                    .containsSequence(
                            "Communicatieprofiel: Plan | Korte zinnen | 2026-05-01 | " + source(care),
                            "– Doen | Noem haar naam | 2026-05-01 | " + source(care));
        }

        @Test
        void onAlertsTellsFlagsRisksAndCrisisAgreements() {
            String patient = shared();
            practice.store("Flag", TriageScene.flag(patient, "Bijt bij spanning"));
            care.store("CarePlan", TriageScene.plan(patient, "risks", "Loopt weg", "Doe de poort dicht"));
            care.store("CarePlan", TriageScene.plan(patient, "crisis-agreements", "Bel eerst", "055-5550102"));
            care.store(
                    "CarePlan",
                    TriageScene.plan(patient, "swallowing-risk", "Verouderd", "Niet meer")
                            .replace("\"active\"", "\"revoked\""));
            assertThat(rows(context(patient), "104605-1"))
                    .anyMatch(row -> row.startsWith("Bijt bij spanning | ") && row.endsWith(source(practice)))
                    .anyMatch(row -> row.startsWith("Risico's: Plan | Loopt weg") && row.endsWith(source(care)))
                    .anyMatch(row -> row.contains("Crisisafspraken: Plan | Bel eerst"))
                    .noneMatch(row -> row.contains("Verouderd"));
        }

        @Test
        void onLimitsWarnsWhereARepresentativeDecidedAlone() {
            String patient = shared();
            String mentor = practice.store("RelatedPerson", """
                    {"resourceType":"RelatedPerson","active":true,"patient":{"reference":"Patient/%s"},
                     "relationship":[{"coding":[{"system":"urn:oid:2.16.840.1.113883.2.4.3.11.22.472","code":"15"}],"text":"mentor"}],
                     "telecom":[{"system":"phone","value":"06-55507777"}],"name":[{"family":"Mentor"}]}""".formatted(patient));
            ObjectNode directive = Records.tree(Records.treatmentDirective(patient));
            ((ObjectNode) directive.path("provision")).putArray("actor").add(Records.tree("""
                    {"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"CONSENTER"}]},
                     "reference":{"reference":"RelatedPerson/%s"}}""".formatted(mentor)));
            practice.store("Consent", directive.toString());
            Gateway.Answer answer = context(patient);
            assertThat(rows(answer, "42348-3"))
                    .singleElement()
                    .asString()
                    .contains(
                            "intensive care",
                            "niet uitvoeren",
                            "LET OP: een vertegenwoordiger stemde in",
                            "2026-02-10");
            assertThat(rows(answer, "contacts"))
                    .anyMatch(row -> row.startsWith("Mentor | mentor; 06-55507777"))
                    .anyMatch(row -> row.startsWith("Samira Jansen | zus; tel. 06-55501234"));
        }

        @Test
        void onTheBaselineTellsTheLastMeasurementAndTheOrdinaryDay() {
            String patient = shared();
            practice.store("Observation", TriageScene.pulse(patient, "2026-01-03T10:00:00+01:00", 71));
            practice.store("Observation", TriageScene.pulse(patient, "2026-02-03T10:00:00+01:00", 84));
            care.store("CarePlan", TriageScene.plan(patient, "daily-baseline", "Lacht en zingt", "Eet goed"));
            ObjectNode signals = Records.tree(TriageScene.plan(patient, "signaling-plan", "Let op", "Blijf erbij"));
            ((ObjectNode) signals.path("activity").path(0))
                    .putArray("extension")
                    .add(Records.tree("""
                    {"url":"https://mgz-gateway.nl/fhir/StructureDefinition/mgz-SignalingPhase","extension":[
                     {"url":"phase","valueCoding":{"system":"https://mgz-gateway.nl/fhir/CodeSystem/mgz-signaling-phase","code":"green"}},
                     {"url":"signal","valueString":"neuriet"}]}"""));
            care.store("CarePlan", signals.toString());
            Gateway.Answer answer = context(patient);
            assertThat(rows(answer, "8716-3")).containsExactly("Hartslag | 84 /min | 2026-02-03 | " + source(practice));
            assertThat(rows(answer, "behaviour"))
                    .contains("Een gewone dag: Plan | Lacht en zingt | 2026-05-01 | " + source(care))
                    .contains("– Doen | groen: neuriet; Blijf erbij | 2026-05-01 | " + source(care));
        }

        @Test
        void onTheTeamTellsTelephoneNumbersOfPeopleAndOrganisations() {
            String patient = shared();
            String person = care.store("Practitioner", TriageScene.practitioner("B. Begeleider", "06-55501111"));
            String practiceItself = practice.store(
                    "Organization", TriageScene.organization(practice.ura(), "Praktijk De Brink", "055-5550202"));
            practice.put(
                    "Patient/" + patient,
                    TriageScene.patient(bsn, place)
                            .replaceFirst(
                                    "\\{",
                                    "{\"id\":\"" + patient + "\",\"generalPractitioner\":["
                                            + TriageScene.reference("Organization/" + practiceItself) + "],"),
                    "W/\"1\"");
            care.store(
                    "CareTeam",
                    TriageScene.careTeam(
                            patient,
                            List.of(
                                    TriageScene.reference("Practitioner/" + person),
                                    Sharing.organization(practice.ura()))));
            assertThat(rows(context(patient), "85847-2"))
                    .anyMatch(row -> row.startsWith("Praktijk De Brink | huisarts; tel. 055-5550202"))
                    .contains("B. Begeleider | tel. 06-55501111 | 2026-01-01 | " + source(care))
                    .contains("Praktijk De Brink | tel. 055-5550202 | 2026-01-01 | " + source(care));
        }

        @Test
        void onCallTellsWhoIsOnDutyForTheClientsPlaceAndWhoToCall() {
            String patient = shared();
            String here = onCall(place, "");
            String elsewhere = onCall("Zutphen", "");
            List<String> rows = rows(context(patient), "on-call");
            assertThat(rows)
                    .containsSequence(
                            "Verpleegkundig aanrijdteam; " + here
                                    + " | De Linde; tel. 055-5550999 | nu | gids van de regio",
                            "– dienst: V. Nachtdienst, De Linde | tel. 06-55509999 | nu | gids van de regio")
                    .noneMatch(row -> row.contains(elsewhere));
        }

        @Test
        void onCallKnowsAChangeOfTheRosterAtOnce() {
            String patient = shared();
            String service = onCall(
                    place, "\"notAvailable\":[{\"description\":\"vrij\",\"during\":{\"start\":\"2020-01-01\"}}],");
            assertThat(rows(context(patient), "on-call"))
                    .anyMatch(row -> row.contains(service))
                    .noneMatch(row -> row.contains("V. Nachtdienst"));
            String later = onCall(place, "");
            assertThat(rows(context(patient), "on-call")).anyMatch(row -> row.contains(later));
        }

        @Test
        void onConsultationsTellsWhatIsOpenAndNotWhatHasEnded() {
            String patient = shared();
            String question = practice.store(
                    "ServiceRequest", TriageScene.question(patient, practice.ura(), "Insturen of aankijken?"));
            String task = practice.store("Task", TriageScene.task(patient, question, practice.ura(), care.ura()));
            List<String> rows = rows(ok(TriageScene.context(practice, TriageScene.byId(patient))), "consultations");
            assertThat(rows).hasSize(2);
            assertThat(rows.get(0))
                    .startsWith("Meekijkconsult | gevraagd; van ")
                    .contains(practice.ura(), care.ura(), "antwoord uiterlijk ");
            assertThat(rows.get(1)).startsWith("– vraag | Insturen of aankijken?");
            JsonNode now = practice.get("Task/" + task).json();
            assertThat(practice.put(
                                    "Task/" + task,
                                    Consult.changed(now, "cancelled").toString(),
                                    "W/\"1\"")
                            .status())
                    .isEqualTo(200);
            assertThat(rows(ok(TriageScene.context(practice, TriageScene.byId(patient))), "consultations"))
                    .isEmpty();
        }

        @Test
        void onMedicationShowsBothSourcesWhereTheyDiffer() {
            String patient = shared();
            practice.store("MedicationStatement", TriageScene.medication(patient, "carbamazepine 200 mg"));
            care.store("MedicationStatement", TriageScene.medication(patient, "carbamazepine 400 mg"));
            assertThat(rows(context(patient), "10160-0"))
                    .containsExactlyInAnyOrder(
                            "carbamazepine 200 mg | 2 keer per dag 1 tablet | 2026-02-03 | " + source(practice),
                            "carbamazepine 400 mg | 2 keer per dag 1 tablet | 2026-02-03 | " + source(care));
        }

        @Test
        void showsWhatASourceWroteAsTextAndNotAsMarkup() {
            String patient = shared();
            care.store("CarePlan", TriageScene.plan(patient, "risks", "<script>alert(1)</script>", "<b>"));
            assertThat(text(TriageScene.part(context(patient), "104605-1")))
                    .contains("&lt;script&gt;")
                    .doesNotContain("<script");
        }
    }

    @Nested
    class WhatIsWithheld {

        private final String canary = "kanarie" + UUID.randomUUID().toString().substring(0, 8);

        private List<String> hide(String patient) {
            String question = practice.store(
                    "ServiceRequest", Records.confidential(TriageScene.question(patient, practice.ura(), canary)));
            return List.of(
                    question,
                    care.store("CarePlan", Records.confidential(TriageScene.plan(patient, "risks", canary, canary))),
                    care.store(
                            "CarePlan",
                            Records.confidential(TriageScene.plan(patient, "communication-profile", canary, canary))),
                    practice.store("Flag", Records.confidential(TriageScene.flag(patient, canary))),
                    practice.store("Condition", Records.confidential(People.condition(patient, canary))),
                    practice.store(
                            "MedicationStatement", Records.confidential(TriageScene.medication(patient, canary))),
                    practice.store("AllergyIntolerance", Records.confidential(TriageScene.allergy(patient, canary))),
                    practice.store("Encounter", Records.confidential(TriageScene.contact(patient, canary))),
                    practice.store(
                            "Observation",
                            Records.confidential(TriageScene.pulse(patient, "2026-03-01T10:00:00+01:00", 99))),
                    practice.store(
                            "Task",
                            Records.confidential(TriageScene.task(patient, question, practice.ura(), care.ura()))));
        }

        @Test
        void isInNoByteAndChangesNothingThatIsSaid() {
            String patient = full();
            Gateway.Answer before = context(patient);
            List<String> hidden = hide(patient);
            Gateway.Answer after = context(patient);
            assertThat(after.headers() + after.text()).doesNotContain(canary);
            hidden.forEach(id -> assertThat(after.text()).doesNotContain(id));
            assertThat(told(after)).isEqualTo(told(before));
            // Who wrote it sees it.
            assertThat(ok(TriageScene.context(practice, TriageScene.byId(patient)))
                            .text())
                    .contains(canary);
        }

        @Test
        void comesWithTheSameSentenceInEveryPartFullOrEmpty() {
            String patient = shared();
            Gateway.Answer empty = context(patient);
            hide(patient);
            for (Gateway.Answer answer : List.of(empty, context(patient), context(withOneProblem(patient)))) {
                assertThat(answer.header("X-Data-Notice")).isEqualTo("data-may-be-missing");
                assertThat(answer.json().path("meta").path("tag").toString()).contains("data-may-be-missing");
                for (JsonNode part : TriageScene.parts(answer)) {
                    String code = part.path("code")
                            .path("coding")
                            .path(0)
                            .path("code")
                            .asText();
                    if (!"on-call".equals(code)) {
                        assertThat(text(part))
                                .as(code)
                                .contains(
                                        part.has("entry")
                                                ? "Er kan meer zijn dan hier staat: de patiënt bepaalt wie wat ziet."
                                                : "Dat betekent niet dat er niets is");
                    }
                    assertThat(part.has("entry")).as(code).isNotEqualTo(part.has("emptyReason"));
                }
            }
        }

        private String withOneProblem(String patient) {
            practice.store("Condition", People.condition(patient, "Epilepsie"));
            return patient;
        }

        @Test
        void byADenyOnATypeIsNotThere() {
            String patient = full();
            practice.store("CarePlan", TriageScene.plan(patient, "risks", canary, canary));
            practice.store(
                    "Consent",
                    Sharing.consent(
                            patient,
                            "active",
                            "{\"type\":\"deny\",\"class\":[{\"system\":\"http://hl7.org/fhir/resource-types\",\"code\":\"CarePlan\"}]}"));
            Gateway.Answer answer = context(patient);
            assertThat(answer.headers() + answer.text()).doesNotContain(canary);
            assertThat(TriageScene.part(answer, "behaviour")
                            .path("emptyReason")
                            .path("coding")
                            .path(0)
                            .path("code")
                            .asText())
                    .isEqualTo("unavailable");
            assertThat(rows(answer, "104605-1")).allMatch(row -> row.startsWith("Bijt bij spanning"));
        }

        @Test
        void ofAllLooksLikeNobody() {
            String closed = patient();
            practice.store("Condition", People.condition(closed, canary));
            for (Organisation reader : List.of(care, triage)) {
                List<String> answers = Stream.of(
                                TriageScene.byId(closed),
                                TriageScene.byId(UUID.randomUUID().toString()),
                                TriageScene.byBsn(bsn, "1961-04-03"),
                                TriageScene.byBsn(bsn, "1961-04-04"),
                                TriageScene.byBsn(People.newBsn(), "1961-04-03"))
                        .map(one -> told(TriageScene.context(reader, one)))
                        .distinct()
                        .toList();
                assertThat(answers).singleElement().asString().startsWith("404").doesNotContain(bsn, closed);
            }
            assertThat(TriageScene.context(practice, TriageScene.byBsn(bsn, "1961-04-03"))
                            .status())
                    .isEqualTo(200);
        }

        @Test
        void isNotFoundByAnotherBirthDateByWhoMaySeeIt() {
            shared();
            Gateway.Answer answer = TriageScene.context(triage, TriageScene.byBsn(bsn, "1961-04-04"));
            assertThat(told(answer))
                    .startsWith("404")
                    .isEqualTo(told(TriageScene.context(triage, TriageScene.byBsn(People.newBsn(), "1961-04-03"))));
        }

        /** Somebody who is asked among several sees the Task and not whose it is. */
        @Test
        void whoItIsIsNotFoundOutByTryingBsns() {
            String patient = patient();
            String question =
                    practice.store("ServiceRequest", TriageScene.question(patient, practice.ura(), "Wie kan?"));
            ObjectNode task = Records.tree(TriageScene.task(patient, question, practice.ura(), triage.ura()));
            task.putObject("groupIdentifier").put("system", "urn:ietf:rfc:3986").put("value", Records.urn());
            String id = practice.store("Task", task.toString());
            assertThat(triage.get("Task/" + id).status()).isEqualTo(200);
            Gateway.Answer answer = TriageScene.context(triage, TriageScene.byBsn(bsn, "1961-04-03"));
            assertThat(told(answer))
                    .startsWith("404")
                    .isEqualTo(told(TriageScene.context(triage, TriageScene.byBsn(People.newBsn(), "1961-04-03"))));
        }
    }

    @Nested
    class BreakingTheGlass {

        private final String physician = Acute.physician(gateway);

        private String told(String parameters) {
            Gateway.Answer answer = gateway.post("Patient/$triage-context", parameters, "Authorization", physician);
            return TriageContextTest.told(answer);
        }

        @Test
        void isOfferedTheSameWhateverIsThere() {
            String closed = patient();
            List<String> answers = Stream.of(
                            TriageScene.byId(closed),
                            TriageScene.byId(UUID.randomUUID().toString()),
                            TriageScene.byBsn(bsn, "1961-04-03"),
                            TriageScene.byBsn(bsn, "1961-04-04"),
                            TriageScene.byBsn(People.newBsn(), "1961-04-03"))
                    .map(this::told)
                    .distinct()
                    .toList();
            assertThat(answers).singleElement().asString().startsWith("403").contains("break-glass-required");
        }

        @Test
        void opensWhatAnEmergencyOpensAndNoMore() {
            String patient = patient();
            practice.store("Condition", People.condition(patient, "Epilepsie"));
            practice.store("Observation", TriageScene.pulse(patient, "2026-02-03T10:00:00+01:00", 84));
            assertThat(Acute.breakGlass(gateway, patient, physician).status()).isEqualTo(200);
            assertThat(told(TriageScene.byBsn(bsn, "1961-04-03")))
                    .startsWith("200")
                    .contains("Epilepsie", "Fatima")
                    .doesNotContain("84 /min");
        }
    }

    @Nested
    class TheQuestion {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "{\"name\":\"identifier\",\"valueIdentifier\":{\"system\":\"http://fhir.nl/fhir/NamingSystem/bsn\",\"value\":\"BSN\"}}",
                    "{\"name\":\"birthDate\",\"valueDate\":\"1961-04-03\"}",
                    "{\"name\":\"identifier\",\"valueIdentifier\":{\"system\":\"http://fhir.nl/fhir/NamingSystem/bsn\",\"value\":\"BSN\"}},{\"name\":\"birthDate\",\"valueString\":\"1961\"}",
                    "{\"name\":\"patient\",\"valueString\":\"x\"},{\"name\":\"identifier\",\"valueIdentifier\":{\"system\":\"http://fhir.nl/fhir/NamingSystem/bsn\",\"value\":\"BSN\"}}",
                    "{\"name\":\"patient\",\"valueString\":\"x\"},{\"name\":\"birthDate\",\"valueDate\":\"1961-04-03\"}",
                    "{\"name\":\"patient\",\"valueString\":\"Practitioner/x\"}",
                    "{\"name\":\"patient\",\"valueString\":\"x\"},{\"name\":\"patient\",\"valueString\":\"y\"}"
                })
        void namesOnePatientInOneWay(String parameters) {
            String body = parameters.isEmpty()
                    ? "{\"resourceType\":\"Parameters\"}"
                    : "{\"resourceType\":\"Parameters\",\"parameter\":[" + parameters.replace("BSN", bsn) + "]}";
            Gateway.Answer answer = TriageScene.context(triage, body);
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(answer.code()).isEqualTo("parameter-invalid");
            assertThat(answer.text()).doesNotContain(bsn);
        }

        @Test
        void hasNoOtherParameterAndNothingInTheUrl() {
            String patient = shared();
            assertThat(TriageScene.context(triage, TriageScene.byId(patient).replace("\"patient\"", "\"person\""))
                            .code())
                    .isEqualTo("parameter-not-supported");
            assertThat(triage.post("Patient/$triage-context?patient=" + patient, TriageScene.byId(patient))
                            .status())
                    .isEqualTo(400);
            assertThat(triage.get("Patient/$triage-context?patient=" + patient).status())
                    .isGreaterThanOrEqualTo(400);
            assertThat(triage.post("Patient/" + patient + "/$triage-context", TriageScene.byId(patient))
                            .status())
                    .isGreaterThanOrEqualTo(400);
        }

        @Test
        void isRefusedForWhatIsNoBsn() {
            Gateway.Answer answer = TriageScene.context(triage, TriageScene.byBsn("123456789", "1961-04-03"));
            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.code()).isEqualTo("bsn-invalid");
            assertThat(answer.text()).doesNotContain("123456789");
        }

        @ParameterizedTest
        @EnumSource(names = {"PHARMACY", "PRIVACY", "AUDITOR", "OPERATOR"})
        void isForWhoAnswersAcuteQuestions(OrganizationKind kind) {
            Gateway.Answer answer = TriageScene.context(new Organisation(gateway, kind), TriageScene.byId(patient()));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.code()).isEqualTo("not-allowed");
        }

        @Test
        void needsTheScopeAndShowsWhatTheScopesOpenOnly() throws Exception {
            String patient = full();
            for (String scopes : List.of("system/Condition.rs", "system/Patient.rs system/Condition.rs")) {
                String token = gateway.client(
                                "narrow-" + UUID.randomUUID(),
                                triage.ura(),
                                OrganizationKind.TRIAGE,
                                scopes,
                                Purpose.TREAT)
                        .bearer();
                Gateway.Answer answer = gateway.post(
                        "Patient/$triage-context", TriageScene.byId(patient), "Authorization", "Bearer " + token);
                if (scopes.contains("Patient")) {
                    assertThat(ok(answer).text())
                            .contains("Epilepsie", "Fatima")
                            .doesNotContain("carbamazepine", "V. Nachtdienst");
                } else {
                    assertThat(answer.status()).isEqualTo(403);
                }
            }
        }

        @Test
        void isOnRecordOnceAndLeavesNoBsnBehind() {
            String patient = full();
            Gateway.Answer answer;
            String log;
            try (LogCapture capture = LogCapture.asConfigured()) {
                answer = ok(TriageScene.context(triage, TriageScene.byBsn(bsn, "1961-04-03")));
                log = String.join("\n", capture.all());
            }
            assertThat(log).doesNotContain(bsn);
            List<String> events = gateway.bean(JdbcTemplate.class)
                    .queryForList(
                            "select event::text from mgz_audit_event where request_id = ?::uuid and patient_id is not null",
                            String.class,
                            answer.header("X-Request-Id"));
            assertThat(events)
                    .singleElement()
                    .asString()
                    .contains("$triage-context", "Patient/" + patient, "D3")
                    .doesNotContain(bsn);
        }

        @Test
        void thatFindsNothingIsOnRecordOfWhomItWasAbout() {
            String closed = patient();
            Gateway.Answer answer = TriageScene.context(triage, TriageScene.byBsn(bsn, "1961-04-03"));
            assertThat(answer.status()).isEqualTo(404);
            assertThat(gateway.bean(JdbcTemplate.class)
                            .queryForList(
                                    "select patient_id from mgz_audit_event where request_id = ?::uuid",
                                    String.class,
                                    answer.header("X-Request-Id")))
                    .containsExactly(closed);
        }
    }

    /** What the document shows of a patient is in the log, entry by entry. */
    @Test
    void everythingThatIsShownIsOnRecord() {
        String patient = full();
        Gateway.Answer answer = context(patient);
        String event = gateway.bean(JdbcTemplate.class)
                .queryForObject(
                        "select event::text from mgz_audit_event where request_id = ?::uuid and patient_id = ?",
                        String.class,
                        answer.header("X-Request-Id"),
                        patient);
        StreamSupport.stream(answer.json().path("entry").spliterator(), false)
                .map(entry -> entry.path("resource"))
                .filter(resource -> List.of("Condition", "CarePlan", "Flag", "Consent", "Task")
                        .contains(resource.path("resourceType").asText()))
                .forEach(resource -> assertThat(event)
                        .contains(resource.path("resourceType").asText() + "/"
                                + resource.path("id").asText()));
    }
}
