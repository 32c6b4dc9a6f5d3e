package nl.mgz.gateway.consent;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nl.mgz.gateway.consent.AccessRequest.Declaration;
import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.AccessRequest.Purpose;
import nl.mgz.gateway.consent.AccessRequest.Relation;
import nl.mgz.gateway.consent.AccessRequest.Role;
import nl.mgz.gateway.consent.AccessRequest.Task;
import nl.mgz.gateway.consent.Item.Category;
import nl.mgz.gateway.consent.Item.Confidentiality;
import org.jspecify.annotations.Nullable;

/** Reads the untyped input of section 2; null for what is malformed (2.1). */
final class InputReader {

    private InputReader() {}

    static @Nullable AccessRequest request(@Nullable Object value) {
        Tree tree = Tree.of("request", value);
        tree.refuseNullsExceptIn(Set.of("tasks"));
        Span at = neededInstant(tree, "at");
        AccessRequest.Builder request = AccessRequest.at(begin(at))
                .organisation(tree.text("org"), OrgCategory.of(tree.text("orgCategory")))
                .partOf(new HashSet<>(tree.texts("orgPartOf")))
                .user(tree.text("user"), Role.of(tree.text("role")))
                .purpose(Purpose.of(tree.text("purpose")))
                .patient(tree.text("patient"), Relation.of(tree.text("relation")))
                .breakGlassAuthorised(tree.flag("breakGlassAuthorised"));
        Tree declaration = tree.object("breakGlass");
        if (declaration != null) {
            request.declaration(declaration(declaration));
        }
        List<Object> tasks = tree.values("tasks");
        if (!tree.problems().isEmpty()) {
            return null;
        }
        return withTasks(request, tasks).build();
    }

    /** E1 of the tasks waits for the task step. */
    private static AccessRequest.Builder withTasks(AccessRequest.Builder request, List<Object> values) {
        List<Task> tasks = new ArrayList<>();
        for (Object value : values) {
            Task task = task(value);
            if (task == null) {
                request.malformedTask(true);
            } else {
                tasks.add(task);
            }
        }
        return request.tasks(tasks);
    }

    private static Declaration declaration(Tree tree) {
        Span declaredAt = tree.instant("declaredAt");
        return new Declaration(
                declaredAt == null ? null : begin(declaredAt),
                tree.anyText("reason"),
                tree.text("ground"),
                tree.text("user"),
                tree.text("org"),
                tree.text("patient"));
    }

    private static @Nullable Task task(@Nullable Object value) {
        Tree tree = Tree.of("task", value);
        tree.refuseNulls();
        Span ended = tree.instant("ended");
        Span restriction = tree.period("restriction");
        Task task = new Task(
                tree.needed("id"),
                tree.needed("status"),
                tree.needed("requester"),
                tree.needed("owner"),
                tree.needed("for"),
                begin(neededInstant(tree, "authoredOn")),
                ended == null ? null : begin(ended),
                restriction == null ? Span.ALWAYS : restriction,
                new HashSet<>(tree.texts("references")),
                new HashSet<>(tree.texts("outputs")));
        return tree.problems().isEmpty() ? task : null;
    }

    static @Nullable Item item(@Nullable Object value) {
        Tree tree = Tree.of("resource", value);
        tree.refuseNulls();
        Confidentiality confidentiality = Confidentiality.of(tree.text("confidentiality"));
        if (tree.has("confidentiality") && confidentiality == null) {
            tree.problem("resource.confidentiality is not in its list");
        }
        Item item = Item.of(tree.needed("type"), tree.needed("id"), tree.needed("authorOrg"))
                .patient(tree.text("patient"))
                .category(Category.of(tree.text("category")))
                .confidentiality(confidentiality)
                .sensitivity(tree.texts("sensitivity"))
                .codes(tree.texts("codes"))
                .author(tree.text("author"))
                .date(tree.date("date"))
                .related(new HashSet<>(tree.texts("related")))
                .status(tree.text("status"))
                .build();
        return tree.problems().isEmpty() ? item : null;
    }

    static @Nullable PatientFacts facts(@Nullable Object value) {
        Tree tree = Tree.of("patient", value);
        tree.refuseNulls();
        String text = tree.text("birthDate");
        LocalDate birthDate = text == null ? null : FhirDate.fullDate(text);
        if (text != null && birthDate == null) {
            tree.problem("patient.birthDate is not an existing full date");
        }
        List<Span> incapable = new ArrayList<>();
        for (Tree period : tree.objects("incapable")) {
            period.needed("start");
            Span span = period.asPeriod();
            if (span != null) {
                incapable.add(span);
            }
        }
        return tree.problems().isEmpty() ? new PatientFacts(birthDate, incapable) : null;
    }

    /** A malformed entry is not known. */
    static Map<String, Party> parties(Map<?, ?> values) {
        Map<String, Party> parties = new HashMap<>();
        values.forEach((reference, value) -> {
            Party party = party(value);
            if (party != null && reference instanceof String text) {
                parties.put(text, party);
            }
        });
        return parties;
    }

    private static @Nullable Party party(@Nullable Object value) {
        Tree tree = Tree.of("party", value);
        tree.refuseNulls();
        Span authority = tree.period("authority");
        Party party =
                new Party(tree.needed("for"), tree.needed("relationship"), authority == null ? Span.ALWAYS : authority);
        return tree.problems().isEmpty() ? party : null;
    }

    private static @Nullable Span neededInstant(Tree tree, String key) {
        tree.needed(key);
        return tree.instant(key);
    }

    private static Instant begin(@Nullable Span span) {
        return span == null ? Instant.EPOCH : Instant.ofEpochMilli(span.from());
    }
}
