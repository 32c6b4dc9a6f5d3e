package nl.mgz.gateway.consent;

import static nl.mgz.gateway.consent.Form.ANNA;
import static nl.mgz.gateway.consent.Form.list;
import static nl.mgz.gateway.consent.Form.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Section 2.1: E1, and what makes a consent uninterpretable. */
class MalformedInputTest {

    private static final Map<String, Object> TASK = Map.of();

    private static Map<String, Object> task() {
        return object(
                "id",
                "t1",
                "status",
                "accepted",
                "requester",
                Scene.OOST,
                "owner",
                Scene.LINDE,
                "for",
                ANNA,
                "authoredOn",
                "2026-06-20T09:00:00+02:00",
                "references",
                list("Bundle/sum1"));
    }

    private static Scene permitted() {
        return Scene.linde().consents(Form.permit("c1"));
    }

    static Stream<Arguments> malformedRequests() {
        List<Arguments> cases = new ArrayList<>();
        for (String field : List.of("org", "orgCategory", "role", "user", "purpose", "patient", "relation", "at")) {
            cases.add(Arguments.of(field, ""));
            cases.add(Arguments.of(field, 5));
            cases.add(Arguments.of(field, null));
        }
        cases.add(Arguments.of("at", "2026-07-01"));
        cases.add(Arguments.of("at", "2026-07-01T10:00:00"));
        cases.add(Arguments.of("orgPartOf", "Organization/x"));
        cases.add(Arguments.of("orgPartOf", list("")));
        cases.add(Arguments.of("orgPartOf", list(5)));
        cases.add(Arguments.of("breakGlassAuthorised", "true"));
        cases.add(Arguments.of("notListed", object("deep", list(object("deeper", null)))));
        cases.add(Arguments.of("notListed", list(list(1), list((Object) null))));
        cases.add(Arguments.of("breakGlass", "yes"));
        for (String field : List.of("ground", "user", "org", "patient", "declaredAt")) {
            cases.add(Arguments.of("breakGlass", object(field, "")));
        }
        cases.add(Arguments.of("breakGlass", object("reason", 5)));
        cases.add(Arguments.of("breakGlass", object("declaredAt", "2026-07-01T09:00:00")));
        cases.add(Arguments.of("tasks", "none"));
        cases.add(Arguments.of("tasks", null));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("malformedRequests")
    void aMalformedRequestIsRefused(String field, Object value) {
        Scene scene = permitted().asks(field, value);
        assertThat(scene.rule()).isEqualTo(Rule.E1);
        assertThat(scene.decide().obligations()).isEmpty();
    }

    static Stream<Arguments> malformedResources() {
        List<Arguments> cases = new ArrayList<>();
        for (String field : List.of(
                "type", "id", "authorOrg", "patient", "category", "confidentiality", "author", "status", "date")) {
            cases.add(Arguments.of(field, ""));
            cases.add(Arguments.of(field, 5));
            cases.add(Arguments.of(field, null));
        }
        for (String field : List.of("sensitivity", "codes", "related")) {
            cases.add(Arguments.of(field, "x"));
            cases.add(Arguments.of(field, list("")));
            cases.add(Arguments.of(field, list("ok", 5)));
        }
        cases.add(Arguments.of("confidentiality", "X"));
        cases.add(Arguments.of("date", "2026-02-30"));
        cases.add(Arguments.of("notListed", object("x", null)));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("malformedResources")
    void aMalformedResourceIsRefused(String field, Object value) {
        assertThat(permitted().data(field, value).rule()).isEqualTo(Rule.E1);
    }

    static Stream<Arguments> malformedPatients() {
        return Stream.of(
                        "x",
                        object("birthDate", ""),
                        object("birthDate", 5),
                        object("birthDate", "1961"),
                        object("birthDate", "1961-02-30"),
                        object("notListed", null),
                        object("incapable", "x"),
                        object("incapable", list("x")),
                        object("incapable", list(object("end", "2026"))),
                        object("incapable", list(object("start", "2026-02", "end", "2026-01"))))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("malformedPatients")
    void aMalformedPatientIsRefused(Object patient) {
        Scene scene = permitted();
        scene.patients.put(ANNA, patient);
        assertThat(scene.rule()).isEqualTo(Rule.E1);
    }

    @Test
    void aPatientOfNullIsRefused() {
        Scene scene = permitted();
        scene.patients.put(ANNA, null);
        assertThat(scene.rule()).isEqualTo(Rule.E1);
    }

    @Test
    void anotherPatientsFaultIsNotAnnas() {
        Scene scene = permitted();
        scene.patients.put("Patient/ben", null);
        assertThat(scene.rule()).isEqualTo(Rule.D3);
    }

    @Test
    void absentFieldsThatMayBeAbsentAreNoFault() {
        Scene scene = permitted().asksWithout("orgPartOf").asksWithout("user").asks("tasks", list());
        assertThat(scene.rule()).isEqualTo(Rule.D3);
        for (String field : List.of("type", "id", "authorOrg")) {
            assertThat(permitted().dataWithout(field).rule()).isEqualTo(Rule.E1);
        }
        assertThat(permitted().asksWithout("at").rule()).isEqualTo(Rule.E1);
    }

    @Test
    void theFrameHasItsTypes() {
        Scene scene = permitted();
        ConsentPolicy policy = ConsentPolicy.defaults();
        assertThat(ConsentRules.decide(scene.request, scene.resource, object(), scene.patients, object(), policy)
                        .rule())
                .isEqualTo(Rule.E1);
        assertThat(ConsentRules.decide(scene.request, scene.resource, list(), list(), object(), policy)
                        .rule())
                .isEqualTo(Rule.E1);
        assertThat(ConsentRules.decide(scene.request, scene.resource, list(), scene.patients, null, policy)
                        .rule())
                .isEqualTo(Rule.E1);
        Decision decision = ConsentRules.decide("x", null, null, null, null, policy);
        assertThat(decision.rule()).isEqualTo(Rule.E1);
        assertThat(decision.reasons().at()).isNull();
        assertThat(decision.reasons().evaluator()).isEqualTo("mgz-consent-1");
        assertThat(ConsentRules.decide(scene.request, null, null, null, null, policy)
                        .reasons()
                        .at())
                .isEqualTo(java.time.Instant.parse("2026-07-01T08:00:00Z"));
    }

    @Test
    void malformedBeatsTheGuards() {
        assertThat(permitted().asksWithout("org").asks("user", "").rule()).isEqualTo(Rule.E1);
    }

    static Stream<Arguments> malformedTasks() {
        List<Arguments> cases = new ArrayList<>();
        for (String field : List.of("id", "status", "requester", "owner", "for", "authoredOn")) {
            cases.add(Arguments.of(field, ""));
            cases.add(Arguments.of(field, null));
            cases.add(Arguments.of(field, TASK));
        }
        cases.add(Arguments.of("ended", "2026-07-01"));
        cases.add(Arguments.of("authoredOn", "2026-06-20"));
        cases.add(Arguments.of("restriction", "x"));
        cases.add(Arguments.of("restriction", object("start", "2026-02", "end", "2026-01")));
        cases.add(Arguments.of("references", "x"));
        cases.add(Arguments.of("outputs", list("")));
        cases.add(Arguments.of("notListed", list((Object) null)));
        return cases.stream();
    }

    @ParameterizedTest
    @MethodSource("malformedTasks")
    void oneMalformedTaskRefusesAtTheTaskStep(String field, Object value) {
        Map<String, Object> bad = task();
        bad.put(field, value);
        Scene scene = permitted().tasks(task(), bad);
        assertThat(scene.rule()).isEqualTo(Rule.E1);
        assertThat(permitted()
                        .tasks(bad)
                        .consents(Form.deny("c2").actor(Scene.LINDE))
                        .rule())
                .isEqualTo(Rule.E1);
        assertThat(scene.asks("role", "cook").rule()).isEqualTo(Rule.G1);
        assertThat(Scene.linde().tasks(bad).data("authorOrg", Scene.LINDE).rule())
                .isEqualTo(Rule.O1);
    }

    @Test
    void aTaskWithoutAFieldIsMalformedAndATaskThatIsNoObjectToo() {
        for (String field : List.of("id", "status", "requester", "owner", "for", "authoredOn")) {
            Map<String, Object> bad = task();
            bad.remove(field);
            assertThat(permitted().tasks(bad).rule()).as(field).isEqualTo(Rule.E1);
        }
        assertThat(permitted().tasks("x").rule()).isEqualTo(Rule.E1);
        assertThat(permitted().tasks((Object) null).rule()).isEqualTo(Rule.E1);
        assertThat(Scene.linde().tasks(task()).rule()).isEqualTo(Rule.T1);
    }

    @Nested
    class OfConsents {

        static Stream<Arguments> malformedProvisions() {
            return Stream.of(
                    Arguments.of("type", "maybe", "provision.type is neither"),
                    Arguments.of("type", 5, "provision.type is not a text"),
                    Arguments.of("actor", "x", "provision.actor is not a list"),
                    Arguments.of("actor", list("x"), "provision.actor[0] is not an object"),
                    Arguments.of("actor", list(object()), "provision.actor[0].reference is not an object"),
                    Arguments.of(
                            "actor",
                            list(object("reference", object())),
                            "provision.actor[0].reference.reference is missing"),
                    Arguments.of("purpose", list(object("display", "x")), "provision.purpose[0].code is missing"),
                    Arguments.of("securityLabel", list(object("code", "")), "securityLabel[0].code is not a text"),
                    Arguments.of("class", list(object("code", 5)), "provision.class[0].code is not a text"),
                    Arguments.of("code", list("x"), "provision.code[0] is not an object"),
                    Arguments.of("code", list(object("coding", "x")), "code[0].coding is not a list"),
                    Arguments.of("action", list(object("coding", list(object("code", "")))), "coding[0].code"),
                    Arguments.of("period", "x", "provision.period is not an object"),
                    Arguments.of("period", object("start", "2026-7"), "provision.period is not a period"),
                    Arguments.of("period", object("start", 5), "provision.period.start is not a text"),
                    Arguments.of("dataPeriod", object("start", "2027", "end", "2026"), "dataPeriod is not a period"),
                    Arguments.of("data", list(object("meaning", "instance")), "data[0].reference is not an object"),
                    Arguments.of(
                            "data",
                            list(object("reference", Form.reference("x"))),
                            "provision.data[0].meaning is missing"),
                    Arguments.of("provision", list("x"), "provision.provision[0] is not an object"),
                    Arguments.of("provision", "x", "provision.provision is not a list"),
                    Arguments.of("extension", list(), "provision.extension is or holds an empty list"),
                    Arguments.of("extension", object("x", list(list())), "provision.extension is or holds an"),
                    Arguments.of("modifierExtension", list(object()), "modifierExtension is not understood"));
        }

        @ParameterizedTest
        @MethodSource("malformedProvisions")
        void aMalformedProvisionRefusesAndIsNamed(String element, Object value, String problem) {
            Form form = Form.permit("c1").provision(element, value);
            assertRefused(form, problem);
        }

        static Stream<Arguments> malformedElements() {
            return Stream.of(
                    Arguments.of("id", "", "Consent.id is not a text"),
                    Arguments.of("status", "", "Consent.status is not a text"),
                    Arguments.of("patient", "x", "Consent.patient is not an object"),
                    Arguments.of("patient", object("reference", ""), "Consent.patient.reference is not a text"),
                    Arguments.of("patient", object("display", "x"), "Consent.patient.reference is missing"),
                    Arguments.of("scope", list(), "Consent.scope is not an object"),
                    Arguments.of("scope", object("coding", list()), "Consent.scope.coding is missing"),
                    Arguments.of("scope", object("coding", list(object())), "scope.coding[0].code is missing"),
                    Arguments.of("identifier", "x", "Consent.identifier is not a list"),
                    Arguments.of("identifier", list(object("value", "")), "Consent.identifier[0].value"),
                    Arguments.of("identifier", list(object("system", 5)), "Consent.identifier[0].system"),
                    Arguments.of("performer", list(object("reference", "")), "performer[0].reference"),
                    Arguments.of("organization", "x", "Consent.organization is not a list"),
                    Arguments.of("organization", list(object()), "organization[0].reference is missing"),
                    Arguments.of("policy", list(object("uri", "")), "Consent.policy[0].uri is not a text"),
                    Arguments.of("dateTime", "2026-02-30", "Consent.dateTime is not a date"),
                    Arguments.of("dateTime", "", "Consent.dateTime is not a text"),
                    Arguments.of("provision", "x", "Consent.provision is not an object"),
                    Arguments.of("provision", object(), "Consent.provision.type is missing"),
                    Arguments.of("modifierExtension", list(object()), "modifierExtension is not understood"),
                    Arguments.of("extension", object("x", list((Object) null)), "extension is or holds a null"));
        }

        @ParameterizedTest
        @MethodSource("malformedElements")
        void aMalformedConsentRefusesAndIsNamed(String element, Object value, String problem) {
            Form form = Form.permit("c1").with(element, value);
            assertRefused(form, problem);
        }

        private void assertRefused(Form form, String problem) {
            assertThat(ConsentForm.problems(form.consent, ANNA)).anyMatch(text -> text.contains(problem));
            Scene scene = Scene.linde().consents(Form.permit("c0").actor("Practitioner/a"), form);
            assertThat(scene.rule()).isEqualTo(Rule.D2);
            assertThat(scene.decide().reasons().results().get(1).rank()).isNull();
            assertThat(Scene.emergency().consents(form).rule()).isEqualTo(Rule.B2);
        }

        @Test
        void missingElementsAreNamed() {
            for (String element : List.of("status", "patient", "scope", "provision")) {
                assertRefused(Form.permit("c1").without(element), "Consent." + element);
            }
            assertThat(Scene.linde().consents(Form.permit("c1").without("id")).rule())
                    .isEqualTo(Rule.D3);
        }

        @Test
        void outsideAProvisionAnEmptyListIsAbsent() {
            Form form = Form.permit("c1").with("modifierExtension", list()).with("identifier", list());
            assertThat(ConsentForm.problems(form.consent, ANNA)).isEmpty();
            assertThat(Scene.linde().consents(form).rule()).isEqualTo(Rule.D3);
        }

        @Test
        void threeLevelsAreReadAndAFourthIsNot() {
            Form three = Form.permit("c1").child(Form.permit("x").child(Form.permit("y")));
            assertThat(ConsentForm.problems(three.consent, ANNA)).isEmpty();
            Form four = Form.permit("c1")
                    .child(Form.permit("x").child(Form.permit("y").child(Form.permit("z"))));
            assertRefused(four, "Consent.provision.provision[0].provision[0].provision is a fourth level");
        }

        @Test
        void whatIsNoObjectRefuses() {
            Scene scene = Scene.linde();
            scene.consents.add("x");
            assertThat(scene.rule()).isEqualTo(Rule.D2);
            assertThat(scene.decide().reasons().consents()).containsExactly("(consent 1, without id)");
            assertThat(ConsentForm.problems(null, ANNA)).contains("Consent is not an object");
        }

        @Test
        void theConsentOfAnotherPatientIsNamedOnWriting() {
            assertThat(ConsentForm.problems(Form.permit("c1").consent, "Patient/ben"))
                    .containsExactly("Consent.patient is another patient");
            assertThat(ConsentForm.problems(Form.permit("c1").consent, ANNA + "/_history/2"))
                    .isEmpty();
        }

        @Test
        void malformedConsentsOfOthersAreIgnored() {
            Form broken = Form.permit("c1").provision("actor", "x");
            assertThat(Scene.linde()
                            .consents(broken.with("patient", Form.reference("Patient/ben")))
                            .rule())
                    .isEqualTo(Rule.X1);
            Form other = Form.permit("c1").provision("actor", "x").heldBy("Organization/other");
            assertThat(Scene.linde().consents(other).rule()).isEqualTo(Rule.X1);
            Form past = Form.permit("c1").provision("actor", "x").period("period", null, "2026-06-30");
            assertThat(Scene.linde().consents(past).rule()).isEqualTo(Rule.X1);
            Form draft = Form.permit("c1").provision("actor", "x").with("status", "draft");
            assertThat(Scene.linde().consents(draft).rule()).isEqualTo(Rule.X1);
            Form research = Form.permit("c1")
                    .provision("actor", "x")
                    .with("scope", object("coding", list(object("code", "research"), "x")));
            assertThat(Scene.linde().consents(research).rule()).isEqualTo(Rule.X1);
        }

        @Test
        void anEntryWithACodeThatIsNoTextIsNotAnEntryWithoutCode() {
            assertThat(Tree.of("x", object("list", list(1))).values("list")).containsExactly(1);
            assertThat(Tree.of("x", object()).values("list")).isEmpty();
        }
    }

    @Test
    void aMalformedPartyIsNotKnown() {
        for (Object party : list(
                "x",
                object("relationship", "parent"),
                object("for", ANNA),
                object("for", ANNA, "relationship", 5),
                object("for", ANNA, "relationship", "parent", "authority", "x"),
                object("for", ANNA, "relationship", "parent", "authority", object("start", "x")),
                object("for", ANNA, "relationship", "parent", "notListed", null))) {
            Scene scene = Scene.linde()
                    .born("2020-01-01")
                    .knows("RelatedPerson/p", party)
                    .consents(Form.permit("c1").signedBy("RelatedPerson/p"));
            assertThat(scene.rule()).as(String.valueOf(party)).isEqualTo(Rule.X1);
        }
    }

    @Test
    void deepInputDoesNotOverflow() {
        Object deep = "x";
        for (int i = 0; i < 200_000; i++) {
            deep = List.of(deep);
        }
        assertThat(permitted().asks("notListed", deep).rule()).isEqualTo(Rule.D3);
        Map<String, Object> provision = object("type", "permit");
        for (int i = 0; i < 100_000; i++) {
            provision = object("type", "permit", "provision", list(provision));
        }
        assertThat(Scene.linde()
                        .consents(Form.permit("c1").with("provision", provision))
                        .rule())
                .isEqualTo(Rule.D2);
    }
}
