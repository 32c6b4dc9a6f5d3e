package nl.mgz.gateway.consent;

import static nl.mgz.gateway.consent.ConsentPolicy.builder;
import static nl.mgz.gateway.consent.Form.ANNA;
import static nl.mgz.gateway.consent.Form.deny;
import static nl.mgz.gateway.consent.Form.list;
import static nl.mgz.gateway.consent.Form.object;
import static nl.mgz.gateway.consent.Form.permit;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.ConsentPolicy.*;
import nl.mgz.gateway.consent.Item.Confidentiality;
import org.junit.jupiter.api.Test;

/** Section 12: every setting, with its alternative, on the case that tells them apart. */
class PolicySettingsTest {

    private static final String PARTNER = "RelatedPerson/partner";

    private static void tells(Supplier<Scene> scene, Rule byDefault, ConsentPolicy.Builder other, Rule then) {
        assertThat(scene.get().rule()).as("by default").isEqualTo(byDefault);
        assertThat(scene.get().under(other).rule()).as("alternative").isEqualTo(then);
    }

    @Test
    void refusalInEmergency() {
        ConsentPolicy.Builder other = builder().refusalInEmergency(RefusalInEmergency.BREAK_GLASS_OVERRIDES_BLANKET);
        tells(() -> Scene.emergency().consents(deny("c1")), Rule.B1, other, Rule.B2);
        tells(() -> Scene.emergency().consents(deny("c1").actor("Group/cat-emergency")), Rule.B1, other, Rule.B2);
        tells(() -> Scene.emergency().consents(deny("c1").actor(Scene.SEH)), Rule.B1, other, Rule.B1);
        tells(() -> Scene.emergency().consents(deny("c1").classes("summary")), Rule.B1, other, Rule.B1);
        tells(() -> Scene.emergency().consents(deny("c1").purpose("BTG")), Rule.B1, other, Rule.B1);
        tells(() -> Scene.linde().consents(deny("c1")), Rule.D2, other, Rule.D2);
    }

    @Test
    void purposeLimitedRefusal() {
        ConsentPolicy.Builder other = builder().purposeLimitedRefusal(PurposeLimitedRefusal.LISTED_PURPOSES_ONLY);
        tells(() -> Scene.emergency().consents(deny("c1").purpose("TREAT")), Rule.B1, other, Rule.B2);
        tells(() -> Scene.emergency().consents(deny("c1").purpose("ETREAT")), Rule.B1, other, Rule.B2);
        tells(() -> Scene.emergency().consents(deny("c1").purpose("ETREAT", "BTG")), Rule.B1, other, Rule.B1);
    }

    @Test
    void permitNamingBreakGlass() {
        ConsentPolicy.Builder other = builder().permitNamingBreakGlass(PermitNamingBreakGlass.OPENS_WHEN_MORE_SPECIFIC);
        tells(() -> Scene.emergency().consents(deny("c1"), permit("c2").purpose("BTG")), Rule.B2, other, Rule.B1);
        tells(
                () -> Scene.emergency()
                        .consents(deny("c1"), permit("c2").purpose("BTG").actor(Scene.SEH)),
                Rule.B2,
                other,
                Rule.B2);
    }

    @Test
    void rankVariant() {
        ConsentPolicy.Builder other = builder().rankVariant(RankVariant.LISTED);
        tells(() -> Scene.linde().consents(deny("c1"), permit("c2").purpose("TREAT")), Rule.D2, other, Rule.D3);
        tells(() -> Scene.linde().consents(deny("c1"), permit("c2").label("N", "R")), Rule.D2, other, Rule.D3);
        tells(
                () -> Scene.emergency()
                        .consents(deny("c1").purpose("TREAT"), permit("c2").purpose("BTG")),
                Rule.B2,
                other,
                Rule.B1);
        tells(() -> Scene.linde().consents(deny("c1"), permit("c2")), Rule.D2, other, Rule.D2);
    }

    @Test
    void narrowList() {
        ConsentPolicy.Builder other = builder().narrowList(NarrowList.IGNORED);
        tells(() -> Scene.linde().consents(deny("c1"), permit("c2").classes("summary")), Rule.D3, other, Rule.D2);
        tells(
                () -> Scene.linde()
                        .data("codes", list("A"))
                        .consents(deny("c1"), permit("c2").code("A")),
                Rule.D3,
                other,
                Rule.D2);
        tells(
                () -> Scene.emergency()
                        .asks("relation", "none")
                        .consents(deny("c1"), permit("c2").purpose("ETREAT")),
                Rule.D3,
                other,
                Rule.B1);
        tells(() -> Scene.emergency().consents(deny("c1"), permit("c2").purpose("BTG")), Rule.B2, other, Rule.B2);
        tells(
                () -> Scene.linde()
                        .consents(deny("c1").classes("summary"), permit("c2").actor(Scene.LINDE)),
                Rule.D2,
                other,
                Rule.D2);
        tells(
                () -> Scene.linde()
                        .asks("purpose", "COC")
                        .consents(deny("c1").purpose("COC"), permit("c2").actor(Scene.LINDE)),
                Rule.D2,
                other,
                Rule.D2);
    }

