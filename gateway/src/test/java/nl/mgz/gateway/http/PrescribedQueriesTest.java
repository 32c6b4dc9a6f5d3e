package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.Cases;
import nl.mgz.gateway.loading.FhirEndpoint;
import nl.mgz.gateway.loading.Loader;
import nl.mgz.gateway.loading.Outcome;
import nl.mgz.gateway.loading.ResourceFiles;
import nl.mgz.gateway.sandbox.SandboxDatabase;
import nl.mgz.gateway.sandbox.SandboxFolder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * Every query that the PZP guide (beta3 and rc2), the PZP pilot and the BgZ query list prescribe, asked of the real cases.
 * The table beside this class has the queries, their source and what each must find.
 */
class PrescribedQueriesTest {

    private static final FhirContext FHIR = FhirContext.forR4Cached();

    /**
     * Rules of one pilot or list that the gateway does not have: it answers these by what the patient lets the caller see, or
     * finds nothing. What nobody may see does not come out of them either.
     */
    private static final Set<String> ANSWERED_BY_CONSENT = Set.of(
            "patient-search-without-bsn-is-refused",
            "patient-search-on-another-identifier-system-is-refused",
            "patient-search-on-bare-identifier-value-is-refused",
            "composition-search-is-refused",
            "no-consent-means-no-data",
            "several-patients-in-one-parameter-are-refused",
            "lastn-with-one-code-too-many-is-refused",
            "patient-search-with-extra-parameter-is-refused");

    /** An organisation that nobody said yes to. */
    private static final String STRANGER = "99999981";

    private static final List<AutoCloseable> OPEN = new ArrayList<>();

    private record Row(Map<String, String> cells) {

        String get(String column) {
            return cells.getOrDefault(column, "-");
        }

        /** The query without the table's remark behind it. */
        String query() {
            return get("query")
                    .replaceAll(" \\(.*$", "")
                    .replaceAll(";.*$", "")
                    .replaceAll(" with Accept.*$", "")
                    .strip();
        }

        boolean isRefusal() {
            return get("note").startsWith("REFUSED");
        }

        /** As printed with a mistake: both answers are right, so long as nothing more is found. */
        boolean mayBeRefused() {
            return get("name").contains("ignored-or-refused");
        }

        boolean isRead() {
            return query().endsWith("/[id]");
        }
    }

