package nl.mgz.gateway.audit.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import nl.mgz.gateway.identity.GatewayAddress;
import nl.mgz.gateway.validation.OfflineValidation;
import nl.mgz.gateway.validation.ResourceValidator;
import nl.mgz.gateway.validation.Validation.Finding;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentComponent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventEntityComponent;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reader of AuditEvents finds, for each kind of event. */
class AuditEventsTest {

    private static final String BASE = "https://gateway.example.nl/fhir";
    private static final String BALP = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";
    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final AuditEvents EVENTS = new AuditEvents(new GatewayAddress(BASE));
    private static final List<String> INTERACTIONS = Recorded.INTERACTIONS;

    private static AuditEvent event(Recorded recorded) {
        return EVENTS.of(recorded.line());
    }

    private static List<String> profiles(AuditEvent event) {
        return event.getMeta().getProfile().stream()
                .map(CanonicalType::getValue)
                .map(url -> url.replace(BALP, ""))
                .toList();
    }

    private static AuditEventAgentComponent agent(AuditEvent event, String type) {
        List<AuditEventAgentComponent> found = event.getAgent().stream()
                .filter(agent -> agent.getType().getCodingFirstRep().getCode().equals(type))
                .toList();
        assertThat(found).as("agents " + type).hasSize(1);
        return found.get(0);
    }

    private static List<AuditEventEntityComponent> entities(AuditEvent event, String role) {
        return event.getEntity().stream()
                .filter(entity -> Objects.equals(entity.getRole().getCode(), role))
                .toList();
    }

    private static AuditEventEntityComponent request(AuditEvent event) {
        return event.getEntity().stream()
                .filter(entity -> "XrequestId".equals(entity.getType().getCode()))
                .findFirst()
                .orElseThrow();
    }

    private static AuditEventEntityComponent decision(AuditEvent event) {
        return event.getEntity().stream()
                .filter(entity -> "decision".equals(entity.getName()))
                .findFirst()
                .orElseThrow();
    }

    private static String detail(AuditEventEntityComponent entity, String name) {
        return entity.getDetail().stream()
                .filter(detail -> name.equals(detail.getType()))
                .map(detail -> ((StringType) detail.getValue()).getValue())
                .reduce((one, two) -> one + " and " + two)
                .orElse("none");
    }

    private static List<String> subtypes(AuditEvent event) {
        return event.getSubtype().stream().map(Coding::getCode).toList();
    }

    @Nested
    class Everything {

        private final AuditEvent event = event(Recorded.of("read")
                .with("call", "oproep-7")
                .with("rule", "R2-team")
                .with("consent", "Consent/abc")
                .with("emergency", true)
                .with("emergencyReason", "Niet aanspreekbaar")
                .with("fieldOfNextYear", "kept")
                .responsible("900005678", "P. Prins", Recorded.UZI + "01.056"));

        @Test
        void thatHappenedHasItsLineItsMomentAndItsEnd() {
            assertThat(event.getIdElement().getIdPart()).isEqualTo("4711");
            assertThat(event.getRecorded()).isEqualTo(Instant.parse("2026-03-03T13:05:00.250Z"));
            assertThat(event.getPeriod().getStart()).isEqualTo(Instant.parse("2026-03-03T13:05:00.120Z"));
            assertThat(event.getPeriod().getEnd()).isEqualTo(Instant.parse("2026-03-03T13:05:00.250Z"));
            assertThat(event.getOutcome().toCode()).isEqualTo("0");
            assertThat(event.getOutcomeDesc()).isEqualTo("Done, HTTP status 200, by rule R2-team");
        }

        @Test
        void names() {
            assertThat(event.getSource().getSite()).isEqualTo("90000101");
            assertThat(event.getSource().getObserver().getIdentifier().getValue())
                    .isEqualTo(BASE);
            assertThat(event.getSource().getTypeFirstRep().getCode()).isEqualTo("4");
            assertThat(event.getPurposeOfEventFirstRep().getCodingFirstRep().getCode())
                    .isEqualTo("TREAT");
        }