    @Test
    void incomparableRanks() {
        ConsentPolicy.Builder other = builder().incomparableRanks(IncomparableRanks.LATER_CONSENT_WINS);
        Supplier<Form> no = () -> deny("c1").classes("summary").on("2026-01-01");
        tells(() -> Scene.linde().consents(no.get(), permit("c2").actor(Scene.LINDE)), Rule.D2, other, Rule.D3);
        tells(
                () -> Scene.linde()
                        .consents(no.get(), permit("c2").actor(Scene.LINDE).on("2026-01-01")),
                Rule.D2,
                other,
                Rule.D2);
        tells(
                () -> Scene.linde().consents(no.get().on(null), permit("c2").actor(Scene.LINDE)),
                Rule.D2,
                other,
                Rule.D2);
        tells(() -> Scene.linde().consents(no.get(), permit("c2")), Rule.D2, other, Rule.D2);
        tells(() -> Scene.linde().consents(deny("c1").on("2025"), permit("c2")), Rule.D2, other, Rule.D2);
    }

    @Test
    void parentOrganisation() {
        ConsentPolicy.Builder other = builder().parentOrganisation(ParentOrganisation.AS_CATEGORY);
        Supplier<Scene> scene = () -> Scene.linde()
                .consents(
                        deny("c1").actor("Group/cat-disability-care"),
                        permit("c2").actor("Organization/vg-groep"));
        tells(scene, Rule.D3, other, Rule.D2);
        tells(
                () -> Scene.linde()
                        .consents(
                                deny("c1").actor("Organization/vg-groep"),
                                permit("c2").actor(Scene.LINDE)),
                Rule.D2,
                other,
                Rule.D3);
    }

    @Test
    void uninterpretable() {
        ConsentPolicy.Builder other = builder().uninterpretable(Uninterpretable.DENIES_ALWAYS);
        tells(() -> Scene.emergency().consents(deny("c1").without("provision")), Rule.B2, other, Rule.B1);
        tells(() -> Scene.emergency().consents(deny("c1").actor("CareTeam/7")), Rule.B2, other, Rule.B1);
        tells(() -> Scene.emergency().consents(deny("c1").data("dependents", "X/1")), Rule.B2, other, Rule.B1);
        tells(() -> Scene.emergency().consents(deny("c1").period("dataPeriod", "2020", null)), Rule.B2, other, Rule.B1);
        tells(
                () -> Scene.emergency()
                        .dataWithout("confidentiality")
                        .consents(deny("c1").label("R")),
                Rule.B2,
                other,
                Rule.B1);
    }

    @Test
    void malformedTask() {
        ConsentPolicy.Builder other = builder().malformedTask(MalformedTask.IS_IGNORED);
        tells(() -> Scene.linde().consents(permit("c1")).tasks("x"), Rule.E1, other, Rule.D3);
    }

    @Test
    void denyFormalities() {
        ConsentPolicy.Builder other = builder().denyFormalities(DenyFormalities.MUST_BE_FORMAL);
        tells(() -> Scene.linde().consents(permit("c1"), deny("c2").signedBy("Patient/ben")), Rule.D2, other, Rule.D3);
        tells(() -> Scene.linde().consents(permit("c1"), deny("c2").without("policy")), Rule.D2, other, Rule.D3);
        tells(() -> Scene.linde().consents(permit("c1"), deny("c2").on("2027")), Rule.D2, other, Rule.D3);
        tells(() -> Scene.linde().consents(permit("c1"), deny("c2")), Rule.D2, other, Rule.D2);
    }

