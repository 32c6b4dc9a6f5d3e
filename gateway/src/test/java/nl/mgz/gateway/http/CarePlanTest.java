package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import nl.mgz.gateway.PzpForms;
import nl.mgz.gateway.identity.OrganizationKind;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The plan that holds now, as a practice, two care organisations and a triage service see it and keep it. */
class CarePlanTest {

    private static final String RC2 = "https://api.iknl.nl/docs/pzp/r4/StructureDefinition/";
    private static final String BETA3 = "https://fhir.iknl.nl/fhir/StructureDefinition/";

    private final Gateway gateway = Gateway.shared();
    private final Organisation practice = new Organisation(gateway, OrganizationKind.GP);
    private final Organisation linde = new Organisation(gateway, OrganizationKind.CARE);
    private final Organisation berk = new Organisation(gateway, OrganizationKind.CARE);
    private final Organisation triage = new Organisation(gateway, OrganizationKind.TRIAGE);

    private String shared(String patient) {
        practice.store(
                "CareTeam", Sharing.careTeam(patient, List.of(practice.ura(), linde.ura(), berk.ura(), triage.ura())));
        practice.store("Consent", Sharing.consent(patient, "active", """
                {"type":"permit","purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}]}"""));
        return patient;
    }

    private String patient() {
        return practice.store("Patient", People.patient(People.newBsn(), "Veldkamp", "1961-04-03"));
    }

    private static ObjectNode directive(String patient, String stated, String type) {
        ObjectNode consent = Records.tree(Records.treatmentDirective(patient));
        consent.put("dateTime", stated);
        ((ObjectNode) consent.path("provision")).put("type", type);
        return consent;
    }

    private static ObjectNode other(String patient, String stated, String text) {
        ObjectNode consent = directive(patient, stated, "deny");
        ((ObjectNode) consent.path("provision")).putArray("code").add(Records.tree("""
                {"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-NullFlavor","code":"OTH"}],"text":"%s"}""".formatted(text)));
        return consent;
    }

    private static String section(String patient, String kind, String title) {
        return """
                {"resourceType":"CarePlan","status":"active","intent":"plan","title":"%s","description":"%s",
                 "category":[{"coding":[{"system":"https://mgz-gateway.nl/fhir/CodeSystem/mgz-careplan-kind","code":"%s"}]}],
                 "subject":{"reference":"Patient/%s"},
                 "activity":[{"detail":{"code":{"text":"Doen"},"status":"in-progress","description":"%s"}}]}""".formatted(title, title, kind, patient, title);
    }

