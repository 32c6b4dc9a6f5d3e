package nl.mgz.gateway.consent;

import static nl.mgz.gateway.consent.Form.ANNA;
import static nl.mgz.gateway.consent.Form.deny;
import static nl.mgz.gateway.consent.Form.permit;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.AccessRequest.Purpose;
import nl.mgz.gateway.consent.AccessRequest.Relation;
import nl.mgz.gateway.consent.AccessRequest.Role;
import nl.mgz.gateway.consent.Decision.Effect;
import nl.mgz.gateway.consent.Decision.Rank;
import nl.mgz.gateway.consent.Decision.Result;
import nl.mgz.gateway.consent.Item.Category;
import nl.mgz.gateway.consent.Item.Confidentiality;
import org.junit.jupiter.api.Test;

/** The typed way in: read once, ask often, with reasons. */
class DeciderTest {

    private static final Instant NOW = Instant.parse("2026-07-01T08:00:00Z");

    private static AccessRequest.Builder linde() {
        return AccessRequest.at(NOW)
                .organisation(Scene.LINDE, OrgCategory.DISABILITY_CARE)
                .partOf(List.of("Organization/vg-groep"))
                .user("Practitioner/a", Role.NURSE)
                .purpose(Purpose.TREAT)
                .declaration(null)
                .malformedTask(false)
                .patient(ANNA, Relation.TREATMENT);
    }

    private static Item.Builder summary(String id) {
        return Item.of("Bundle", id, Scene.OOST)
                .patient(ANNA)
                .category(Category.SUMMARY)
                .confidentiality(Confidentiality.N);
    }

    private static PatientConsents consents(Form... forms) {
        List<Object> trees = new ArrayList<>();
        for (Form form : forms) {
            trees.add(form.consent);
        }
        PatientFacts facts = new PatientFacts(LocalDate.of(1961, 5, 4), List.of());
        return PatientConsents.compile(ANNA + "/_history/1", facts, trees, Map.of(), ConsentPolicy.defaults());
    }

    @Test
    void namesItsReasons() {
        Decision decision = consents(
                        deny("c1")
                                .child(deny("x").classes("summary"))
                                .child(deny("y").actor("Group/cat-disability-care")),
                        permit("c2").actor(Scene.LINDE).heldBy(Scene.OOST))
                .decider(linde().build())
                .decide(summary("sum1").build());
        assertThat(decision.rule()).isEqualTo(Rule.D2);
        assertThat(decision.outcome()).isEqualTo(Outcome.DENY);
        assertThat(decision.outcome().code()).isEqualTo("deny");
        assertThat(decision.reasons().at()).isEqualTo(NOW);
        assertThat(decision.reasons().breakGlassResults()).isEmpty();
        assertThat(decision.reasons().consents()).containsExactly("c1", "c2");
        assertThat(decision.reasons().results())
                .containsExactly(
                        new Result("c1", "provision.provision[0]", Effect.DENY, new Rank(0, 0, 2, 0), true, List.of()),
                        new Result(
                                "c1",
                                "provision.provision[1]",
                                Effect.DENY,
                                new Rank(0, 1, 0, 0),
                                false,
                                List.of("c2 provision")),
                        new Result("c2", "provision", Effect.PERMIT, new Rank(1, 2, 0, 0), false, List.of()));
        assertThat(decision.reasons().results()).extracting(Result::stands).containsExactly(true, false, true);
    }

    @Test
    void aPermitWhoseFormIsMissingIsNoReason() {
        Decider decider = consents(permit("c1").without("policy"), deny("c2").heldBy("Organization/other"))
                .decider(linde().build());
        assertThat(decider.decide(summary("sum1").build()).reasons().results()).isEmpty();
    }

    @Test
    void equalAnswersAreOneObject() {
        Decider decider = consents(permit("c1"), deny("c2").label("HIV")).decider(linde().build());
        Decision first = decider.decide(summary("sum1").build());
        assertThat(decider.decide(summary("sum2").build())).isSameAs(first);
        assertThat(decider.decide(summary("sum3").sensitivity(List.of("HIV")).build())
                        .rule())
                .isEqualTo(Rule.D2);
        assertThat(decider.decide(summary("sum4").patient("Patient/ben").build()))
                .isSameAs(decider.decide(summary("sum5").patient(null).build()));
    }

    @Test
    void theHolderMakesADifferenceOnlyWhereAConsentNamesIt() {
        Decider decider = consents(permit("c1").heldBy(Scene.OOST, "Organization/gp-west"))
                .decider(linde().build());
        Decision oost = decider.decide(summary("sum1").build());
        Item west = Item.of("Bundle", "b", "Organization/gp-west")
                .patient(ANNA)
                .category(Category.SUMMARY)
                .confidentiality(Confidentiality.N)
                .build();
        assertThat(decider.decide(west)).isSameAs(oost);
        assertThat(oost.reasons().results().get(0).rank()).isEqualTo(new Rank(1, 0, 0, 0));
    }