    @Test
    void withdrawal() {
        ConsentPolicy.Builder other = builder().withdrawal(Withdrawal.STRICT);
        Supplier<Form> given = () -> permit("v1").version("K1");
        Supplier<Form> back = () -> permit("v2").version("K1").inactive();
        tells(() -> Scene.linde().consents(given.get(), back.get().on(null)), Rule.X1, other, Rule.D3);
        tells(() -> Scene.linde().consents(given.get(), back.get().on("2026-01-10")), Rule.X1, other, Rule.D3);
        tells(() -> Scene.linde().consents(given.get(), back.get().on("2026-02").signedBy()), Rule.X1, other, Rule.D3);
        tells(
                () -> Scene.linde()
                        .consents(given.get(), back.get().on("2026-02").without("provision")),
                Rule.X1,
                other,
                Rule.D3);
        tells(() -> Scene.linde().consents(given.get(), back.get().on("2026-02")), Rule.X1, other, Rule.X1);
    }

    @Test
    void sensitivityUpward() {
        ConsentPolicy.Builder other = builder().sensitivityUpward(SensitivityUpward.EXACT);
        Supplier<Scene> scene = () -> Scene.linde()
                .data("sensitivity", list("ETH"))
                .consents(permit("c1").label("R"), deny("c2").label("ETHUD"));
        tells(scene, Rule.D2, other, Rule.D3);
    }

    @Test
    void ageMoment() {
        ConsentPolicy.Builder other = builder().ageMoment(AgeMoment.AT_SIGNING);
        Supplier<Scene> scene = () -> Scene.linde().born("2010-03-01").knows("RelatedPerson/p", "parent");
        tells(() -> scene.get().consents(permit("c1").signedBy("RelatedPerson/p")), Rule.X1, other, Rule.X1);
        tells(() -> scene.get().consents(permit("c1").signedBy(ANNA)), Rule.D3, other, Rule.X1);
        tells(
                () -> scene.get()
                        .consents(permit("c1").actor(Scene.LINDE).on("2021").signedBy("RelatedPerson/p")),
                Rule.X1,
                other,
                Rule.D3);
        tells(
                () -> Scene.linde()
                        .consents(
                                deny("v1").version("K").on("2025"),
                                permit("v2").version("K").inactive().on(null)),
                Rule.X1,
                other,
                Rule.D2);
    }

    @Test
    void representation() {
        ConsentPolicy.Builder other = builder().representation(Representation.LAPSES_WHEN_CAPABLE);
        tells(() -> represented(object("start", "2026-01-01", "end", "2026-02-01")), Rule.D3, other, Rule.X1);
        tells(() -> represented(object("start", "2026-01-01")), Rule.D3, other, Rule.D3);
        tells(
                () -> represented(object("start", "2026-01-01")),
                Rule.D3,
                builder().representatives(Set.of("curator")),
                Rule.X1);
    }

    private static Scene represented(Map<String, Object> incapable) {
        return Scene.linde()
                .born("1961-05-04", incapable)
                .knows(PARTNER, "partner")
                .consents(permit("c1").signedBy(PARTNER));
    }

    @Test
    void patientRefusal() {
        ConsentPolicy.Builder other = builder().patientRefusal(PatientRefusal.BY_RANK);
        tells(
                () -> represented(object("start", "2026-01-01"))
                        .consents(
                                deny("c2").on("2025"),
                                permit("c3").actor(Scene.LINDE).signedBy(PARTNER)),
                Rule.D2,
                other,
                Rule.D3);
    }

    @Test
    void parentalRefusal() {
        ConsentPolicy.Builder other = builder().parentalRefusal(ParentalRefusal.STAYS);
        tells(
                () -> Scene.linde()
                        .knows("RelatedPerson/p", "parent")
                        .consents(deny("c1").signedBy("RelatedPerson/p")),
                Rule.X1,
                other,
                Rule.D2);
    }

    @Test
    void ages() {
        Supplier<Scene> scene = () -> Scene.linde()
                .born("2011-03-01")
                .knows("RelatedPerson/p", "parent")
                .consents(permit("c1").signedBy(ANNA));
        tells(scene, Rule.X1, builder().aloneFrom(15), Rule.D3);
        tells(
                () -> Scene.linde()
                        .born("2013-03-01")
                        .knows("RelatedPerson/p", "parent")
                        .consents(permit("c1").signedBy("RelatedPerson/p")),
                Rule.X1,
                builder().togetherFrom(14),
                Rule.D3);
    }

    @Test
    void consultBeforeAcceptance() {
        ConsentPolicy.Builder other = builder().consultBeforeAcceptance(ConsultBeforeAcceptance.WAITS);
        tells(() -> Scene.linde().tasks(task("requested")), Rule.T1, other, Rule.X1);
        tells(() -> Scene.linde().tasks(task("received")), Rule.T1, other, Rule.X1);
        tells(() -> Scene.linde().tasks(task("accepted")), Rule.T1, other, Rule.T1);
        tells(() -> Scene.linde().tasks(outcome("requested")), Rule.T3, other, Rule.T3);
    }