        @Test
        void theClientWithItsAddressAndTheTokenThatItUsed() {
            AuditEventAgentComponent client = agent(event, "110152");
            assertThat(client.getWho().getIdentifier().getValue()).isEqualTo("kade-his");
            assertThat(client.getNetwork().getAddress()).isEqualTo("192.0.2.7");
            assertThat(client.getNetwork().getType().toCode()).isEqualTo("2");
            assertThat(client.getPolicy().get(0).getValue()).isEqualTo("urn:ietf:params:oauth:jti:tok-1");
            assertThat(client.getRequestor()).isFalse();
            assertThat(client.hasPurposeOfUse()).isFalse();
        }

        @Test
        void theGatewayByItsAddress() {
            AuditEventAgentComponent server = agent(event, "110153");
            assertThat(server.getWho().getIdentifier().getSystem()).isEqualTo("urn:ietf:rfc:3986");
            assertThat(server.getWho().getIdentifier().getValue()).isEqualTo(BASE);
            assertThat(server.getNetwork().getAddress()).isEqualTo(BASE);
            assertThat(server.getNetwork().getType().toCode()).isEqualTo("5");
            assertThat(server.getRequestor()).isFalse();
        }

        @Test
        void thePersonWithRoleAndPurposeAndWithoutANetwork() {
            AuditEventAgentComponent user = agent(event, "IRCP");
            assertThat(user.getRequestor()).isTrue();
            assertThat(user.getName()).isEqualTo("M. de Wit");
            assertThat(user.getWho().getDisplay()).isEqualTo("M. de Wit");
            assertThat(user.getWho().getIdentifier().getValue()).isEqualTo("900001234");
            assertThat(user.getWho().getIdentifier().hasSystem()).isFalse();
            assertThat(user.getWho()
                            .getIdentifier()
                            .getAssigner()
                            .getIdentifier()
                            .getValue())
                    .as("whose number it is")
                    .isEqualTo("90000101");
            Coding role = user.getRoleFirstRep().getCodingFirstRep();
            assertThat(role.getSystem() + "|").isEqualTo(Recorded.UZI);
            assertThat(role.getCode()).isEqualTo("01.015");
            assertThat(role.getDisplay()).isEqualTo("Huisarts");
            assertThat(user.getPurposeOfUseFirstRep().getCodingFirstRep().getSystem())
                    .isEqualTo("http://terminology.hl7.org/CodeSystem/v3-ActReason");
            assertThat(user.hasNetwork()).isFalse();
        }

        @Test
        void theResponsiblePersonBesideIt() {
            AuditEventAgentComponent responsible = agent(event, "RESP");
            assertThat(responsible.getName()).isEqualTo("P. Prins");
            assertThat(responsible.getRequestor()).isFalse();
            assertThat(responsible.getRoleFirstRep().getCodingFirstRep().getCode())
                    .isEqualTo("01.056");
        }

        @Test
        void theOrganisationWithItsKind() {
            AuditEventAgentComponent organization = agent(event, "PROV");
            assertThat(organization.getWho().getIdentifier().getSystem())
                    .isEqualTo("http://fhir.nl/fhir/NamingSystem/ura");
            assertThat(organization.getWho().getIdentifier().getValue()).isEqualTo("90000101");
            assertThat(organization.getName()).isEqualTo("De Kade");
            assertThat(organization.getRoleFirstRep().getText()).isEqualTo("Huisartsenpraktijk");
        }

        @Test
        void theTokensHolder() {
            AuditEventAgentComponent holder = agent(event, "UserOauthAgent");
            assertThat(holder.getRequestor()).isTrue();
            assertThat(holder.getPolicy()).hasSize(1);
            assertThat(holder.getPolicy().get(0).getValue()).isEqualTo("urn:ietf:params:oauth:jti:tok-1");
            assertThat(holder.getWho().getIdentifier().getValue()).isEqualTo("900001234");
        }

        @Test
        void thePatientTheDataAndTheRequest() {
            assertThat(entities(event, "1")).singleElement().satisfies(patient -> {
                assertThat(patient.getWhat().getReference()).isEqualTo("Patient/p1");
                assertThat(patient.getType().getCode()).isEqualTo("1");
            });
            assertThat(entities(event, "4")).singleElement().satisfies(data -> {
                assertThat(data.getWhat().getReference()).isEqualTo("Condition/c1/_history/2");
                assertThat(data.getType().getCode()).isEqualTo("2");
            });
            AuditEventEntityComponent request = request(event);
            assertThat(request.getWhat().getIdentifier().getValue()).isEqualTo(Recorded.REQUEST);
            assertThat(request.getDescription()).isEqualTo("GET /fhir/Condition/c1");
            assertThat(detail(request, "status")).isEqualTo("200");
            assertThat(detail(request, "interaction")).isEqualTo("read");
            assertThat(detail(request, "organizationKind")).isEqualTo("gp");
            assertThat(detail(request, "call")).isEqualTo("oproep-7");
            assertThat(detail(request, "fieldOfNextYear"))
                    .as("nothing gets lost")
                    .isEqualTo("kept");
        }

