package nl.mgz.gateway.careplan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import nl.mgz.gateway.consent.fhir.Representatives;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Who decided, and whether somebody else should have. */
class DecidedTest {

    private static final String ROLE = "urn:oid:2.16.840.1.113883.2.4.3.11.22.472";
    private static final String RELATION = "http://terminology.hl7.org/CodeSystem/v3-RoleCode";
    private static final String BEFORE = "comes before";

    private final List<Resource> all = new ArrayList<>();
    private int next = 1;

    private RelatedPerson person(String system, String code) {
        RelatedPerson person = new RelatedPerson();
        person.setActive(true)
                .addRelationship(new CodeableConcept(new Coding(system, code, null)))
                .setId("RelatedPerson/" + next++);
        all.add(person);
        return person;
    }

    private void capable(String date, boolean capable) {
        Observation observation = new Observation();
        observation
                .setCode(new CodeableConcept(new Coding("http://snomed.info/sct", "665671000146101", null)))
                .setValue(new BooleanType(capable))
                .setEffective(new DateTimeType(date))
                .addPerformer(new Reference("Practitioner/1"));
        all.add(observation);
    }

    private static Consent directive(String date, ConsentProvisionType type, String... consenters) {
        Consent consent = new Consent();
        consent.setStatus(ConsentState.ACTIVE)
                .setScope(new CodeableConcept(
                        new Coding("http://terminology.hl7.org/CodeSystem/consentscope", "treatment", null)))
                .setDateTimeElement(new DateTimeType(date))
                .setId("Consent/" + date);
        consent.getProvision()
                .setType(type)
                .addCode(new CodeableConcept(new Coding("http://snomed.info/sct", "89666000", null)));
        for (String one : consenters) {
            consent.getProvision()
                    .addActor()
                    .setRole(new CodeableConcept(new Coding(RELATION, "CONSENTER", null)))
                    .setReference(new Reference(one));
        }
        return consent;
    }

    private List<String> findings(Consent directive) {
        return Decided.findings(List.of(directive), all, Representatives::rank).stream()
                .map(Finding::text)
                .toList();
    }

    private List<String> agreedBy(RelatedPerson person) {
        capable("2026-01-01", false);
        return findings(directive(
                "2026-02-10",
                ConsentProvisionType.DENY,
                "RelatedPerson/" + person.getIdElement().getIdPart()));
    }

    @Nested
    class SomebodyWhoComesFirst {

        @Test
        void isMissedWhereOneOfLowerRankAgreed() {
            RelatedPerson brother = person(RELATION, "BRO");
            person(ROLE, "15");
            assertThat(agreedBy(brother)).singleElement().asString().contains(BEFORE);
        }

        @Test
        void isMissedAtEachStepOfTheLaw() {
            List<RelatedPerson> order = List.of(
                    person(RELATION, "DAUC"),
                    person(RELATION, "WIFE"),
                    person("http://snomed.info/sct", "310141000146103"),
                    person(ROLE, "03"));
            for (int i = 0; i < order.size(); i++) {
                all.removeIf(Observation.class::isInstance);
                List<String> found = agreedBy(order.get(i));
                assertThat(found).as("step " + i).hasSize(i == order.size() - 1 ? 0 : 1);
            }
        }

        @Test
        void isNobodyOfTheSameRank() {
            RelatedPerson sister = person(RELATION, "SIS");
            person(RELATION, "BRO");
            person(RELATION, "MTH");
            assertThat(agreedBy(sister)).isEmpty();
        }

        @Test
        void isNobodyWhoWasNotYetOrNoLongerOnRecord() {
            RelatedPerson brother = person(RELATION, "BRO");
            person(ROLE, "15").getPeriod().setStartElement(new DateTimeType("2026-02-11"));
            person(ROLE, "03").getPeriod().setEndElement(new DateTimeType("2026-02-09"));
            person(RELATION, "WIFE").setActive(false);
            assertThat(agreedBy(brother)).isEmpty();
        }

        @Test
        void isOnRecordOnTheFirstAndTheLastDay() {
            RelatedPerson brother = person(RELATION, "BRO");
            RelatedPerson mentor = person(ROLE, "15");
            mentor.getPeriod().setStartElement(new DateTimeType("2026-02-10"));
            mentor.getPeriod().setEndElement(new DateTimeType("2026-02-10"));
            assertThat(agreedBy(brother)).singleElement().asString().contains(BEFORE);
        }

        @Test
        void isNotMissedWhereThatOneAgreedToo() {
            person(RELATION, "BRO");
            person(ROLE, "15");
            capable("2026-01-01", false);
            assertThat(findings(
                            directive("2026-02-10", ConsentProvisionType.DENY, "RelatedPerson/1", "RelatedPerson/2")))
                    .isEmpty();
        }
    }

    @Test
    void theRoleOfRepresentativeAloneIsNoGround() {
        RelatedPerson named = person(ROLE, "24");
        assertThat(agreedBy(named)).singleElement().asString().contains("on what ground");
        person(RELATION, "SIS");
        assertThat(agreedBy(named)).hasSize(2).anyMatch(one -> one.contains(BEFORE));
    }

    @Test
    void ofSomebodyWhoIsNotToBeSeenNoRankIsTold() {
        person(ROLE, "15");
        capable("2026-01-01", false);
        assertThat(findings(directive("2026-02-10", ConsentProvisionType.DENY, "RelatedPerson/hidden")))
                .isEmpty();
    }

    @Nested
    class ThePatient {

        @Test
        void whoIsCapableOverridesARepresentativeLater() {
            person(ROLE, "15");
            capable("2026-01-01", false);
            capable("2026-02-20", true);
            Consent theirs = directive("2026-02-10", ConsentProvisionType.DENY, "RelatedPerson/1");
            Consent own = directive("2026-03-01", ConsentProvisionType.PERMIT, "Patient/p");
            List<Consent> current = CurrentDirectives.at(Instant.parse("2026-11-21T12:00:00Z"), List.of(theirs, own));
            assertThat(current).containsExactly(own);
            assertThat(Decided.findings(current, all, Representatives::rank)).isEmpty();
        }

        @Test
        void whoWasFoundCapableIsNotSpokenFor() {
            person(ROLE, "15");
            capable("2026-02-01", true);
            assertThat(findings(directive("2026-02-10", ConsentProvisionType.DENY, "RelatedPerson/1")))
                    .singleElement()
                    .asString()
                    .contains("found capable");
        }

        @Test
        void whoWasFoundIncapableAndAgreedAloneIsTold() {
            capable("2026-02-01", false);
            Consent own = directive("2026-02-10", ConsentProvisionType.PERMIT, "Patient/p");
            assertThat(findings(own)).singleElement().asString().contains("alone");
            Consent together = directive("2026-02-10", ConsentProvisionType.PERMIT, "Patient/p", "RelatedPerson/1");
            assertThat(findings(together)).isEmpty();
        }

        @Test
        void isPresumedCapable() {
            assertThat(findings(directive("2026-02-10", ConsentProvisionType.PERMIT, "Patient/p")))
                    .isEmpty();
        }
    }
}