    @Test
    void whatIsDecidedForOneHolderIsNotForAnother() {
        PatientConsents consents = consents(deny("c1"), permit("c2").heldBy(Scene.OOST, "Organization/region"));
        Item oost = summary("sum1").build();
        Item west = Item.of("Bundle", "b", "Organization/gp-west")
                .patient(ANNA)
                .category(Category.SUMMARY)
                .confidentiality(Confidentiality.N)
                .build();
        Decider first = consents.decider(linde().build());
        assertThat(first.decide(oost).rule()).isEqualTo(Rule.D3);
        assertThat(first.decide(west).rule()).isEqualTo(Rule.D2);
        Decider second = consents.decider(linde().build());
        assertThat(second.decide(west).rule()).isEqualTo(Rule.D2);
        assertThat(second.decide(oost).rule()).isEqualTo(Rule.D3);
    }

    @Test
    void whereAnotherSourcePermitsOnlyRefusalsCountAtWhateverLevel() {
        PatientConsents here = consents(
                        permit("yes").child(deny("no").classes("summary")),
                        deny("except").classes("Observation").child(permit("x")))
                .refusingOnly();
        Decider before = here.decider(linde().build());
        Item medication = Item.of("MedicationStatement", "m", Scene.OOST)
                .patient(ANNA)
                .category(Category.MEDICATION)
                .confidentiality(Confidentiality.N)
                .build();
        assertThat(before.decide(summary("sum1").build()).rule()).isEqualTo(Rule.D2);
        assertThat(before.decide(medication).rule()).as("a yes beside a no").isEqualTo(Rule.X1);
        Decider after = here.with(permit("elsewhere").consent).decider(linde().build());
        assertThat(after.decide(summary("sum1").build()).rule()).isEqualTo(Rule.D2);
        assertThat(after.decide(medication).rule()).isEqualTo(Rule.D3);
        assertThat(after.decide(medication).reasons().consents()).containsExactly("elsewhere");
    }

    @Test
    void aWithdrawnRefusalIsNoneWhereAnotherSourcePermits() {
        PatientConsents here = consents(
                        deny("no").version("1"),
                        permit("w").version("1").inactive().on("2026-02-01"))
                .refusingOnly();
        Decider decider = here.with(permit("elsewhere").consent).decider(linde().build());
        assertThat(decider.decide(summary("sum1").build()).rule()).isEqualTo(Rule.D3);
    }

    @Test
    void oneMoreTakesThePlaceOfTheOneWithItsId() {
        PatientConsents consents = consents(deny("c1"));
        Item oost = summary("sum1").build();
        assertThat(consents.with(permit("c1").consent)
                        .decider(linde().build())
                        .decide(oost)
                        .rule())
                .isEqualTo(Rule.D3);
        assertThat(consents.with(permit("c2").consent)
                        .decider(linde().build())
                        .decide(oost)
                        .rule())
                .isEqualTo(Rule.D2);
    }

    @Test
    void costsNoAllocationOnceWarm() {
        Decider decider = consents(
                        permit("c1").purpose("TREAT"),
                        deny("c2").label("HIV", "PSY"),
                        permit("c3").data("related", "Encounter/e1").data("authoredby", Scene.OOST),
                        deny("c4").actor("Group/cat-gp"))
                .decider(linde().build());
        Item[] items = IntStream.range(0, 16)
                .mapToObj(i -> summary("sum" + i)
                        .sensitivity(i % 3 == 0 ? List.of("HIV") : List.of())
                        .related(i % 2 == 0 ? List.of("Encounter/e1") : List.of())
                        .build())
                .toArray(Item[]::new);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        decideAll(decider, items, 20_000);
        long before = threads.getCurrentThreadAllocatedBytes();
        decideAll(decider, items, 100_000);
        long each = (threads.getCurrentThreadAllocatedBytes() - before) / 100_000;
        assertThat(each).isLessThan(1);
    }

    private static void decideAll(Decider decider, Item[] items, int times) {
        for (int i = 0; i < times; i++) {
            if (decider.decide(items[i & 15]).outcome() == Outcome.BREAK_GLASS) {
                throw new AssertionError();
            }
        }
    }