        @Test
        void theDecisionWithItsRuleAndTheConsent() {
            AuditEventEntityComponent decision = decision(event);
            assertThat(decision.getRole().getCode()).isEqualTo("13");
            assertThat(detail(decision, "rule")).isEqualTo("R2-team");
            assertThat(detail(decision, "emergency")).isEqualTo("true");
            assertThat(detail(decision, "emergencyReason")).isEqualTo("Niet aanspreekbaar");
            assertThat(entities(event, "13"))
                    .filteredOn(entity -> entity.hasWhat())
                    .singleElement()
                    .satisfies(consent -> {
                        assertThat(consent.getWhat().getReference()).isEqualTo("Consent/abc");
                        assertThat(consent.getType().getCode()).isEqualTo("Consent");
                    });
            assertThat(subtypes(event)).containsExactly("read", "110127");
        }

        @Test
        void thatIsInTheEventIsSomewhereInTheResource() {
            TrailLine line = Recorded.of("search-type")
                    .with("call", "oproep-7")
                    .with("rule", "R2-team")
                    .with("consent", "Consent/abc")
                    .with("emergencyReason", "Niet aanspreekbaar")
                    .parameters("birthdate", "family")
                    .responsible("900005678", "P. Prins", Recorded.UZI + "01.056")
                    .line();
            String written =
                    FHIR.newJsonParser().encodeResourceToString(EVENTS.of(line).setText(null));
            line.event().fields().forEachRemaining(field -> {
                if (field.getValue().isTextual() && !List.of("outcome").contains(field.getKey())) {
                    assertThat(written)
                            .as(field.getKey())
                            .contains(field.getValue().asText());
                }
            });
            assertThat(written).contains("birthdate").contains("900005678").contains("01.056");
        }
    }

    @Nested
    class TheProfile {

        @ParameterizedTest
        @CsvSource({
            "create,C,PatientCreate,Create",
            "read,R,PatientRead,Read",
            "vread,R,PatientRead,Read",
            "update,U,PatientUpdate,Update",
            "patch,U,PatientUpdate,Update",
            "delete,D,PatientDelete,Delete",
            "search-type,E,PatientQuery,Query",
            "search-system,E,PatientQuery,Query",
            "get-page,E,PatientQuery,Query",
            "$everything,E,PatientQuery,Query",
            "$access-log,E,PatientQuery,Query"
        })
        void followsFromTheInteractionAndFromWhetherAPatientIsNamed(
                String interaction, String action, String withPatient, String without) {
            AuditEvent about = event(Recorded.of(interaction));
            assertThat(about.getAction().toCode()).isEqualTo(action);
            assertThat(profiles(about)).containsExactly(withPatient, "OAUTHaccessTokenUse.Minimal");
            AuditEvent aboutNobody = event(Recorded.of(interaction).without("patient"));
            assertThat(profiles(aboutNobody)).containsExactly(without, "OAUTHaccessTokenUse.Minimal");
            assertThat(entities(aboutNobody, "1")).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(strings = {"refusal", "failure", "unauthenticated", "something-new"})
        void isNotClaimedByWhatDidNotSucceed(String outcome) {
            assertThat(profiles(event(Recorded.of("read").with("outcome", outcome))))
                    .containsExactly("OAUTHaccessTokenUse.Minimal");
        }

        @Test
        void isNotClaimedByAReadOfNothingOrOfSeveral() {
            assertThat(profiles(event(Recorded.of("read").resources()))).containsExactly("OAUTHaccessTokenUse.Minimal");
            assertThat(profiles(event(Recorded.of("create").resources("Condition/1", "Condition/2"))))
                    .containsExactly("OAUTHaccessTokenUse.Minimal");
        }

        @ParameterizedTest
        @ValueSource(strings = {"network", "client"})
        void isNotClaimedWhereWhatItAsksForIsNotOnRecord(String field) {
            assertThat(profiles(event(Recorded.of("read").without(field))))
                    .containsExactly("OAUTHaccessTokenUse.Minimal");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"transaction", "batch", "history-instance", "token", "audit-export", "partner-suspended", ""
                })
        void isNotClaimedWhereBalpHasNone(String interaction) {
            assertThat(profiles(event(Recorded.of(interaction).without("token"))))
                    .isEmpty();
        }

