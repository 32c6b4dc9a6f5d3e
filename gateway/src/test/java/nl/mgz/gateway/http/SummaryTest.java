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
import nl.mgz.gateway.validation.OfflineValidation;
import nl.mgz.gateway.validation.Validation;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A patient's summary, as a practice, a care organisation and a triage service get it. */
class SummaryTest {

    private static final Set<String> FIVE = Set.of("11450-4", "48765-2", "10160-0", "47519-4", "46264-8");

    private final Gateway gateway = Gateway.shared();
    private final Organisation practice = new Organisation(gateway, OrganizationKind.GP);
    private final Organisation care = new Organisation(gateway, OrganizationKind.CARE);
    private final Organisation triage = new Organisation(gateway, OrganizationKind.TRIAGE);

    private String patient() {
        return practice.store("Patient", People.patient(People.newBsn(), "Jansen", "1961-04-03"));
    }

    /** Everybody treats; the patient shows everything that is not confidential. */
    private String sharedPatient() {
        String patient = patient();
        practice.store("CareTeam", Sharing.careTeam(patient, List.of(practice.ura(), care.ura(), triage.ura())));
        practice.store("Consent", Sharing.consent(patient, "active", """
                {"type":"permit","purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}]}"""));
        return patient;
    }

    private static String medication(String patient, String atc, String name, String dosage) {
        return """
                {"resourceType":"MedicationStatement","status":"active",
                 "medicationCodeableConcept":{"coding":[{"system":"http://www.whocc.no/atc","code":"%s"}],"text":"%s"},
                 "subject":{"reference":"Patient/%s"},"effectiveDateTime":"2026-02-03",
                 "dosage":[{"text":"%s"}]}""".formatted(atc, name, patient, dosage);
    }

    private static String allergy(String patient, String code, String name, String verification) {
        return """
                {"resourceType":"AllergyIntolerance",
                 "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical","code":"active"}]},
                 "verificationStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/allergyintolerance-verification","code":"%s"}]},
                 "code":{"coding":[{"system":"http://snomed.info/sct","code":"%s"}],"text":"%s"},
                 "patient":{"reference":"Patient/%s"},"recordedDate":"2026-01-09"}""".formatted(verification, code, name, patient);
    }

    private static Gateway.Answer ok(Gateway.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer;
    }

    private static Gateway.Answer summary(Organisation reader, String patient, String... headers) {
        return reader.get("Patient/" + patient + "/$summary", headers);
    }

    private static JsonNode composition(Gateway.Answer answer) {
        return answer.json().path("entry").path(0).path("resource");
    }