    @Test
    void manyProvisionsAreNoLimit() {
        Form many = permit("c1");
        for (int i = 0; i < 150; i++) {
            many.child(permit("x").data("instance", "Bundle/sum" + i).data("authoredby", "Practitioner/p" + i));
            many.child(deny("x").data("instance", "Bundle/no" + i));
        }
        Decider decider = consents(many, permit("c2")).decider(linde().build());
        for (int i = 0; i < 150; i++) {
            Decision yes = decider.decide(summary("sum" + i).build());
            assertThat(yes.rule()).isEqualTo(Rule.D3);
            assertThat(yes.reasons().results().get(0).path()).isEqualTo("provision.provision[" + 2 * i + "]");
            assertThat(yes.reasons().results().get(0).rank()).isEqualTo(new Rank(0, 0, 3, 0));
            assertThat(yes.reasons().results()).hasSize(2);
            Decision byAuthor =
                    decider.decide(summary("z").author("Practitioner/p" + i).build());
            assertThat(byAuthor.reasons().results().get(0).rank()).isEqualTo(new Rank(0, 0, 2, 0));
            Decision no = decider.decide(
                    summary("no" + i).author("Practitioner/p" + i).build());
            assertThat(no.rule()).isEqualTo(Rule.D2);
            assertThat(no.reasons().results()).extracting(Result::consent).containsExactly("c1", "c2");
        }
    }

    @Test
    void anUnknownPatientAndAnotherPatientAreRefused() {
        Item item = summary("sum1").build();
        PatientConsents unknown =
                PatientConsents.compile(ANNA, null, List.of(permit("c1").consent), Map.of(), ConsentPolicy.defaults());
        assertThat(unknown.decider(linde().build()).decide(item).rule()).isEqualTo(Rule.G2);
        AccessRequest aboutBen =
                linde().patient("Patient/ben", Relation.TREATMENT).build();
        Decider decider = consents(permit("c1")).decider(aboutBen);
        assertThat(decider.decide(summary("s").patient("Patient/ben").build()).rule())
                .isEqualTo(Rule.G2);
        assertThat(consents()
                        .decider(AccessRequest.at(NOW).build())
                        .decide(item)
                        .rule())
                .isEqualTo(Rule.G1);
    }

    @Test
    void breakGlassIsOfferedByTheRequestAlone() {
        AccessRequest.Builder emergency = AccessRequest.at(NOW)
                .organisation(Scene.SEH, OrgCategory.EMERGENCY)
                .user("Practitioner/seh", Role.PHYSICIAN)
                .purpose(Purpose.ETREAT)
                .patient(ANNA, Relation.NONE)
                .breakGlassAuthorised(true);
        assertThat(consents(deny("c1")).decider(emergency.build()).offersBreakGlass())
                .isTrue();
        assertThat(consents().decider(emergency.build()).offersBreakGlass()).isTrue();
        assertThat(consents()
                        .decider(emergency.user("Practitioner/seh", null).build())
                        .offersBreakGlass())
                .isFalse();
        assertThat(consents().decider(linde().build()).offersBreakGlass()).isFalse();
        assertThat(consents()
                        .decider(AccessRequest.at(NOW).purpose(Purpose.ETREAT).build())
                        .offersBreakGlass())
                .isFalse();
    }

    @Test
    void uninterpretableConsentsAreNamed() {
        PatientConsents consents = consents(
                permit("c1"),
                deny("c2").without("provision"),
                deny("c3").provision("actor", "x"),
                deny("c3").without("provision"),
                deny("c4").with("status", "draft").without("provision"),
                deny("c5").without("id").provision("type", "x"));
        assertThat(consents.uninterpretable())
                .containsExactly(
                        Map.entry("c2", "Consent.provision is not an object"),
                        Map.entry("c3", "Consent.provision.actor is not a list"),
                        Map.entry("(consent 6, without id)", "Consent.provision.type is neither permit nor deny"));
    }

    @Test
    void wordsOfTheRulesAreFound() {
        for (OrgCategory category : OrgCategory.values()) {
            assertThat(OrgCategory.of(category.code())).isEqualTo(category);
        }
        for (Role role : Role.values()) {
            assertThat(Role.of(role.code())).isEqualTo(role);
        }
        for (Relation relation : Relation.values()) {
            assertThat(Relation.of(relation.code())).isEqualTo(relation);
        }
        for (Category category : Category.values()) {
            assertThat(Category.of(category.code())).isEqualTo(category);
        }
        assertThat(Purpose.of("BTG")).isNull();
        assertThat(Confidentiality.of("x")).isNull();
        assertThat(Outcome.BREAK_GLASS.code()).isEqualTo("break-glass");
        assertThat(Outcome.PERMIT.code()).isEqualTo("permit");
        assertThat(Relation.of(null)).isEqualTo(Relation.NONE);
    }

    @Test
    void itemsPrintNoContent() {
        assertThat(summary("sum1").codes(Set.of("X")).build()).hasToString("Bundle/sum1");
        assertThat(summary("sum1").build().self()).isEqualTo("Bundle/sum1");
    }
}