    /** One case set in a gateway: where each file went. */
    private record Loaded(
            String name, Gateway gateway, Map<String, String> placeOf, Set<String> refused, Map<String, String> bsn) {

        /** {@code Type/id} on the server, of the files that were accepted. */
        Set<String> places(String files) {
            if (files.equals("-") || files.isBlank()) {
                return Set.of();
            }
            return Arrays.stream(files.split(","))
                    .map(String::strip)
                    .filter(file -> !refused.contains(file))
                    .map(file -> Objects.requireNonNull(placeOf.get(file), () -> file + " was not loaded"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        for (AutoCloseable open : OPEN) {
            open.close();
        }
    }

    @TestFactory
    Stream<DynamicNode> ofThePzpGuideThePilotAndTheBgz() throws Exception {
        List<Row> rows = rows();
        Gateway first = Gateway.shared();
        List<Loaded> sets = new ArrayList<>();
        sets.add(load("pzp-beta3", first));
        sets.add(load("pzp-rc2", first));
        // Two of the published cases give one BSN to two people, so they cannot live in one region.
        sets.add(load("nl-core", another()));
        return rows.stream()
                .map(row -> dynamicContainer(
                        row.get("spec") + ": " + row.get("name"),
                        sets.stream().map(set -> dynamicTest("on " + set.name(), () -> ask(row, set)))));
    }

    private static void ask(Row row, Loaded set) {
        if (row.get("name").equals("no-match-is-200-with-an-empty-bundle")) {
            nothing(row, set);
        } else if (row.isRefusal()) {
            refused(row, set);
        } else if (row.isRead()) {
            read(row, set);
        } else if (row.query().startsWith("POST")) {
            byBsn(row, set);
        } else {
            search(row, set);
        }
    }

    private static void refused(Row row, Loaded set) {
        Gateway.Answer answer = asked(row, set, Gateway.USUAL);
        if (!ANSWERED_BY_CONSENT.contains(row.get("name"))) {
            assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
            assertThat(answer.code()).isNotBlank();
            return;
        }
        Gateway.Answer toAStranger = asked(row, set, STRANGER);
        assertThat(toAStranger.status()).as(toAStranger.text()).isEqualTo(200);
        assertThat(toAStranger.matches()).isEmpty();
    }

    private static Gateway.Answer asked(Row row, Loaded set, String organization) {
        String query = row.query()
                .replaceFirst("^GET ", "")
                .replace("[id]", "1")
                .replaceFirst("\\[.*?]", "Account")
                .replace("  ", " ");
        String form = "POST Patient/_search body: ";
        return query.startsWith(form)
                ? set.gateway().postSearch("Patient", query.substring(form.length()), Gateway.AS, organization)
                : set.gateway().get(query.replace("PATIENT", anyPatient(set)), Gateway.AS, organization);
    }

    private static void nothing(Row row, Loaded set) {
        String patient = People.create(set.gateway(), "Zonderdoel");
        Gateway.Answer answer =
                set.gateway().get(row.query().replaceFirst("^GET ", "").replace("PATIENT_ID", patient));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("resourceType").asText()).isEqualTo("Bundle");
        assertThat(answer.matches()).isEmpty();
    }

    private static void read(Row row, Loaded set) {
        String files = row.get(set.name()).replaceAll("\\[[^]]*] ", "").replace(" ; ", ",");
        for (String place : set.places(files)) {
            Gateway.Answer answer = set.gateway().get(place);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().path("resourceType").asText() + "/" + answer.id())
                    .isEqualTo(place);
        }
    }

    private static void byBsn(Row row, Loaded set) {
        set.bsn().forEach((file, bsn) -> {
            Gateway.Answer answer =
                    set.gateway().postSearch("Patient", "identifier=http://fhir.nl/fhir/NamingSystem/bsn%7C" + bsn);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(found(answer, "match")).containsExactly(set.placeOf().get(file));
        });
    }

    private static void search(Row row, Loaded set) {
        Map<String, String> matches = byPatient(row.get(set.name()), set);
        Map<String, String> included = byPatient(row.get("included " + set.name()), set);
        Set<String> patients = new LinkedHashSet<>(matches.keySet());
        patients.addAll(included.keySet());
        if (patients.isEmpty()) {
            patients.add(anyPatient(set));
        }
        for (String patient : patients) {
            String query = row.query()
                    .replaceFirst("^GET ", "")
                    .replace("PATIENT_ID", patient.substring("Patient/".length()))
                    .replace("PATIENT", patient);
            Gateway.Answer answer = set.gateway().get(query);
            if (row.mayBeRefused() && answer.status() == 400) {
                assertThat(answer.code()).startsWith("parameter-");
                continue;
            }
            assertThat(answer.status()).as(answer.text()).isEqualTo(200);
            // Another case set in the same gateway may answer a query that names no patient.
            Set<String> found = found(answer, "match");
            found.retainAll(Set.copyOf(set.placeOf().values()));
            assertThat(found).isEqualTo(set.places(matches.getOrDefault(patient, "-")));
            assertThat(found(answer, "include")).containsAll(set.places(included.getOrDefault(patient, "-")));
        }
    }

    private static Set<String> found(Gateway.Answer answer, String mode) {
        return answer.resources(mode).stream()
                .map(resource -> resource.path("resourceType").asText() + "/"
                        + resource.path("id").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** {@code [Patient file] a,b ; [Patient file] c}, or plain {@code a,b} where the set has one patient. */
    private static Map<String, String> byPatient(String cell, Loaded set) {
        Map<String, String> all = new LinkedHashMap<>();
        if (cell.equals("-") || cell.isBlank()) {
            return all;
        }
        for (String part : cell.split(" ; ")) {
            if (!part.startsWith("[")) {
                all.put(anyPatient(set), part);
                continue;
            }
            String patientFile = part.substring(1, part.indexOf(']'));
            if (!set.refused().contains(patientFile)) {
                all.put(set.placeOf().get(patientFile), part.substring(part.indexOf(']') + 1));
            }
        }
        return all;
    }

    private static String anyPatient(Loaded set) {
        return set.placeOf().values().stream()
                .filter(place -> place.startsWith("Patient/"))
                .findFirst()
                .orElseThrow();
    }

    private static Loaded load(String name, Gateway gateway) throws IOException {
        Path folder = Cases.folder(name);
        ResourceFiles files = ResourceFiles.read(FHIR, List.of(folder));
        Loader loader = new Loader(FHIR, new FhirEndpoint(FHIR, gateway.base()), gateway.tokens("99999990"));
        List<Outcome> outcomes = loader.load(files, done -> {});
        Map<String, String> places = new HashMap<>();
        Map<String, String> bsn = new HashMap<>();
        for (ResourceFiles.Item item : files.items()) {
            loader.placeOf(item).ifPresent(place -> {
                places.put(item.source(), place);
                if (item.resource() instanceof org.hl7.fhir.r4.model.Patient patient) {
                    patient.getIdentifier().stream()
                            .filter(one -> String.valueOf(one.getSystem()).endsWith("NamingSystem/bsn"))
                            .forEach(one -> bsn.put(item.source(), one.getValue()));
                }
            });
        }
        Set<String> refused = outcomes.stream()
                .filter(outcome -> !outcome.isAccepted())
                .map(Outcome::source)
                .collect(Collectors.toSet());
        return new Loaded(name, gateway, places, refused, bsn);
    }

    private static Gateway another() throws IOException {
        SandboxFolder folder = SandboxFolder.temporary();
        SandboxDatabase database = SandboxDatabase.start(folder.path());
        Gateway gateway = Gateway.start(database, Map.of());
        OPEN.add(gateway);
        OPEN.add(database);
        OPEN.add(folder);
        return gateway;
    }

    private static List<Row> rows() throws IOException {
        try (InputStream in = PrescribedQueriesTest.class.getResourceAsStream("prescribed-queries.tsv")) {
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            List<String> columns = List.of(lines.get(0).split("\t", -1));
            return lines.stream()
                    .skip(1)
                    .map(line -> row(columns, line.split("\t", -1)))
                    .toList();
        }
    }

    private static Row row(List<String> columns, String[] cells) {
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            row.put(columns.get(i), cells[i]);
        }
        return new Row(row);
    }
}
