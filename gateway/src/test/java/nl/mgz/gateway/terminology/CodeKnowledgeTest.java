package nl.mgz.gateway.terminology;

import static nl.mgz.gateway.terminology.Membership.IN;
import static nl.mgz.gateway.terminology.Membership.NOT_CHECKED;
import static nl.mgz.gateway.terminology.Membership.OUT;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeSystem.CodeSystemContentMode;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.ValueSet;
import org.hl7.fhir.r4.model.ValueSet.FilterOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CodeKnowledgeTest {

    private static final String WHOLE = "http://example.org/whole";
    private static final String FRAGMENT = "http://example.org/fragment";
    private static final String ABSENT = "http://example.org/absent";

    private final PrePopulatedValidationSupport held = new PrePopulatedValidationSupport(FhirContext.forR4Cached());
    private final CodeKnowledge knowledge = new CodeKnowledge(held);

    @BeforeEach
    void holdTwoSystems() {
        CodeSystem whole = system(WHOLE, CodeSystemContentMode.COMPLETE);
        whole.addConcept()
                .setCode("animal")
                .addConcept()
                .setCode("dog")
                .addConcept()
                .setCode("poodle");
        held.addCodeSystem(whole);
        CodeSystem fragment = system(FRAGMENT, CodeSystemContentMode.FRAGMENT);
        fragment.addConcept().setCode("known");
        held.addCodeSystem(fragment);
    }

    @Test
    void aSystemThatIsHereInWholeDecides() {
        assertThat(knowledge.inSystem(WHOLE, "dog")).isEqualTo(IN);
        assertThat(knowledge.inSystem(WHOLE, "cat")).isEqualTo(OUT);
    }

    @Test
    void aFragmentKnowsWhatItHasAndNothingElse() {
        assertThat(knowledge.inSystem(FRAGMENT, "known")).isEqualTo(IN);
        assertThat(knowledge.inSystem(FRAGMENT, "other")).isEqualTo(NOT_CHECKED);
    }

    @Test
    void anAbsentSystemIsNotChecked() {
        assertThat(knowledge.inSystem(ABSENT, "x")).isEqualTo(NOT_CHECKED);
        ValueSet all = set();
        all.getCompose().addInclude().setSystem(ABSENT);
        assertThat(knowledge.inValueSet(all, ABSENT, "x")).isEqualTo(NOT_CHECKED);
    }

    @Test
    void aListDecidesThoughItsSystemIsAbsent() {
        ValueSet list = set();
        list.getCompose().addInclude().setSystem(ABSENT).addConcept().setCode("a");
        assertThat(knowledge.inValueSet(list, ABSENT, "a")).isEqualTo(IN);
        assertThat(knowledge.inValueSet(list, ABSENT, "b")).isEqualTo(OUT);
        assertThat(knowledge.inValueSet(list, WHOLE, "a")).isEqualTo(OUT);
    }

    @Test
    void whatIsExcludedIsOutAndADoubtfulExclusionIsNotChecked() {
        ValueSet list = set();
        list.getCompose().addInclude().setSystem(WHOLE);
        list.getCompose().addExclude().setSystem(WHOLE).addConcept().setCode("dog");
        assertThat(knowledge.inValueSet(list, WHOLE, "dog")).isEqualTo(OUT);
        assertThat(knowledge.inValueSet(list, WHOLE, "poodle")).isEqualTo(IN);
        list.getCompose().addExclude().addValueSet("http://example.org/unknown-set");
        assertThat(knowledge.inValueSet(list, WHOLE, "poodle")).isEqualTo(NOT_CHECKED);
    }

    @Test
    void filtersFollowTheHierarchy() {
        ValueSet dogs = set();
        dogs.getCompose()
                .addInclude()
                .setSystem(WHOLE)
                .addFilter()
                .setProperty("concept")
                .setOp(FilterOperator.ISA)
                .setValue("dog");
        assertThat(knowledge.inValueSet(dogs, WHOLE, "poodle")).isEqualTo(IN);
        assertThat(knowledge.inValueSet(dogs, WHOLE, "dog")).isEqualTo(IN);
        assertThat(knowledge.inValueSet(dogs, WHOLE, "animal")).isEqualTo(OUT);
    }

    @Test
    void aSetThatImportsItselfEnds() {
        ValueSet snake = set();
        snake.setUrl("http://example.org/snake");
        snake.getCompose().addInclude().addValueSet("http://example.org/snake");
        held.addValueSet(snake);
        assertThat(knowledge.inValueSet(snake, WHOLE, "dog")).isEqualTo(NOT_CHECKED);
    }

    private static CodeSystem system(String url, CodeSystemContentMode content) {
        CodeSystem system = new CodeSystem();
        system.setUrl(url).setStatus(PublicationStatus.ACTIVE);
        return system.setContent(content).setCaseSensitive(true);
    }

    private static ValueSet set() {
        ValueSet set = new ValueSet();
        set.setUrl("http://example.org/set").setStatus(PublicationStatus.ACTIVE);
        return set;
    }
}