        @Test
        void isNotClaimedByAnOperationThatShowsNobodysData() {
            AuditEvent event =
                    event(Recorded.of("$validate").without("patient", "token").resources());
            assertThat(profiles(event)).isEmpty();
            assertThat(subtypes(event)).containsExactly("operation");
        }
    }

    @Nested
    class ThePartsPlayed {

        @ParameterizedTest
        @CsvSource({
            "read,110152,110153,IRCP",
            "create,110153,110152,AUT",
            "update,110153,110152,AUT",
            "delete,110150,custodian,AUT",
            "search-type,110153,110152,IRCP",
            "$everything,110153,110152,IRCP",
            "history-instance,110152,110153,IRCP",
            "token,110150,AuthzOauthService,IRCP"
        })
        void areThoseOfThePattern(String interaction, String client, String server, String user) {
            AuditEvent event = event(Recorded.of(interaction));
            assertThat(agent(event, client).getWho().getIdentifier().getValue()).isEqualTo("kade-his");
            assertThat(agent(event, server).getWho().getIdentifier().getValue()).isEqualTo(BASE);
            assertThat(agent(event, user).getName()).isEqualTo("M. de Wit");
        }

        @Test
        void makeTheClientTheRequestorWhereNoPersonIsNamed() {
            AuditEvent event = event(Recorded.of("read").without("person"));
            AuditEventAgentComponent client = agent(event, "110152");
            assertThat(client.getRequestor()).isTrue();
            assertThat(client.getPurposeOfUseFirstRep().getCodingFirstRep().getCode())
                    .isEqualTo("TREAT");
            assertThat(event.getAgent())
                    .noneMatch(agent ->
                            agent.getType().getCodingFirstRep().getCode().equals("IRCP"));
            assertThat(agent(event, "UserOauthAgent").getWho().getIdentifier().getValue())
                    .isEqualTo("kade-his");
        }

        @ParameterizedTest
        @CsvSource({"patient-app,ASSIGNED", "auditor,ASSIGNED", "triage,PROV", "unknown-kind,PROV"})
        void makeAnOrganisationACareProviderOnlyWhereItGivesCare(String kind, String type) {
            AuditEvent event = event(Recorded.of("read").with("organizationKind", kind));
            assertThat(agent(event, type).getName()).isEqualTo("De Kade");
        }

        @Test
        void tellOfAnIdOfWhichSystemItIsWhereItSaysSo() {
            AuditEvent event = event(
                    Recorded.of("read").person("http://fhir.nl/fhir/NamingSystem/uzi-nr-pers|900001234", "X", ""));
            assertThat(agent(event, "IRCP").getWho().getIdentifier().getSystem())
                    .isEqualTo("http://fhir.nl/fhir/NamingSystem/uzi-nr-pers");
            assertThat(agent(event, "IRCP").getWho().getIdentifier().getValue()).isEqualTo("900001234");
            assertThat(agent(event, "IRCP").hasRole()).isFalse();
        }

        @Test
        void keepARoleThatHasNoSystemAsText() {
            AuditEvent event = event(Recorded.of("read").person("1", "X", "kok"));
            assertThat(agent(event, "IRCP").getRoleFirstRep().getText()).isEqualTo("kok");
        }
    }

    @Nested
    class AQuery {

        private final AuditEvent event = event(Recorded.of("search-type")
                .with("method", "POST")
                .with("path", "/fhir/Patient/_search")
                .parameters("birthdate", "family")
                .resources("Patient/p1/_history/3", "Condition/c9/_history/1"));

        @Test
        void keepsItsParametersWithoutTheirValues() {
            AuditEventEntityComponent query = entities(event, "24").get(0);
            assertThat(new String(query.getQuery(), StandardCharsets.UTF_8))
                    .isEqualTo("POST /fhir/Patient/_search?birthdate&family");
            assertThat(query.getDescription()).isEqualTo("POST /fhir/Patient/_search?birthdate&family");
            assertThat(query.hasDetail()).as("BALP forbids them").isFalse();
            assertThat(query.hasWhat()).as("BALP forbids it").isFalse();
        }