    private static Gateway.Answer plan(Organisation reader, String patient, String query) {
        Gateway.Answer answer = reader.get("Patient/" + patient + "/$care-plan" + query);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private static List<JsonNode> of(Gateway.Answer answer, String type) {
        return answer.matches().stream()
                .filter(one -> type.equals(one.path("resourceType").asText()))
                .toList();
    }

    private static List<String> ids(Gateway.Answer answer, String type) {
        return of(answer, type).stream().map(one -> one.path("id").asText()).toList();
    }

    /** What an answer says beside the plan, without the notice that every answer has. */
    private static List<String> findings(Gateway.Answer answer) {
        return answer.resources("outcome").stream()
                .flatMap(outcome -> StreamSupport.stream(outcome.path("issue").spliterator(), false))
                .map(issue -> issue.path("diagnostics").asText())
                .filter(text -> !text.startsWith("Data may be missing"))
                .toList();
    }

    @Nested
    class Directives {

        @Test
        void areTheLatestOfEachTreatmentAndOthersByTheirText() {
            String patient = shared(patient());
            String old = practice.store(
                    "Consent", directive(patient, "2020-03-01", "permit").toString());
            String current = practice.store(
                    "Consent", directive(patient, "2022-03-01", "deny").toString());
            String icd = practice.store(
                    "Consent", other(patient, "2021-01-01", "ICD uitzetten").toString());
            String dialysis = practice.store(
                    "Consent", other(patient, "2021-01-01", "Dialyse").toString());
            assertThat(ids(plan(triage, patient, ""), "Consent")).containsExactlyInAnyOrder(current, icd, dialysis);
            assertThat(ids(plan(triage, patient, "?superseded=true"), "Consent"))
                    .containsExactlyInAnyOrder(current, icd, dialysis, old);
        }

        private void end(String id, String day) {
            ObjectNode ended = (ObjectNode) practice.get("Consent/" + id).json();
            ended.put("status", "inactive");
            if (day != null) {
                ended.withObjectProperty("provision")
                        .withObjectProperty("period")
                        .put("end", day);
            }
            Gateway.Answer answer = practice.put("Consent/" + id, ended.toString(), "W/\"1\"");
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        }

        @Test
        void thatWereReplacedStayToBeFoundAndHoldNoMore() {
            String patient = shared(patient());
            String old = practice.store(
                    "Consent", directive(patient, "2024-03-01", "permit").toString());
            end(old, "2025-06-01");
            assertThat(ids(plan(triage, patient, ""), "Consent")).isEmpty();
            String current = practice.store(
                    "Consent", directive(patient, "2025-06-01", "deny").toString());
            assertThat(ids(plan(triage, patient, ""), "Consent")).containsExactly(current);
            assertThat(ids(plan(triage, patient, "?superseded=true"), "Consent"))
                    .containsExactlyInAnyOrder(current, old);
            JsonNode kept = triage.get("Consent/" + old).json();
            assertThat(kept.path("status").asText()).isEqualTo("inactive");
            assertThat(kept.path("provision").path("period").path("end").asText())
                    .isEqualTo("2025-06-01");
        }

        @Test
        void thatWereWithdrawnHoldNoMoreAndBringNoOlderOneBack() {
            String patient = shared(patient());
            String older = practice.store(
                    "Consent", directive(patient, "2020-03-01", "permit").toString());
            end(older, "2024-03-01");
            String withdrawn = practice.store(
                    "Consent", directive(patient, "2024-03-01", "deny").toString());
            assertThat(ids(plan(triage, patient, ""), "Consent")).containsExactly(withdrawn);
            end(withdrawn, null);
            assertThat(ids(plan(triage, patient, ""), "Consent")).isEmpty();
            assertThat(triage.get("Patient/" + patient + "/$current-directives").text())
                    .doesNotContain(older, withdrawn);
        }

        @Test
        void ofTwoOrganisationsOfOneDayAreBothShown() {
            String patient = shared(patient());
            String one = practice.store(
                    "Consent", directive(patient, "2022-03-01", "permit").toString());
            String two = linde.store(
                    "Consent", directive(patient, "2022-03-01", "deny").toString());
            assertThat(ids(plan(triage, patient, ""), "Consent")).containsExactlyInAnyOrder(one, two);
        }

        @Test
        void withAConditionHaveNoYes() {
            String patient = shared(patient());
            ObjectNode conditional = directive(patient, "2022-03-01", "deny");
            ((ObjectNode) conditional.path("provision")).remove("type");
            conditional
                    .putArray("modifierExtension")
                    .addObject()
                    .put("url", "http://nictiz.nl/fhir/StructureDefinition/ext-TreatmentDirective2.SpecificationOther")
                    .put("valueString", "Alleen als het kort duurt");
            practice.store("Consent", conditional.toString());
            for (String version : List.of("", "?version=beta3")) {
                JsonNode told = of(plan(triage, patient, version), "Consent").get(0);
                assertThat(told.path("provision").has("type")).isFalse();
                assertThat(told.path("modifierExtension").size()).isEqualTo(1);
            }
        }

        @Test
        void thatARepresentativeAgreedOnNeedAFindingOnCapacity() {
            String patient = shared(patient());
            String mentor = practice.store("RelatedPerson", """
                    {"resourceType":"RelatedPerson","active":true,"patient":{"reference":"Patient/%s"},
                     "relationship":[{"coding":[{"system":"urn:oid:2.16.840.1.113883.2.4.3.11.22.472","code":"15"}]}],
                     "name":[{"family":"Mentor"}]}""".formatted(patient));
            ObjectNode agreed = directive(patient, "2026-02-10", "deny");
            ((ObjectNode) agreed.path("provision")).putArray("actor").add(Records.tree("""
                    {"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"CONSENTER"}]},
                     "reference":{"reference":"RelatedPerson/%s"}}""".formatted(mentor)));
            practice.store("Consent", agreed.toString());
            assertThat(findings(plan(practice, patient, "")))
                    .singleElement()
                    .asString()
                    .contains("no finding");
            practice.store("Observation", capacity(patient, "2026-02-11"));
            assertThat(findings(plan(practice, patient, "")))
                    .singleElement()
                    .asString()
                    .contains("no finding");
            practice.store("Observation", capacity(patient, "2026-02-09"));
            assertThat(findings(plan(practice, patient, ""))).isEmpty();
        }

        @Test
        void thatARepresentativeOfLowerRankAgreedOnSaySo() {
            String patient = shared(patient());
            String sister = practice.store(
                    "RelatedPerson", person(patient, "http://terminology.hl7.org/CodeSystem/v3-RoleCode", "SIS"));
            practice.store("Observation", capacity(patient, "2026-02-09"));
            ObjectNode agreed = directive(patient, "2026-02-10", "deny");
            ((ObjectNode) agreed.path("provision")).putArray("actor").add(consenter("RelatedPerson/" + sister));
            practice.store("Consent", agreed.toString());
            assertThat(findings(plan(practice, patient, ""))).isEmpty();
            practice.store("RelatedPerson", person(patient, "urn:oid:2.16.840.1.113883.2.4.3.11.22.472", "15"));
            assertThat(findings(plan(practice, patient, "")))
                    .singleElement()
                    .asString()
                    .contains("comes before");
            ObjectNode own = directive(patient, "2026-03-10", "permit");
            ((ObjectNode) own.path("provision")).putArray("actor").add(consenter("Patient/" + patient));
            String id = practice.store("Consent", own.toString());
            practice.store(
                    "Observation",
                    capacity(patient, "2026-03-10").replace("\"valueBoolean\":false", "\"valueBoolean\":true"));
            Gateway.Answer answer = plan(practice, patient, "");
            assertThat(ids(answer, "Consent")).containsExactly(id);
            assertThat(findings(answer)).isEmpty();
        }

        private String person(String patient, String system, String code) {
            return """
                    {"resourceType":"RelatedPerson","active":true,"patient":{"reference":"Patient/%s"},
                     "relationship":[{"coding":[{"system":"%s","code":"%s"}]}],
                     "name":[{"family":"Iemand"}]}""".formatted(patient, system, code);
        }

        private ObjectNode consenter(String reference) {
            return Records.tree("""
                    {"role":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v3-RoleCode","code":"CONSENTER"}]},
                     "reference":{"reference":"%s"}}""".formatted(reference));
        }

        private String capacity(String patient, String date) {
            return """
                    {"resourceType":"Observation","status":"final","effectiveDateTime":"%s","valueBoolean":false,
                     "code":{"coding":[{"system":"http://snomed.info/sct","code":"665671000146101"}]},
                     "performer":[{"display":"A. Rts"}],
                     "subject":{"reference":"Patient/%s"}}""".formatted(date, patient);
        }
    }

    @Nested
    class Versions {

        @Test
        void ofARealBetaPlanBecomeRc2() {
            String patient = shared(RealCases.push("pzp-beta3", practice::post));
            Gateway.Answer answer = plan(triage, patient, "");
            assertThat(of(answer, "Communication")).isEmpty();
            JsonNode request = of(answer, "CommunicationRequest").get(0);
            assertThat(request.path("authoredOn").asText()).isEqualTo("2025-08-07");
            assertThat(request.path("sender").path("reference").asText()).isEqualTo("Patient/" + patient);
            assertThat(request.path("requester").path("reference").asText()).startsWith("PractitionerRole/");
            assertThat(of(answer, "Goal").get(0).path("category").toString()).contains("713603004");
            assertThat(of(answer, "Patient").get(0).path("extension").toString())
                    .doesNotContain("LegallyCapable");
            assertThat(of(answer, "Observation")).anySatisfy(one -> {
                assertThat(one.path("code").toString()).contains("665671000146101");
                assertThat(one.path("valueBoolean").asBoolean()).isTrue();
                assertThat(one.path("note").size()).isEqualTo(1);
            });
            assertThat(profiles(answer))
                    .isNotEmpty()
                    .allSatisfy(one -> assertThat(one)
                            .startsWith(one.endsWith("ACP-OrganDonationChoiceRegistration") ? BETA3 : RC2));
            assertThat(findings(answer))
                    .anySatisfy(one -> assertThat(one).contains("Not converted", "organ donation"))
                    .anySatisfy(one -> assertThat(one).contains("Capacity was recorded in the Patient"));
        }

        @Test
        void ofARealRc2PlanBecomeBetaAndSayWhatFallsAway() {
            String patient = shared(RealCases.push("pzp-rc2", practice::post));
            Gateway.Answer answer = plan(triage, patient, "?version=beta3");
            assertThat(of(answer, "CommunicationRequest")).isEmpty();
            JsonNode told = of(answer, "Communication").get(0);
            assertThat(told.path("sent").asText()).isEqualTo("2020-10-01");
            assertThat(told.path("status").asText()).isEqualTo("completed");
            assertThat(told.path("topic").toString()).contains("223449006");
            assertThat(of(answer, "Goal").get(0).has("category")).isFalse();
            assertThat(of(answer, "Patient").get(0).path("extension").toString())
                    .contains("legallyCapable");
            assertThat(of(answer, "Observation"))
                    .noneSatisfy(one -> assertThat(one.path("code").toString()).contains("665671000146101"));
            assertThat(profiles(answer))
                    .isNotEmpty()
                    .allSatisfy(one -> assertThat(one).startsWith(BETA3));
            assertThat(findings(answer))
                    .anySatisfy(one -> assertThat(one).contains("falls away"))
                    .anySatisfy(one -> assertThat(one).contains("Converted to a Communication"));
        }

        @Test
        void areGivenAsTheyAreWhereTheyWereSentSo() {
            String patient = shared(RealCases.push("pzp-rc2", practice::post));
            Gateway.Answer answer = plan(triage, patient, "?version=rc2");
            assertThat(findings(answer)).isEmpty();
            assertThat(profiles(answer))
                    .isNotEmpty()
                    .allSatisfy(one -> assertThat(one).startsWith(RC2));
            assertThat(of(answer, "Consent")).hasSize(5);
            assertThat(of(answer, "Procedure")).hasSize(1);
            assertThat(of(answer, "Encounter")).hasSize(1);
        }

        @Test
        void thatNobodyKnowsAreRefused() {
            String path = "Patient/" + patient() + "/$care-plan";
            assertThat(practice.get(path + "?version=beta4").code()).isEqualTo("parameter-invalid");
            assertThat(practice.get(path + "?date=2020").code()).isEqualTo("parameter-not-supported");
        }

        private List<String> profiles(Gateway.Answer answer) {
            return answer.matches().stream()
                    .flatMap(one -> StreamSupport.stream(
                            one.path("meta").path("profile").spliterator(), false))
                    .map(JsonNode::asText)
                    .toList();
        }
    }

    @Nested
    class SectionsOfDisabilityCare {

        @Test
        void comeFromSeveralOrganisationsAndEachOwnsItsOwn() {
            String patient = shared(patient());
            String crisis = linde.store("CarePlan", section(patient, "crisis-agreements", "Bel de wacht"));
            String baseline = berk.store("CarePlan", section(patient, "daily-baseline", "Slaapt goed"));
            String risks = berk.store("CarePlan", section(patient, "risks", "Valt op de trap"));
            Gateway.Answer answer = plan(triage, patient, "");
            assertThat(ids(answer, "CarePlan")).containsExactlyInAnyOrder(crisis, baseline, risks);
            assertThat(of(answer, "CareTeam")).hasSize(1);
            Gateway.Answer theirs = berk.put("CarePlan/" + crisis, changed(patient, crisis, "Bel niemand"), "W/\"1\"");
            assertThat(theirs.status()).isEqualTo(404);
            assertThat(linde.get("CarePlan/" + crisis).text()).contains("Bel de wacht");
        }

        private String changed(String patient, String id, String title) {
            return section(patient, "crisis-agreements", title).replaceFirst("\\{", "{\"id\":\"" + id + "\",");
        }

        @Test
        void areChangedByOneOfTwoEditorsAndTheOtherLearnsBothVersions() {
            String patient = shared(patient());
            String id = linde.store("CarePlan", section(patient, "crisis-agreements", "Bel de wacht"));
            assertThat(linde.put("CarePlan/" + id, changed(patient, id, "Bel de arts"), "W/\"1\"")
                            .status())
                    .isEqualTo(200);
            Gateway.Answer second = linde.put("CarePlan/" + id, changed(patient, id, "Bel de buren"), "W/\"1\"");
            assertThat(second.status()).isEqualTo(412);
            assertThat(second.code()).isEqualTo("version-conflict");
            assertThat(second.text()).contains("CarePlan/" + id + "/_history/1", "CarePlan/" + id + "/_history/2");
            assertThat(linde.get("CarePlan/" + id + "/_history/1").text()).contains("Bel de wacht");
            assertThat(linde.get("CarePlan/" + id).text()).contains("Bel de arts");
        }

        @Test
        void keepOneOfManyChangesOfOneMoment() {
            String patient = shared(patient());
            String id = linde.store("CarePlan", section(patient, "crisis-agreements", "Bel de wacht"));
            List<Gateway.Answer> answers = Together.send(
                    8, one -> linde.put("CarePlan/" + id, changed(patient, id, "Bel nummer " + one), "W/\"1\""));
            assertThat(answers).filteredOn(answer -> answer.status() == 200).hasSize(1);
            assertThat(answers)
                    .filteredOn(answer -> answer.status() == 412)
                    .hasSize(7)
                    .allSatisfy(answer -> assertThat(answer.text()).contains("/_history/1", "/_history/2"));
        }

        @Test
        void cannotBeChangedWithoutTheVersionThatWasRead() {
            String patient = shared(patient());
            String id = linde.store("CarePlan", section(patient, "crisis-agreements", "Bel de wacht"));
            assertThat(linde.put("CarePlan/" + id, changed(patient, id, "Bel de arts"), "")
                            .status())
                    .isEqualTo(428);
        }

        @Test
        void inAConflictInATransactionNameBothVersionsToo() {
            String patient = shared(patient());
            String id = linde.store("CarePlan", section(patient, "crisis-agreements", "Bel de wacht"));
            linde.put("CarePlan/" + id, changed(patient, id, "Bel de arts"), "W/\"1\"");
            Gateway.Answer answer = linde.post(
                    "",
                    Records.transaction(
                            Records.put("CarePlan/" + id, "W/\"1\"", changed(patient, id, "Bel de buren"))));
            assertThat(answer.status()).isEqualTo(412);
            assertThat(answer.text()).contains("/_history/1", "/_history/2");
        }
    }

    @Nested
    class Forms {

        private static final String CONDITION = "Alleen als hij weer thuis kan komen";

        private String store(Organisation holder, String patient, String filledIn, String... items) {
            return holder.store("QuestionnaireResponse", PzpForms.form(patient, filledIn, items));
        }

        /** Treatment and decision of each directive, whichever way it was sent. */
        private List<String> limits(List<JsonNode> directives) {
            return directives.stream()
                    .map(one -> one.path("provision")
                                    .path("code")
                                    .path(0)
                                    .path("coding")
                                    .path(0)
                                    .path("code")
                                    .asText() + " "
                            + one.path("provision").path("type").asText("none"))
                    .sorted()
                    .toList();
        }

        private List<JsonNode> current(Organisation reader, String patient) {
            Gateway.Answer answer = reader.get("Consent/$current-directives?patient=Patient/" + patient);
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            return of(answer, "Consent");
        }

        @Test
        void areInThePlanWithWhatTheyState() {
            String patient = shared(patient());
            String form = store(
                    practice,
                    patient,
                    "2026-03-01",
                    PzpForms.limit(PzpForms.CPR, PzpForms.DO_NOT, "", "Genoeg geweest"),
                    PzpForms.limit(PzpForms.HOSPITAL, PzpForms.OTHERWISE, CONDITION, ""),
                    PzpForms.goal("713148004"),
                    PzpForms.capable(true),
                    PzpForms.representative("Anna", "Veldkamp", "SIS", "0612345678"));
            for (String version : List.of("", "?version=beta3")) {
                Gateway.Answer answer = plan(triage, patient, version);
                assertThat(ids(answer, "QuestionnaireResponse")).containsExactly(form);
                assertThat(limits(of(answer, "Consent")))
                        .containsExactly(PzpForms.HOSPITAL + " none", PzpForms.CPR + " deny");
                assertThat(of(answer, "Consent")).allSatisfy(one -> {
                    assertThat(one.has("id")).isFalse();
                    assertThat(one.path("meta").path("source").asText())
                            .isEqualTo("QuestionnaireResponse/" + form + "/_history/1");
                    assertThat(one.path("sourceReference").path("reference").asText())
                            .isEqualTo("QuestionnaireResponse/" + form);
                    assertThat(Records.tags(one, "https://mgz-gateway.nl/fhir/NamingSystem/author-organization"))
                            .containsExactly(practice.ura());
                });
                assertThat(of(answer, "Goal")).hasSize(1);
                assertThat(of(answer, "RelatedPerson")).hasSize(1);
            }
            assertThat(of(plan(triage, patient, ""), "Observation"))
                    .singleElement()
                    .satisfies(one ->
                            assertThat(one.path("valueBoolean").asBoolean()).isTrue());
        }

        @Test
        void andSingleResourcesTakeEachOthersPlace() {
            String patient = shared(patient());
            String before = practice.store(
                    "Consent", directive(patient, "2021-03-01", "permit").toString());
            String first = store(practice, patient, "2022-03-01", PzpForms.limit(PzpForms.ICU, PzpForms.DO_NOT));
            assertThat(limits(current(triage, patient))).containsExactly(PzpForms.ICU + " deny");
            assertThat(limits(of(plan(triage, patient, ""), "Consent"))).containsExactly(PzpForms.ICU + " deny");
            String after = practice.store(
                    "Consent", directive(patient, "2023-03-01", "permit").toString());
            assertThat(ids(plan(triage, patient, ""), "Consent")).containsExactly(after);
            assertThat(current(triage, patient))
                    .singleElement()
                    .satisfies(one -> assertThat(one.path("id").asText()).isEqualTo(after));
            String second = store(practice, patient, "2024-03-01", PzpForms.limit(PzpForms.ICU, PzpForms.DO_NOT));
            assertThat(limits(current(triage, patient))).containsExactly(PzpForms.ICU + " deny");
            assertThat(ids(plan(triage, patient, ""), "QuestionnaireResponse")).containsExactly(second);
            Gateway.Answer all = plan(triage, patient, "?superseded=true");
            assertThat(ids(all, "QuestionnaireResponse")).containsExactlyInAnyOrder(first, second);
            assertThat(ids(all, "Consent")).contains(before, after);
        }

        @Test
        void areChangedAndWithdrawnByTheirHolderAlone() {
            String patient = shared(patient());
            String first = store(practice, patient, "2022-03-01", PzpForms.limit(PzpForms.CPR, PzpForms.DO));
            String second = store(practice, patient, "2024-03-01", PzpForms.limit(PzpForms.CPR, PzpForms.DO));
            assertThat(change(linde, patient, second, "amended", 1).status()).isEqualTo(404);
            assertThat(limits(current(triage, patient))).containsExactly(PzpForms.CPR + " permit");
            assertThat(change(practice, patient, second, "amended", 1).status()).isEqualTo(200);
            assertThat(limits(current(triage, patient))).containsExactly(PzpForms.CPR + " deny");
            assertThat(change(practice, patient, second, "amended", 1).status()).isEqualTo(412);
            assertThat(change(practice, patient, second, "stopped", 2).status()).isEqualTo(200);
            Gateway.Answer answer = plan(triage, patient, "");
            assertThat(ids(answer, "QuestionnaireResponse")).containsExactly(first);
            assertThat(limits(of(answer, "Consent"))).containsExactly(PzpForms.CPR + " permit");
            assertThat(change(practice, patient, first, "entered-in-error", 1).status())
                    .isEqualTo(200);
            assertThat(current(triage, patient)).isEmpty();
            assertThat(ids(plan(practice, patient, "?superseded=true"), "QuestionnaireResponse"))
                    .isEmpty();
            assertThat(practice.get("QuestionnaireResponse/" + first + "/_history/1")
                            .status())
                    .isEqualTo(200);
        }

        private Gateway.Answer change(Organisation holder, String patient, String id, String status, int version) {
            ObjectNode form = Records.tree(PzpForms.formOf(
                    PzpForms.RC2, patient, status, "2024-03-01", PzpForms.limit(PzpForms.CPR, PzpForms.DO_NOT)));
            form.put("id", id);
            return holder.put("QuestionnaireResponse/" + id, form.toString(), "W/\"" + version + "\"");
        }

        @Test
        void ofTwoOrganisationsBothCount() {
            String patient = shared(patient());
            String one = store(practice, patient, "2024-03-01", PzpForms.limit(PzpForms.CPR, PzpForms.DO_NOT));
            String two = store(linde, patient, "2025-03-01", PzpForms.limit(PzpForms.ICU, PzpForms.DO_NOT));
            assertThat(ids(plan(triage, patient, ""), "QuestionnaireResponse")).containsExactlyInAnyOrder(one, two);
            assertThat(limits(current(triage, patient)))
                    .containsExactly(PzpForms.ICU + " deny", PzpForms.CPR + " deny");
        }

        @Test
        void thatAreHiddenStateNothing() {
            String patient = shared(patient());
            practice.store("Consent", directive(patient, "2020-03-01", "permit").toString());
            String canary = "kanarie" + UUID.randomUUID().toString().substring(0, 8);
            Gateway.Answer before = plan(triage, patient, "");
            String id = store(
                    practice,
                    patient,
                    "2024-03-01",
                    PzpForms.limit(PzpForms.CPR, PzpForms.DO_NOT, "", canary),
                    PzpForms.other(PzpForms.DO_NOT, canary),
                    PzpForms.representative(canary, canary, "SIS", "0612345678"),
                    PzpForms.euthanasia("340201000146103"));
            for (String path : List.of(
                    "Patient/" + patient + "/$care-plan",
                    "Patient/" + patient + "/$care-plan?version=beta3",
                    "Patient/" + patient + "/$care-plan?superseded=true",
                    "Patient/" + patient + "/$summary",
                    "Consent/$current-directives?patient=Patient/" + patient)) {
                Gateway.Answer after = triage.get(path);
                assertThat(after.status()).isEqualTo(200);
                assertThat(after.headers() + after.text()).doesNotContain(canary, id);
            }
            assertThat(plan(triage, patient, "").json().path("total"))
                    .isEqualTo(before.json().path("total"));
            assertThat(plan(practice, patient, "").text()).contains(canary, id);
            Gateway.Answer own = practice.get("Consent/$current-directives?patient=Patient/" + patient);
            assertThat(own.text()).contains(canary);
            assertThat(of(own, "Consent"))
                    .filteredOn(one -> !one.has("id"))
                    .hasSize(2)
                    .allSatisfy(
                            one -> assertThat(one.path("meta").path("security").toString())
                                    .contains("EUTHANASIA"));
            assertThat(own.resources("include"))
                    .anySatisfy(one -> assertThat(one.path("id").asText()).isEqualTo(id));
        }

        @Test
        void areToldInTheSummaryAsInThePlan() {
            String patient = shared(patient());
            String replaced = practice.store(
                    "Consent", directive(patient, "2020-03-01", "permit").toString());
            String form = store(
                    practice,
                    patient,
                    "2024-03-01",
                    PzpForms.limit(PzpForms.ICU, PzpForms.DO_NOT),
                    PzpForms.limit(PzpForms.HOSPITAL, PzpForms.OTHERWISE, CONDITION, ""),
                    PzpForms.goal("713148004"),
                    PzpForms.capable(false));
            Gateway.Answer summary = triage.get("Patient/" + patient + "/$summary?section=limits,contacts");
            assertThat(summary.status()).as(summary.text()).isEqualTo(200);
            String limits = summary.json()
                    .path("entry")
                    .path(0)
                    .path("resource")
                    .path("section")
                    .toString();
            assertThat(limits).contains("niet uitvoeren", CONDITION).doesNotContain(replaced);
            List<String> urls = StreamSupport.stream(
                            summary.json().path("entry").spliterator(), false)
                    .map(entry -> entry.path("fullUrl").asText())
                    .toList();
            assertThat(urls)
                    .contains(gateway.base() + "/QuestionnaireResponse/" + form)
                    .doesNotHaveDuplicates();
            summary.json()
                    .path("entry")
                    .path(0)
                    .path("resource")
                    .path("section")
                    .forEach(section -> section.path("entry")
                            .forEach(entry -> assertThat(urls)
                                    .contains(entry.path("reference").asText())));
            Gateway.Answer again = triage.get(
                    "Patient/" + patient + "/$summary?section=limits,contacts",
                    "If-None-Match",
                    summary.header("ETag"));
            assertThat(again.status()).isEqualTo(304);
        }
    }

    @Nested
    class WhatIsWithheld {

        @Test
        void isInNoByte() {
            String canary = "kanarie" + UUID.randomUUID().toString().substring(0, 8);
            String patient = shared(patient());
            practice.store("Consent", directive(patient, "2022-03-01", "deny").toString());
            Gateway.Answer before = plan(triage, patient, "");
            ObjectNode hidden = Records.tree(section(patient, "risks", canary));
            hidden.withObjectProperty("meta")
                    .withArrayProperty("security")
                    .addObject()
                    .put("system", "http://terminology.hl7.org/CodeSystem/v3-Confidentiality")
                    .put("code", "R");
            String id = linde.store("CarePlan", hidden.toString());
            for (String query : List.of("", "?version=beta3", "?superseded=true")) {
                Gateway.Answer after = plan(triage, patient, query);
                assertThat(after.headers() + after.text()).doesNotContain(canary, id);
                assertThat(after.json().path("total")).isEqualTo(before.json().path("total"));
            }
            assertThat(plan(linde, patient, "").text()).contains(canary);
        }

        @Test
        void looksLikeNobodyWithoutPermission() {
            String closed = patient();
            practice.store("Consent", directive(closed, "2022-03-01", "deny").toString());
            Gateway.Answer answer = triage.get("Patient/" + closed + "/$care-plan");
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text())
                    .isEqualTo(triage.get("Patient/" + UUID.randomUUID() + "/$care-plan")
                            .text());
            assertThat(ids(plan(practice, closed, ""), "Consent")).hasSize(1);
        }
    }
}
