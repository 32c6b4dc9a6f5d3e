package nl.mgz.gateway.consent;

import static nl.mgz.gateway.consent.Form.ANNA;
import static nl.mgz.gateway.consent.Form.list;
import static nl.mgz.gateway.consent.Form.object;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The engine against {@link TableModel} over a finite space, each corner of it in full. */
class ConsentTableTest {

    private static final String ABSENT = "-";
    private static final List<String> CATEGORIES =
            List.of("gp", "disability-care", "triage", "emergency", "insurer", "research", "school", ABSENT);
    private static final List<String> ROLES =
            List.of("physician", "nurse", "care-professional", "triagist", "administrative", "system", "cook", ABSENT);
    private static final List<String> PURPOSES =
            List.of("TREAT", "ETREAT", "CAREMGT", "COC", "HOPERAT", "HPAYMT", "HRESCH", "BTG", ABSENT);
    private static final String[] SUMMARY = {"instance", "Bundle/sum1"};

    private static long combinations;

    @AfterAll
    static void says() {
        System.out.println("table: " + combinations + " combinations agree");
    }

    private static void agrees(Scene scene) {
        combinations++;
        String engine = scene.rule().name();
        String table = new TableModel(scene).rule();
        if (!engine.equals(table)) {
            assertThat(engine)
                    .as("request " + scene.request + "\nresource " + scene.resource + "\nconsents " + scene.consents
                            + "\npatients " + scene.patients + "\nparties " + scene.parties)
                    .isEqualTo(table);
        }
    }

    private static Scene set(Scene scene, String field, String value) {
        return value.equals(ABSENT) ? scene.asksWithout(field) : scene.asks(field, value);
    }

    private static Form form(boolean permit, String id) {
        return permit ? Form.permit(id) : Form.deny(id);
    }