        @Test
        void showsWhatItFoundByTypeForTheSystemObjectIsTheQuery() {
            assertThat(entities(event, "4"))
                    .extracting(entity ->
                            entity.getType().getCode() + " " + entity.getWhat().getReference())
                    .containsExactly("Patient Patient/p1/_history/3", "Condition Condition/c9/_history/1");
            assertThat(event.getEntity())
                    .filteredOn(entity -> entity.getType().getCode().equals("2"))
                    .hasSize(1);
        }

        @Test
        void thatIsALaterPageIsASearch() {
            assertThat(subtypes(event(Recorded.of("get-page")))).containsExactly("search");
        }

        @Test
        void byAnOperationIsBoth() {
            assertThat(subtypes(event(Recorded.of("$everything")))).containsExactly("operation", "search");
        }
    }

    @Nested
    class AnOutcome {

        @ParameterizedTest
        @CsvSource({
            "permit,200,0,'Done, HTTP status 200'",
            "permit,0,0,Done",
            "refusal,403,4,'Refused, HTTP status 403'",
            "unauthenticated,401,8,'Refused: nobody knows who asked, HTTP status 401'",
            "failure,500,12,'Failed, HTTP status 500'",
            "something-new,200,12,'Failed, HTTP status 200'"
        })
        void isACodeAndAText(String outcome, int status, String code, String text) {
            AuditEvent event =
                    event(Recorded.of("read").with("outcome", outcome).with("status", status));
            assertThat(event.getOutcome().toCode()).isEqualTo(code);
            assertThat(event.getOutcomeDesc()).isEqualTo(text);
        }

        @Test
        void ofSomebodyUnknownNamesNobody() {
            AuditEvent event = event(Recorded.of("")
                    .with("outcome", "unauthenticated")
                    .with("status", 401)
                    .resources()
                    .without(
                            "patient",
                            "organization",
                            "organizationName",
                            "organizationKind",
                            "client",
                            "token",
                            "purpose",
                            "person"));
            assertThat(event.getAgent()).hasSize(2);
            assertThat(agent(event, "110153").getWho().getDisplay()).isEqualTo("unknown");
            assertThat(event.getSource().hasSite()).isFalse();
            assertThat(event.hasSubtype()).isFalse();
            assertThat(event.hasPurposeOfEvent()).isFalse();
        }
    }

    @Nested
    class AnEventThatIsNoFhirRequest {

        @ParameterizedTest
        @CsvSource({
            "token,110114,ITI-71,E",
            "partner-registered,110113,110137,C",
            "partner-suspended,110113,110137,U",
            "partner-resumed,110113,110137,U",
            "audit-export,110101,,R"
        })
        void hasTheTypeOfDicom(String interaction, String type, String subtype, String action) {
            AuditEvent event = event(Recorded.of(interaction));
            assertThat(event.getType().getCode()).isEqualTo(type);
            assertThat(subtypes(event)).isEqualTo(subtype == null ? List.of() : List.of(subtype));
            assertThat(event.getAction().toCode()).isEqualTo(action);
            assertThat(detail(request(event), "interaction")).isEqualTo(interaction);
        }
    }

    @Nested
    class TheNarrative {

        @Test
        void isWhatThePatientReads() {
            AuditEvent event = event(Recorded.of("read"));
            assertThat(event.getText().getStatusAsString()).isEqualTo("generated");
            assertThat(event.getText().getDivAsString())
                    .contains("dinsdag 3 maart 2026, 14:05 uur: De Kade (huisartsenpraktijk) heeft gegevens bekeken.")
                    .contains("lang=\"nl\"");
        }

        @Test
        void cannotBeBrokenOutOf() {
            String name = "</p><script>alert(\"1\")</script>&\u0000\u202E";
            AuditEvent event = event(Recorded.of("read").with("organizationName", name));
            String json = FHIR.newJsonParser().encodeResourceToString(event);
            AuditEvent read = FHIR.newJsonParser().parseResource(AuditEvent.class, json);
            assertThat(read.getText().getDivAsString())
                    .doesNotContain("<script")
                    .contains("&lt;script&gt;")
                    .contains("&amp;");
            assertThat(read.getText().getDiv().allText()).contains("</p><script>alert(\"1\")</script>&");
        }