    private static Map<String, Object> task(String status) {
        return object(
                "id",
                "t1",
                "status",
                status,
                "requester",
                Scene.OOST,
                "owner",
                Scene.LINDE,
                "for",
                ANNA,
                "authoredOn",
                "2026-06-20T09:00:00+02:00",
                "references",
                list("Bundle/sum1"),
                "ended",
                "2026-06-30T22:00:00+02:00");
    }

    private static Map<String, Object> outcome(String status) {
        Map<String, Object> task = task(status);
        task.put("owner", Scene.OOST);
        task.put("requester", Scene.LINDE);
        task.put("outputs", list("Bundle/sum1"));
        return task;
    }

    @Test
    void taskAgainstRefusal() {
        ConsentPolicy.Builder other = builder().taskAgainstRefusal(TaskAgainstRefusal.REFUSAL_WINS);
        tells(() -> Scene.linde().tasks(task("accepted")).consents(deny("c1")), Rule.T1, other, Rule.D2);
        tells(() -> Scene.linde().tasks(task("accepted")).consents(permit("c1")), Rule.T1, other, Rule.T1);
    }

    @Test
    void consultDurations() {
        tells(
                () -> Scene.linde().tasks(task("accepted")),
                Rule.T1,
                builder().consultStaleness(Duration.ofDays(11)),
                Rule.X1);
        tells(
                () -> Scene.linde().tasks(task("completed")),
                Rule.T2,
                builder().consultGrace(Duration.ofHours(12)),
                Rule.X1);
        tells(
                () -> Scene.linde().tasks(outcome("completed")),
                Rule.T3,
                builder().outcomeOpenFor(Duration.ofDays(11)),
                Rule.X1);
    }

    @Test
    void unlabelledData() {
        Supplier<Scene> scene =
                () -> Scene.linde().dataWithout("confidentiality").consents(permit("c1"));
        tells(scene, Rule.X1, builder().unlabelledIs(Confidentiality.N), Rule.D3);
        tells(scene, Rule.X1, builder().unlabelledPermitCovers(Confidentiality.R), Rule.D3);
        tells(
                () -> Scene.linde().dataWithout("confidentiality").tasks(task("accepted")),
                Rule.T1,
                builder().unlabelledIs(Confidentiality.V),
                Rule.X1);
        tells(
                () -> Scene.emergency().dataWithout("confidentiality"),
                Rule.B2,
                builder().unlabelledIs(Confidentiality.V),
                Rule.X1);
    }

    @Test
    void emergencyWithoutRelation() {
        tells(
                () -> Scene.emergency().consents(permit("c1")),
                Rule.D3,
                builder().emergencyWithoutRelation(Set.of(OrgCategory.TRIAGE)),
                Rule.P1);
        tells(
                () -> Scene.linde()
                        .asks("orgCategory", "gp")
                        .asks("purpose", "ETREAT")
                        .consents(permit("c1")),
                Rule.D3,
                builder().gpMayClaimEmergency(false),
                Rule.G4);
        tells(() -> Scene.emergency().consents(permit("c1")), Rule.D3, builder().gpMayClaimEmergency(false), Rule.D3);
        tells(
                () -> Scene.linde().asks("orgCategory", "gp").consents(permit("c1")),
                Rule.D3,
                builder().gpMayClaimEmergency(false),
                Rule.D3);
    }

    @Test
    void declaration() {
        tells(Scene::emergency, Rule.B2, builder().declarationValidFor(Duration.ofMinutes(30)), Rule.B3);
        tells(Scene::emergency, Rule.B2, builder().declarationGrounds(Set.of("vital-interest")), Rule.B3);
        tells(Scene::emergency, Rule.B2, builder().reasonLength(19), Rule.B3);
        tells(Scene::emergency, Rule.B2, builder().reasonLength(18), Rule.B2);
    }

    @Test
    void recognisedPolicies() {
        tells(
                () -> Scene.linde().consents(permit("c1")),
                Rule.D3,
                builder().recognisedPolicies(Set.of("urn:policy:v2")),
                Rule.X1);
    }

    @Test
    void theDefaultsAreThoseOfTheBuilder() {
        assertThat(builder().build()).isEqualTo(ConsentPolicy.defaults());
    }

    @Test
    void aReasonHasTheLengthThatTheSettingSays() {
        ConsentPolicy policy = ConsentPolicy.builder().reasonLength(3).build();
        assertThat(policy.isReason("abc")).isTrue();
        assertThat(policy.isReason(" ab ")).isFalse();
    }
}