    @Test
    void guardsRelationAndEligibility() {
        List<Supplier<Scene>> starts = List.of(
                Scene::linde,
                () -> Scene.linde().consents(Form.permit("c1").label("R")),
                () -> Scene.linde()
                        .consents(Form.permit("c1")
                                .purpose("TREAT", "HPAYMT", "HOPERAT")
                                .label("R")
                                .actor(Scene.LINDE)),
                () -> Scene.linde().consents(Form.deny("c1").purpose("HPAYMT")));
        for (Supplier<Scene> start : starts) {
            for (String category :
                    List.of("summary", "consultation", "administrative", "audit", "consent", "genomics", "document")) {
                for (String org : CATEGORIES) {
                    for (String role : ROLES) {
                        for (String purpose : PURPOSES) {
                            for (String relation : List.of("treatment", "locum", "none", "neighbour")) {
                                Scene scene =
                                        start.get().data("category", category).asks("relation", relation);
                                set(set(set(scene, "orgCategory", org), "role", role), "purpose", purpose);
                                scene.asks("breakGlassAuthorised", relation.equals("none"));
                                agrees(scene);
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void holderStatusAndBreakGlass() {
        for (String holder : List.of(Scene.OOST, Scene.LINDE, "Organization/vg-groep")) {
            for (String status : List.of("final", "entered-in-error")) {
                for (String confidentiality : List.of("N", "R", "V", ABSENT)) {
                    for (String patient : List.of(ANNA, "Patient/ben")) {
                        for (String purpose : PURPOSES) {
                            for (String category : List.of("emergency", "triage", "gp")) {
                                for (boolean authorised : List.of(true, false)) {
                                    for (boolean declared : List.of(true, false)) {
                                        Scene scene = (declared ? Scene.emergency() : Scene.undeclared())
                                                .asks("orgCategory", category)
                                                .asks("breakGlassAuthorised", authorised)
                                                .data("authorOrg", holder)
                                                .data("status", status)
                                                .data("patient", patient);
                                        set(scene, "purpose", purpose);
                                        if (confidentiality.equals(ABSENT)) {
                                            scene.dataWithout("confidentiality");
                                        } else {
                                            scene.data("confidentiality", confidentiality);
                                        }
                                        agrees(scene);
                                        agrees(scene.asks("org", holder));
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void labels() {
        List<List<Object>> sensitivities = List.of(
                list(),
                list("ETH"),
                list("ETHUD"),
                list("OPIOIDUD"),
                list("PSY"),
                list("PSYTHPN"),
                list("HIV"),
                list("ETHUD", "HIV"),
                list("ETHUD", "OPIOIDUD"));
        List<String[]> lists = new ArrayList<>();
        for (String text :
                "- U N R V N,R L,V ETH ETHUD PSY PSYTHPN HIV ETH,HIV ETHUD,N ETH,R HIV,M PSY,ETHUD".split(" ")) {
            lists.add(text.equals(ABSENT) ? new String[0] : text.split(","));
        }
        for (String confidentiality : List.of("U", "L", "M", "N", "R", "V", ABSENT)) {
            for (List<Object> sensitivity : sensitivities) {
                for (String[] first : lists) {
                    for (String[] second : lists) {
                        for (Supplier<Scene> start : List.<Supplier<Scene>>of(Scene::linde, Scene::emergency)) {
                            Scene scene = start.get().data("sensitivity", sensitivity);
                            if (confidentiality.equals(ABSENT)) {
                                scene.dataWithout("confidentiality");
                            } else {
                                scene.data("confidentiality", confidentiality);
                            }
                            Form yes = Form.permit("c1").actor((String) scene.request.get("org"));
                            Form no = Form.deny("c2");
                            agrees(scene.consents(
                                    first.length == 0 ? yes : yes.label(first),
                                    second.length == 0 ? no : no.label(second)));
                        }
                    }
                }
            }
        }
    }

    /** What a provision can be limited to; each changes a form. */
    private static List<Consumer<Form>> shapes(String org, String user, String category) {
        List<Consumer<Form>> actors = List.of(
                f -> {},
                f -> f.actor("Group/cat-" + category),
                f -> f.actor(org),
                f -> f.actor("Organization/vg-groep", "Group/cat-gp"),
                f -> f.actor(user, "Organization/other"),
                f -> f.actor("CareTeam/7"),
                f -> f.actor("Organization/other", "Practitioner/other", "Group/cat-gp"));
        List<Consumer<Form>> purposes = List.of(
                f -> {},
                f -> f.purpose("TREAT"),
                f -> f.purpose("ETREAT"),
                f -> f.purpose("BTG", "TREAT"),
                f -> f.purpose("BTG"),
                f -> f.purpose("HPAYMT"));
        List<Consumer<Form>> data = List.of(
                f -> {},
                f -> f.classes("summary", "medication"),
                f -> f.label("N"),
                f -> f.label("HIV"),
                f -> f.data(SUMMARY[0], SUMMARY[1]),
                f -> f.data("authoredby", Scene.OOST).data("related", "Encounter/e9"),
                f -> f.data("related", "Encounter/e1"),
                f -> f.data("dependents", "Encounter/e2"),
                f -> f.period("dataPeriod", "2026-01-01T00:00:00Z", null),
                f -> f.code("A", "B"),
                f -> f.action("correct"));
        List<Consumer<Form>> shapes = new ArrayList<>();
        for (Consumer<Form> actor : actors) {
            for (Consumer<Form> purpose : purposes) {
                for (Consumer<Form> limit : data) {
                    shapes.add(actor.andThen(purpose).andThen(limit));
                }
            }
        }
        return shapes;
    }

    private static List<Consumer<Form>> shapesOf(Scene scene) {
        return shapes(
                (String) scene.request.get("org"),
                (String) scene.request.getOrDefault("user", "Practitioner/a"),
                (String) scene.request.get("orgCategory"));
    }

    private static Form shaped(boolean permit, String id, Consumer<Form> shape) {
        Form form = form(permit, id);
        shape.accept(form);
        return form;
    }

    private static final List<Supplier<Scene>> ASKING = List.of(
            () -> described(Scene.linde()),
            () -> described(Scene.emergency()),
            () -> described(Scene.linde()).asksWithout("user").dataWithout("date"));

    private static Scene described(Scene scene) {
        return scene.data("related", list("Encounter/e1"))
                .data("date", "2026-02-01T10:00:00Z")
                .data("codes", list("B", "C"));
    }

    @Test
    void pairsOfConsents() {
        for (Supplier<Scene> asking : ASKING) {
            List<Consumer<Form>> shapes = shapesOf(asking.get());
            for (int yes = 0; yes < shapes.size(); yes++) {
                // Every permit meets every 5th deny, from another one on each time.
                for (int no = yes % 5; no < shapes.size(); no += 5) {
                    Scene scene = asking.get();
                    Form permit = shaped(true, "c1", shapes.get(yes));
                    Form deny = shaped(false, "c2", shapes.get(no));
                    permit.heldBy(yes % 2 == 0 ? "Organization/region" : Scene.OOST);
                    deny.heldBy((yes + no) % 3 == 0 ? Scene.OOST : "Organization/region");
                    agrees(scene.consents(permit, deny));
                }
            }
        }
    }

    @Test
    void nestedProvisions() {
        for (Supplier<Scene> asking : ASKING) {
            List<Consumer<Form>> shapes = shapesOf(asking.get());
            for (int kinds = 0; kinds < 16; kinds++) {
                for (int root = 0; root < shapes.size(); root += 7) {
                    for (int first = 0; first < shapes.size(); first += 17) {
                        int second = (first * 5 + root) % shapes.size();
                        Form deepest = shaped((kinds & 8) != 0, "x", shapes.get((root + 3 * first) % shapes.size()));
                        Form child = shaped((kinds & 2) != 0, "x", shapes.get(first));
                        Form form = shaped((kinds & 1) != 0, "c1", shapes.get(root))
                                .child(first % 2 == 0 ? child.child(deepest) : child)
                                .child(shaped((kinds & 4) != 0, "x", shapes.get(second)));
                        agrees(asking.get().consents(form, Form.permit("c2")));
                    }
                }
            }
        }
    }

    @Test
    void tasks() {
        List<String> statuses = List.of(
                "requested",
                "received",
                "accepted",
                "ready",
                "in-progress",
                "on-hold",
                "completed",
                "draft",
                "cancelled");
        List<Map<String, Object>> restrictions = Arrays.asList(
                null,
                object("start", "2026-07-01T10:00:01+02:00"),
                object("start", "2026-06-01T10:00:00+02:00", "end", "2026-07-01T10:00:00+02:00"),
                object("end", "2026-07-01T09:59:59+02:00"));
        for (String status : statuses) {
            for (boolean outward : List.of(true, false)) {
                for (String authored : List.of(
                        "2026-07-01T10:00:00+02:00",
                        "2026-07-01T10:00:01+02:00",
                        "2026-04-02T10:00:00+02:00",
                        "2026-04-02T10:00:01+02:00")) {
                    for (String ended : List.of(
                            ABSENT,
                            "2026-06-30T10:00:00+02:00",
                            "2026-06-30T10:00:01+02:00",
                            Scene.NOW,
                            "2026-07-01T10:00:01+02:00")) {
                        for (Map<String, Object> restriction : restrictions) {
                            for (int broken = 0; broken < 10; broken++) {
                                agrees(taskScene(status, outward, authored, ended, restriction, broken));
                            }
                        }
                    }
                }
            }
        }
    }

    private static Scene taskScene(
            String status,
            boolean outward,
            String authored,
            String ended,
            Map<String, Object> restriction,
            int broken) {
        Map<String, Object> task = object(
                "id",
                "t1",
                "status",
                status,
                "requester",
                outward ? Scene.OOST : Scene.LINDE,
                "owner",
                outward ? Scene.LINDE : Scene.OOST,
                "for",
                ANNA,
                "authoredOn",
                authored,
                "references",
                list("Bundle/sum1"),
                "outputs",
                list("Bundle/sum1"));
        if (!ended.equals(ABSENT)) {
            task.put("ended", ended);
        }
        if (restriction != null) {
            task.put("restriction", restriction);
        }
        Scene scene = Scene.linde().tasks(task);
        switch (broken) {
            case 0 -> task.put("for", "Patient/ben");
            case 1 -> task.put("owner", "Organization/other");
            case 2 -> task.put("requester", "Organization/other");
            case 3 -> task.put("references", list("Bundle/other"));
            case 4 -> task.put("outputs", list());
            case 5 -> scene.asks("purpose", "HPAYMT");
            case 6 -> scene.data("confidentiality", "V");
            case 7 -> scene.consents(Form.deny("c1").actor(Scene.LINDE));
            case 8 ->
                scene.consents(
                        Form.deny("c1").actor("Group/cat-disability-care").data("instance", "Bundle/x"));
            default -> scene.consents(Form.deny("c1").actor("Group/cat-disability-care"));
        }
        return scene;
    }

    @Test
    void agesAndRepresentatives() {
        List<String> births =
                List.of("2014-07-01", "2014-07-02", "2010-07-01", "2010-07-02", "1950-01-01", "2020-02-29", ABSENT);
        List<String> words = List.of("parent", "guardian", "mentor", "partner", "other");
        List<List<String>> performers =
                new ArrayList<>(List.of(List.of(), List.of(ANNA), List.of("RelatedPerson/unknown")));
        for (String word : words) {
            performers.add(List.of("RelatedPerson/" + word));
            performers.add(List.of(ANNA, "RelatedPerson/" + word));
            performers.add(List.of("RelatedPerson/parent", "RelatedPerson/" + word));
        }
        List<Map<String, Object>> authorities = Arrays.asList(
                null, object("start", "2026-01-10T08:00:01Z"), object("end", "2026-01-10T08:00:00Z"), object());
        for (String birth : births) {
            for (List<String> signed : performers) {
                for (List<String> refused : performers) {
                    for (Map<String, Object> authority : authorities) {
                        for (int incapable = 0; incapable < 3; incapable++) {
                            agrees(signatureScene(birth, words, authority, incapable)
                                    .consents(
                                            Form.deny("c1")
                                                    .signedBy(refused.toArray(String[]::new))
                                                    .on(incapable == 2 ? null : "2025-06-01T10:00:00Z"),
                                            Form.permit("c2")
                                                    .actor(Scene.LINDE)
                                                    .signedBy(signed.toArray(String[]::new))));
                        }
                    }
                }
            }
        }
    }

    private static Scene signatureScene(
            String birth, List<String> words, Map<String, Object> authority, int incapable) {
        Scene scene = Scene.linde().born(birth.equals(ABSENT) ? null : birth);
        if (incapable > 0) {
            scene.born(
                    birth.equals(ABSENT) ? null : birth,
                    object("start", incapable == 1 ? "2025-01-01T00:00:00Z" : "2026-01-01T00:00:00Z"));
        }
        for (String word : words) {
            Map<String, Object> party =
                    object("for", word.equals("guardian") ? "Patient/ben" : ANNA, "relationship", word);
            if (authority != null) {
                party.put("authority", authority);
            }
            scene.knows("RelatedPerson/" + word, party);
        }
        return scene;
    }

    @Test
    void versions() {
        List<String> dates = Arrays.asList(
                null, "2026-01-10T09:00:00+01:00", "2026-01-10T08:00:01Z", "2026-07-01T10:00:01+02:00", Scene.NOW);
        List<Supplier<Form>> olds = List.of(
                () -> Form.permit("x"),
                () -> Form.deny("x"),
                () -> Form.permit("x").child(Form.deny("y").actor("Organization/other")),
                () -> Form.permit("x").with("modifierExtension", list(object("url", "urn:x"))));
        List<Supplier<Form>> news = List.of(
                () -> Form.permit("v"),
                () -> Form.deny("v").purpose("HPAYMT"),
                () -> Form.permit("v").signedBy("RelatedPerson/unknown"),
                () -> Form.permit("v").without("provision"));
        for (Supplier<Form> old : olds) {
            for (Supplier<Form> version : news) {
                for (String first : dates) {
                    for (String second : dates) {
                        for (boolean inactive : List.of(true, false)) {
                            for (String name : List.of("K1", "K2")) {
                                Form replacing = version.get().version(name).on(second);
                                agrees(Scene.linde()
                                        .consents(
                                                old.get().version("K1").on(first),
                                                inactive ? replacing.inactive() : replacing));
                            }
                        }
                    }
                }
            }
        }
    }

    @Test
    void selection() {
        List<Consumer<Form>> changes = List.of(
                f -> {},
                f -> f.with("patient", Form.reference("Patient/ben")),
                f -> f.with("scope", object("coding", list(object("code", "treatment")))),
                f -> f.with("status", "draft"),
                f -> f.heldBy(),
                f -> f.heldBy("Organization/other"),
                f -> f.heldBy("Organization/other", Scene.OOST),
                f -> f.with("policy", list(object("uri", "urn:other"))),
                f -> f.without("policy"),
                f -> f.on(null),
                f -> f.on("2026-07-01T10:00:01+02:00"),
                f -> f.on(Scene.NOW),
                f -> f.period("period", null, Scene.NOW),
                f -> f.period("period", null, "2026-07-01T09:59:59+02:00"),
                f -> f.period("period", "2026-07-01T10:00:01+02:00", null),
                f -> f.without("provision"),
                f -> f.with("modifierExtension", list(object("url", "urn:x"))),
                f -> f.provision("type", "other"));
        for (Consumer<Form> one : changes) {
            for (Consumer<Form> two : changes) {
                for (Consumer<Form> three : changes) {
                    for (Supplier<Scene> asking : ASKING) {
                        Form first = Form.permit("c1").actor(Scene.LINDE, Scene.SEH);
                        one.andThen(two).accept(first);
                        Form second = Form.deny("c2");
                        three.accept(second);
                        agrees(asking.get().consents(first, second));
                    }
                }
            }
        }
    }
}