        @Test
        void hasNoTechnicalIds() {
            String text = event(Recorded.of("read")).getText().getDivAsString();
            assertThat(text)
                    .doesNotContain("p1", "c1", "kade-his", "tok-1", "900001234", "192.0.2.7", "90000101")
                    .contains(Recorded.REQUEST);
        }
    }

    @Test
    void aBsnInTheReasonOfAnEmergencyIsTakenOut() {
        AuditEvent event =
                event(Recorded.of("read").with("emergency", true).with("emergencyReason", "mw. 999911120 valt"));
        assertThat(FHIR.newJsonParser().encodeResourceToString(event)).doesNotContain("999911120");
    }

    @Test
    void whatXmlCannotHoldDoesNotKeepAnEventFromBeingWritten() {
        String text = "a\u0000b\u0001c\uD800d\uFFFEe";
        AuditEvent event = event(Recorded.of("read")
                .with("organizationName", text)
                .with("emergencyReason", text)
                .with("fieldOfNextYear", text)
                .person(text, text, text));
        AuditEvent read = FHIR.newXmlParser()
                .parseResource(AuditEvent.class, FHIR.newXmlParser().encodeResourceToString(event));
        assertThat(agent(read, "PROV").getName()).isEqualTo("a b c d e");
        assertThat(agent(read, "IRCP").getName()).isEqualTo("a b c d e");
        assertThat(detail(request(read), "fieldOfNextYear")).isEqualTo("a b c d e");
    }

    @Nested
    class AValidator {

        private static final ResourceValidator PLAIN = OfflineValidation.validator(FHIR, null);

        static Stream<Recorded> everyForm() {
            return Recorded.INTERACTIONS.stream()
                    .flatMap(interaction -> Stream.of(
                            Recorded.of(interaction),
                            Recorded.of(interaction).without("patient"),
                            Recorded.of(interaction)
                                    .resources("Condition/1/_history/1", "Patient/p1/_history/2", "Observation/3"),
                            Recorded.of(interaction).resources().without("person", "organizationName"),
                            Recorded.of(interaction)
                                    .with("outcome", "refusal")
                                    .with("status", 403)
                                    .resources(),
                            Recorded.of(interaction)
                                    .with("emergency", true)
                                    .with("emergencyReason", "<b>\"Spoed\" & haast\n")
                                    .with("rule", "R23")
                                    .with("consent", "Consent/abc")
                                    .with("call", "7")
                                    .with("purpose", "ETREAT")
                                    .responsible("2", "P. Prins", Recorded.UZI + "01.056")));
        }

        private static List<Finding> errors(ResourceValidator validator, AuditEvent event) {
            return validator
                    .validateJson(FHIR.newJsonParser().encodeResourceToString(event))
                    .errors();
        }

        @ParameterizedTest
        @FieldSource("nl.mgz.gateway.audit.view.AuditEventsTest#INTERACTIONS")
        void findsNoFaultWithTheStandard(String interaction) {
            assertThat(errors(PLAIN, event(Recorded.of(interaction)))).isEmpty();
        }

        @ParameterizedTest
        @MethodSource("everyForm")
        void findsNoFaultInAnyForm(Recorded recorded) {
            assertThat(errors(PLAIN, event(recorded))).isEmpty();
        }

        /** BALP's package is on no registry that can be reached from everywhere; its folder may be given. */
        @Test
        void findsNoFaultWithTheProfilesThatAreClaimed() {
            String folder = System.getenv("BALP_PACKAGES");
            assumeTrue(folder != null && Files.isDirectory(Path.of(folder)), "no BALP package in $BALP_PACKAGES");
            ResourceValidator validator = OfflineValidation.validator(FHIR, Path.of(folder));
            everyForm()
                    .map(AuditEventsTest::event)
                    .forEach(event -> assertThat(errors(validator, event))
                            .as(FHIR.newJsonParser().encodeResourceToString(event))
                            .isEmpty());
            AuditEvent broken = event(Recorded.of("delete"));
            agent(broken, "custodian").getType().getCodingFirstRep().setCode("enterer");
            assertThat(errors(validator, broken))
                    .as("the profiles are really looked at")
                    .isNotEmpty();
        }
    }
}