    private static JsonNode section(Gateway.Answer answer, String code) {
        return stream(composition(answer).path("section"))
                .filter(section -> code.equals(
                        section.path("code").path("coding").path(0).path("code").asText()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no section " + code + " in " + answer.text()));
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static List<String> ids(JsonNode section) {
        return stream(section.path("entry"))
                .map(entry -> entry.path("reference").asText().replaceAll(".*/", ""))
                .toList();
    }

    private static String text(JsonNode section) {
        return section.path("text").path("div").asText();
    }

    /** All that an answer says, but for when it was made and which document it is. */
    private static String told(Gateway.Answer answer) {
        return answer.text()
                .replaceAll("\"(timestamp|date)\":\"[^\"]*\"", "")
                .replaceAll("urn:uuid:[0-9a-f-]{36}", "URN");
    }

    @Nested
    class TheDocument {

        @Test
        void hasTheFiveSectionsOnceAndClaimsOfNoneThatThereIsNothing() {
            Gateway.Answer answer = ok(summary(practice, patient()));
            assertThat(answer.json().path("type").asText()).isEqualTo("document");
            assertThat(composition(answer).path("resourceType").asText()).isEqualTo("Composition");
            List<String> codes = stream(composition(answer).path("section"))
                    .map(section -> section.path("code")
                            .path("coding")
                            .path(0)
                            .path("code")
                            .asText())
                    .toList();
            assertThat(codes).doesNotHaveDuplicates().containsAll(FIVE).hasSize(13);
            for (String code : FIVE) {
                JsonNode reason = section(answer, code).path("emptyReason");
                assertThat(reason.path("coding").path(0).path("code").asText()).isEqualTo("unavailable");
                assertThat(text(section(answer, code))).contains("betekent niet dat er niets is");
            }
            assertThat(answer.text()).doesNotContain("nilknown");
        }

        @Test
        void isValidAgainstTheProfileThatItClaims() throws Exception {
            String patient = sharedPatient();
            practice.store("Condition", People.condition(patient, "Epilepsie"));
            practice.store("MedicationStatement", medication(patient, "N03AF01", "carbamazepine", "2 keer per dag 1"));
            Gateway.Answer answer = ok(summary(triage, patient));
            assertThat(composition(answer).path("meta").path("profile").path(0).asText())
                    .isEqualTo("https://mgz-gateway.nl/fhir/StructureDefinition/mgz-PatientSummary");
            Validation found =
                    OfflineValidation.validator(FhirContext.forR4Cached(), null).validateJson(answer.text());
            assertThat(found.errors()).as(answer.text()).isEmpty();
        }

        /** What the International Patient Summary asks of a document, beside its five sections. */
        @Test
        void hasWhatTheInternationalSummaryAsks() {
            String patient = sharedPatient();
            practice.store("Condition", People.condition(patient, "Epilepsie"));
            JsonNode document = ok(summary(triage, patient)).json();
            assertThat(document.path("identifier").path("value").asText()).startsWith("urn:uuid:");
            assertThat(document.path("timestamp").asText()).isNotEmpty();
            JsonNode composition = document.path("entry").path(0).path("resource");
            assertThat(composition
                            .path("type")
                            .path("coding")
                            .path(0)
                            .path("code")
                            .asText())
                    .isEqualTo("60591-5");
            assertThat(composition.path("author").size()).isPositive();
            assertThat(composition.path("title").asText()).isNotEmpty();
            assertThat(stream(composition.path("section"))).allSatisfy(section -> {
                assertThat(section.path("title").asText()).isNotEmpty();
                assertThat(text(section)).contains("xmlns=\"http://www.w3.org/1999/xhtml\"");
                assertThat(section.has("section")).isFalse();
            });
            Set<String> urls = new HashSet<>();
            document.path("entry")
                    .forEach(entry -> urls.add(entry.path("fullUrl").asText()));
            assertThat(urls).hasSize(document.path("entry").size()).doesNotContain("");
            List<String> references = new ArrayList<>();
            composition.findValues("reference").forEach(one -> references.add(one.asText()));
            assertThat(references)
                    .isNotEmpty()
                    .allSatisfy(one -> assertThat(urls).contains(one));
            assertThat(urls).contains(gateway.base() + "/Patient/" + patient);
        }

        @Test
        void tellsProceduresDevicesAndTheLastTenContacts() {
            String patient = sharedPatient();
            String operation = practice.store("Procedure", """
                    {"resourceType":"Procedure","status":"completed","code":{"text":"Schildklieroperatie"},
                     "bodySite":[{"text":"hals"}],"subject":{"reference":"Patient/%s"},"performedDateTime":"2022-05-15"}""".formatted(patient));
            String talk = practice.store("Procedure", """
                    {"resourceType":"Procedure","status":"completed",
                     "code":{"coding":[{"system":"http://snomed.info/sct","code":"713603004"}],"text":"Gesprek over wensen"},
                     "subject":{"reference":"Patient/%s"},"performedDateTime":"2025-05-15"}""".formatted(patient));
            String chair = care.store("Device", """
                    {"resourceType":"Device","type":{"text":"Rolstoel"},"patient":{"reference":"Patient/%s"}}""".formatted(patient));
            String use = care.store("DeviceUseStatement", """
                    {"resourceType":"DeviceUseStatement","status":"active","subject":{"reference":"Patient/%s"},
                     "device":{"reference":"Device/%s"},"timingDateTime":"2024-02-01","note":[{"text":"buitenshuis"}]}""".formatted(patient, chair));
            String valve = care.store("Device", """
                    {"resourceType":"Device","type":{"text":"Kunstklep"},"patient":{"reference":"Patient/%s"}}""".formatted(patient));
            List<String> contacts = new ArrayList<>();
            for (int i = 1; i <= 11; i++) {
                ObjectNode contact = Records.tree(Records.encounter("Patient/" + patient));
                contact.putArray("reasonCode").addObject().put("text", "Contact nummer " + i + ".");
                contact.putObject("period").put("start", "2026-01-%02dT10:00:00+01:00".formatted(i));
                contacts.add(care.store("Encounter", contact.toString()));
            }
            Gateway.Answer answer = ok(summary(triage, patient));
            assertThat(ids(section(answer, "47519-4"))).contains(operation).doesNotContain(talk);
            assertThat(text(section(answer, "47519-4")))
                    .contains("Schildklieroperatie", "hals", "2022-05-15", "Testorganisatie " + practice.ura());
            assertThat(ids(section(answer, "46264-8"))).containsExactlyInAnyOrder(use, valve);
            assertThat(text(section(answer, "46264-8"))).contains("Rolstoel", "buitenshuis", "2024-02-01", "Kunstklep");
            assertThat(ids(section(answer, "46240-8")))
                    .hasSize(10)
                    .containsAll(contacts.subList(1, 11))
                    .doesNotContain(contacts.get(0));
            assertThat(text(section(answer, "46240-8")))
                    .contains("op afstand", "afgerond", "Contact nummer 11.", "2026-01-11")
                    .doesNotContain("Contact nummer 1.");
            for (String code : List.of("47519-4", "46264-8", "46240-8")) {
                assertThat(section(answer, code).has("emptyReason")).isFalse();
            }
        }

        @Test
        void tellsProblemsMeasurementsAlertsAndContactsInDutchWithTheirSource() {
            String patient = sharedPatient();
            String problem = practice.store("Condition", People.condition(patient, "Epilepsie"));
            practice.store("Observation", TriageScene.pulse(patient, "2026-01-03T10:00:00+01:00", 71));
            String last = practice.store("Observation", TriageScene.pulse(patient, "2026-02-03T10:00:00+01:00", 84));
            String flag = care.store("Flag", """
                    {"resourceType":"Flag","status":"active","code":{"text":"Bijt bij spanning"},
                     "category":[{"coding":[{"system":"http://loinc.org","code":"74018-3"}]}],
                     "subject":{"reference":"Patient/%s"}}""".formatted(patient));
            Gateway.Answer answer = ok(summary(triage, patient));
            assertThat(ids(section(answer, "11450-4"))).containsExactly(problem);
            assertThat(text(section(answer, "11450-4")))
                    .contains("Epilepsie", "actief", "Testorganisatie " + practice.ura());
            assertThat(stream(answer.json().path("entry"))
                            .map(entry -> entry.path("resource"))
                            .filter(resource ->
                                    problem.equals(resource.path("id").asText()))
                            .map(resource ->
                                    resource.path("meta").path("lastUpdated").asText()))
                    .containsExactly(practice.get("Condition/" + problem)
                            .json()
                            .path("meta")
                            .path("lastUpdated")
                            .asText());
            assertThat(ids(section(answer, "8716-3"))).containsExactly(last);
            assertThat(text(section(answer, "8716-3"))).contains("84 /min", "2026-02-03");
            assertThat(ids(section(answer, "104605-1"))).containsExactly(flag);
            assertThat(text(section(answer, "104605-1")))
                    .contains("Bijt bij spanning", "Testorganisatie " + care.ura());
        }

        @Test
        void showsWhatASourceWroteAsTextAndNotAsMarkup() {
            String patient = sharedPatient();
            practice.store("Condition", People.condition(patient, "<script>alert(1)</script> & <b>"));
            String text = text(section(ok(summary(triage, patient)), "11450-4"));
            assertThat(text)
                    .contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;")
                    .doesNotContain("<script");
        }

        @Test
        void neverTellsAConditionAsAYes() {
            String patient = sharedPatient();
            ObjectNode directive = Records.tree(Records.treatmentDirective(patient));
            ((ObjectNode) directive.path("provision")).remove("type");
            directive
                    .putArray("modifierExtension")
                    .addObject()
                    .put("url", "http://nictiz.nl/fhir/StructureDefinition/ext-TreatmentDirective2.SpecificationOther")
                    .put("valueString", "Alleen als het kort duurt");
            practice.store("Consent", directive.toString());
            String text = text(section(ok(summary(triage, patient)), "42348-3"));
            assertThat(text)
                    .contains("intensive care", "geen ja of nee, maar: Alleen als het kort duurt")
                    .doesNotContain("wel uitvoeren");
        }

        @Test
        void hasNoMedicationThatItsSourceStopped() {
            String patient = sharedPatient();
            practice.store(
                    "MedicationStatement",
                    medication(patient, "N03AF01", "carbamazepine", "1").replace("\"active\"", "\"stopped\""));
            assertThat(ids(section(ok(summary(triage, patient)), "10160-0"))).isEmpty();
        }
    }

    @Nested
    class TheChoiceOfSections {

        @ParameterizedTest
        @ValueSource(strings = {"section=medication,allergies", "section=10160-0&section=48765-2"})
        void givesThoseAndNoOther(String query) {
            String patient = sharedPatient();
            practice.store("Condition", People.condition(patient, "Epilepsie"));
            practice.store("MedicationStatement", medication(patient, "N03AF01", "carbamazepine", "1"));
            Gateway.Answer answer = ok(triage.get("Patient/" + patient + "/$summary?" + query));
            assertThat(composition(answer).path("section").size()).isEqualTo(2);
            assertThat(composition(answer).path("meta").has("profile")).isFalse();
            assertThat(answer.text()).contains("carbamazepine").doesNotContain("Epilepsie");
        }

        @Test
        void canBeSentAsParameters() {
            Gateway.Answer answer = ok(practice.post("Patient/" + patient() + "/$summary", """
                    {"resourceType":"Parameters","parameter":[{"name":"section","valueCode":"devices"}]}"""));
            assertThat(composition(answer).path("section").size()).isEqualTo(1);
        }

        @Test
        void refusesWhatItDoesNotKnow() {
            String path = "Patient/" + patient() + "/$summary";
            assertThat(practice.get(path + "?section=x").code()).isEqualTo("parameter-invalid");
            assertThat(practice.get(path + "?profile=x").code()).isEqualTo("parameter-not-supported");
            assertThat(practice.post(path, """
                            {"resourceType":"Parameters","parameter":[{"name":"graph","valueCode":"x"}]}""").code()).isEqualTo("parameter-not-supported");
        }
    }

    @Nested
    class DifferentSources {

        private JsonNode differences(Gateway.Answer answer) {
            return section(answer, "differences");
        }

        private List<String> marked(JsonNode section) {
            return stream(section.path("entry"))
                    .map(entry -> entry.path("extension").path(0).path("extension"))
                    .map(parts ->
                            part(parts, "kind").path("valueCoding").path("code").asText() + " "
                                    + part(parts, "source")
                                            .path("valueIdentifier")
                                            .path("value")
                                            .asText())
                    .toList();
        }

        private JsonNode part(JsonNode parts, String url) {
            return stream(parts)
                    .filter(one -> url.equals(one.path("url").asText()))
                    .findFirst()
                    .orElseThrow();
        }

        @Test
        void areBothShownAndMarkedWhereTheDosesDiffer() {
            String patient = sharedPatient();
            String one =
                    practice.store("MedicationStatement", medication(patient, "N03AF01", "carbamazepine", "2 per dag"));
            String other = care.store("MedicationStatement", medication(patient, "N03AF01", "Tegretol", "3 per dag"));
            Gateway.Answer answer = ok(summary(triage, patient));
            assertThat(ids(section(answer, "10160-0"))).containsExactlyInAnyOrder(one, other);
            assertThat(text(section(answer, "10160-0")))
                    .contains("2 per dag", "3 per dag", "2026-02-03", practice.ura(), care.ura());
            assertThat(marked(differences(answer)))
                    .containsExactlyInAnyOrder("differs " + practice.ura(), "differs " + care.ura());
        }

        @Test
        void areMarkedWhereOnlyOneHasAMedicine() {
            String patient = sharedPatient();
            practice.store("MedicationStatement", medication(patient, "N03AF01", "carbamazepine", "1"));
            care.store("MedicationStatement", medication(patient, "N05AN01", "lithium", "1"));
            assertThat(marked(differences(ok(summary(triage, patient)))))
                    .containsExactlyInAnyOrder("one-source " + practice.ura(), "one-source " + care.ura());
        }

        @Test
        void areMarkedWhereOneStoppedWhatTheOtherGives() {
            String patient = sharedPatient();
            practice.store(
                    "MedicationStatement",
                    medication(patient, "N03AF01", "carbamazepine", "1").replace("\"active\"", "\"stopped\""));
            String given = care.store("MedicationStatement", medication(patient, "N03AF01", "carbamazepine", "1"));
            Gateway.Answer answer = ok(summary(triage, patient));
            assertThat(ids(section(answer, "10160-0"))).containsExactly(given);
            assertThat(marked(differences(answer)))
                    .containsExactlyInAnyOrder("differs " + practice.ura(), "differs " + care.ura());
            assertThat(text(differences(answer))).contains("gestopt");
        }

        @Test
        void contradictWhereOneKnowsNoAllergyAndAnotherOne() {
            String patient = sharedPatient();
            practice.store("AllergyIntolerance", allergy(patient, "716186003", "Geen bekende allergie", "confirmed"));
            care.store("AllergyIntolerance", allergy(patient, "764146007", "Penicilline", "unconfirmed"));
            Gateway.Answer answer = ok(summary(triage, patient));
            assertThat(marked(differences(answer)))
                    .contains("contradicts " + care.ura())
                    .hasSize(2);
            assertThat(text(section(answer, "48765-2"))).contains("niet bevestigd", "Geen bekende allergie");
        }

        private String reacting(String patient, String status, String reaction) {
            ObjectNode allergy = Records.tree(allergy(patient, "764146007", "Penicilline", status));
            allergy.putArray("reaction")
                    .addObject()
                    .putArray("manifestation")
                    .addObject()
                    .put("text", reaction);
            return allergy.toString();
        }

        @Test
        void areMarkedWhereOneIsSureOfAnAllergyAndTheOtherIsNot() {
            String patient = sharedPatient();
            practice.store("AllergyIntolerance", reacting(patient, "confirmed", "huiduitslag"));
            care.store("AllergyIntolerance", reacting(patient, "unconfirmed", "huiduitslag"));
            assertThat(marked(differences(ok(summary(triage, patient)))))
                    .containsExactlyInAnyOrder("differs " + practice.ura(), "differs " + care.ura());
        }

        @Test
        void areMarkedWhereTheySawAnotherReaction() {
            String patient = sharedPatient();
            practice.store("AllergyIntolerance", reacting(patient, "confirmed", "huiduitslag"));
            care.store("AllergyIntolerance", reacting(patient, "confirmed", "anafylaxie"));
            Gateway.Answer answer = ok(summary(triage, patient));
            assertThat(marked(differences(answer)))
                    .containsExactlyInAnyOrder("differs " + practice.ura(), "differs " + care.ura());
            assertThat(text(differences(answer))).contains("huiduitslag", "anafylaxie");
        }

        @Test
        void thatStateOneAllergyAlikeAreNoDifference() {
            String patient = sharedPatient();
            practice.store("AllergyIntolerance", reacting(patient, "confirmed", "Huiduitslag."));
            care.store("AllergyIntolerance", reacting(patient, "confirmed", "huiduitslag"));
            assertThat(differences(ok(summary(triage, patient))).path("entry").size())
                    .isZero();
        }

        @Test
        void thatSayTheSameAreNoDifference() {
            String patient = sharedPatient();
            practice.store("MedicationStatement", medication(patient, "N03AF01", "carbamazepine", "1 per dag."));
            care.store("MedicationStatement", medication(patient, "N03AF01", "Carbamazepine", "1  per dag"));
            Gateway.Answer answer = ok(summary(triage, patient));
            assertThat(section(answer, "10160-0").path("entry").size()).isEqualTo(2);
            assertThat(differences(answer).path("entry").size()).isZero();
            assertThat(text(differences(answer))).contains("geen verschil tussen bronnen gevonden");
        }

        @Test
        void areNotToldWhereOneOfThemIsWithheld() {
            String patient = sharedPatient();
            practice.store("MedicationStatement", medication(patient, "N03AF01", "carbamazepine", "1"));
            care.store("MedicationStatement", Records.confidential(medication(patient, "N05AN01", "lithium", "1")));
            Gateway.Answer answer = ok(summary(triage, patient));
            assertThat(differences(answer).path("entry").size()).isZero();
            assertThat(answer.text()).doesNotContain("lithium", "Testorganisatie " + care.ura());
        }
    }

    @Nested
    class ConditionalReads {

        @Test
        void answerNotModifiedUntilWhatIsSeenChanges() {
            String patient = sharedPatient();
            String problem = practice.store("Condition", People.condition(patient, "Epilepsie"));
            String etag = ok(summary(triage, patient)).header("ETag");
            assertThat(etag).startsWith("W/\"");
            Gateway.Answer same = summary(triage, patient, "If-None-Match", "\"x\", " + etag);
            assertThat(same.status()).isEqualTo(304);
            assertThat(same.bytes()).isEmpty();
            assertThat(same.header("ETag")).isEqualTo(etag);
            practice.put(
                    "Condition/" + problem,
                    People.condition(patient, "Epilepsie, goed ingesteld")
                            .replaceFirst("\\{", "{\"id\":\"" + problem + "\","),
                    "W/\"1\"");
            Gateway.Answer changed = ok(summary(triage, patient, "If-None-Match", etag));
            assertThat(changed.header("ETag")).isNotEqualTo(etag);
        }

        @Test
        void areOnRecordWithWhatTheCallerHas() {
            String patient = sharedPatient();
            String etag = ok(summary(triage, patient)).header("ETag");
            Gateway.Answer same = summary(triage, patient, "If-None-Match", etag);
            assertThat(same.status()).isEqualTo(304);
            String event = gateway.bean(JdbcTemplate.class)
                    .queryForObject(
                            "select event::text from mgz_audit_event where request_id = ?::uuid and patient_id = ?",
                            String.class,
                            same.header("X-Request-Id"),
                            patient);
            assertThat(event).contains("$summary", "304", "Patient/" + patient, "D3");
        }
    }

    @Nested
    class WhatIsWithheld {

        private final String canary = "kanarie" + UUID.randomUUID().toString().substring(0, 8);

        @Test
        void isInNoByteAndChangesNoETag() {
            String patient = sharedPatient();
            practice.store("Condition", People.condition(patient, "Epilepsie"));
            Gateway.Answer before = ok(summary(triage, patient));
            List<String> hidden = List.of(
                    practice.store("Condition", Records.confidential(People.condition(patient, canary))),
                    practice.store(
                            "MedicationStatement",
                            Records.confidential(medication(patient, "N05AN01", canary, canary))),
                    care.store(
                            "AllergyIntolerance",
                            Records.confidential(allergy(patient, "764146007", canary, "confirmed"))),
                    practice.store(
                            "Observation",
                            Records.confidential(TriageScene.pulse(patient, "2026-03-01T10:00:00+01:00", 99))));
            Gateway.Answer after = ok(summary(triage, patient));
            assertThat(after.headers().toString() + after.text()).doesNotContain(canary);
            hidden.forEach(id -> assertThat(after.text()).doesNotContain(id));
            assertThat(after.header("ETag")).isEqualTo(before.header("ETag"));
            assertThat(told(after)).isEqualTo(told(before));
            assertThat(summary(triage, patient, "If-None-Match", before.header("ETag"))
                            .status())
                    .isEqualTo(304);
            // Its author sees it.
            assertThat(ok(summary(practice, patient)).text()).contains(canary);
        }

        @Test
        void comesWithTheSameNoticeAsWhatIsNotThere() {
            String patient = sharedPatient();
            Gateway.Answer answer = ok(summary(triage, patient));
            assertThat(answer.header("X-Data-Notice")).isEqualTo("data-may-be-missing");
            assertThat(answer.json().path("meta").path("tag").toString()).contains("data-may-be-missing");
            assertThat(text(composition(answer))).contains("Gegevens kunnen ontbreken");
        }

        @Test
        void isAllThereIsForWhoHasNoPermission() {
            String closed = patient();
            practice.store("Condition", People.condition(closed, canary));
            String nobody = UUID.randomUUID().toString();
            for (Organisation reader : List.of(care, triage)) {
                Gateway.Answer forClosed = summary(reader, closed);
                assertThat(forClosed.status()).isEqualTo(404);
                assertThat(forClosed.text()).isEqualTo(summary(reader, nobody).text());
            }
            assertThat(summary(practice, closed).status()).isEqualTo(200);
        }
    }

    @Test
    void aRealPlanIsToldWithItsLimits() {
        String patient = RealCases.push("pzp-rc2", practice::post);
        practice.store("CareTeam", Sharing.careTeam(patient, List.of(practice.ura(), triage.ura())));
        practice.store("Consent", Sharing.consent(patient, "active", """
                {"type":"permit","purpose":[{"system":"http://terminology.hl7.org/CodeSystem/v3-ActReason","code":"TREAT"}]}"""));
        Gateway.Answer answer = ok(summary(triage, patient));
        String limits = text(section(answer, "42348-3"));
        assertThat(limits)
                .contains("opname in ziekenhuis", "wel uitvoeren", "geen ja of nee, maar: Niet besproken")
                .contains("levensverlengende behandeling");
        assertThat(text(section(answer, "contacts"))).contains("Michiel", "juridisch in staat", "ja");
    }
}
