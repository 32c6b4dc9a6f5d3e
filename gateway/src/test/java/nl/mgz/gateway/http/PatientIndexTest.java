package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import nl.mgz.gateway.consent.fhir.PatientRecords;
import nl.mgz.gateway.fhir.FhirRepository;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A search in one patient's record says the same from what is kept of it as from the database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PatientIndexTest {

    private static final String LOINC = "http://loinc.org";

    private static final List<String> TIMES = List.of(
            "\"effectiveDateTime\":\"2024\"",
            "\"effectiveDateTime\":\"2024-02\"",
            "\"effectiveDateTime\":\"2024-02-29\"",
            "\"effectiveDateTime\":\"2024-02-29T23:30:00+01:00\"",
            "\"effectiveDateTime\":\"2024-03-01T00:00:00+01:00\"",
            "\"effectiveInstant\":\"2024-03-01T12:00:00.500Z\"",
            "\"effectivePeriod\":{\"start\":\"2024-02-01\",\"end\":\"2024-03-01\"}",
            "\"effectivePeriod\":{\"start\":\"2024-02-29T10:00:00Z\"}",
            "\"effectivePeriod\":{\"end\":\"2024-02-29\"}",
            "\"issued\":\"2024-03-01T12:00:00Z\"");

    private static final List<String> CODES = List.of(
            "{\"system\":\"http://loinc.org\",\"code\":\"8480-6\"}",
            "{\"system\":\"http://loinc.org\",\"code\":\"8462-4\"},{\"system\":\"urn:own\",\"code\":\"8480-6\"}",
            "{\"code\":\"8480-6\"}",
            "{\"system\":\"urn:own\",\"code\":\"with space\"}");

    private final Gateway gateway = Gateway.shared();
    private final FhirRepository repository = gateway.bean(FhirRepository.class);
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong kept = new AtomicLong();
    private String patient = "";
    private String encounter = "";

    @BeforeAll
    void aRecord() {
        patient = People.create(gateway, "Wijzer");
        encounter = People.idOf(gateway.post("Encounter", Records.encounter("Patient/" + patient)));
        List<String> all = new ArrayList<>();
        for (int i = 0; i < TIMES.size() * CODES.size(); i++) {
            String status = i % 3 == 0 ? "final" : i % 3 == 1 ? "preliminary" : "amended";
            String category = i % 2 == 0
                    ? ",\"category\":[{\"coding\":[{\"system\":\"http://terminology.hl7.org/CodeSystem/observation-category\",\"code\":\"vital-signs\"}]}]"
                    : "";
            String visit = i % 5 == 0 ? ",\"encounter\":{\"reference\":\"Encounter/" + encounter + "\"}" : "";
            all.add("{\"resourceType\":\"Observation\",\"status\":\"" + status
                    + "\",\"subject\":{\"reference\":\"Patient/" + patient + "\"},"
                    + TIMES.get(i % TIMES.size()) + ",\"code\":{\"coding\":[" + CODES.get(i / TIMES.size())
                    + "],\"text\":\"Meting\"}" + category + visit + ",\"valueString\":\"" + i + "\"}");
        }
        all.forEach(one -> People.idOf(gateway.post("Observation", one)));
        People.idOf(gateway.post("Condition", People.condition(patient, "Wijzerziekte")));
    }

    @Test
    void byEveryKindOfParameterAndOrder() {
        List<Map<String, String>> questions = new ArrayList<>();
        questions.add(Map.of());
        List<String> dates = List.of(
                "2024",
                "2024-02",
                "2024-02-28",
                "2024-02-29",
                "2024-03-01",
                "2024-02-29T22:30:00Z",
                "2024-02-29T23:30:00%2B01:00",
                "2024-03-01T12:00:00.500Z",
                "2024-03-01T12:00Z");
        for (String date : dates) {
            for (String prefix : List.of("", "eq", "ne", "gt", "ge", "lt", "le", "sa", "eb")) {
                questions.add(Map.of("date", prefix + date.replace("%2B", "+")));
            }
        }
        questions.add(Map.of("date", "ge2024-02-29,le2024-02-01"));
        for (String code : List.of(
                "8480-6",
                LOINC + "|8480-6",
                "urn:own|8480-6",
                "|8480-6",
                LOINC + "|",
                "8462-4,|8480-6",
                "with space",
                "nowhere",
                "8480-6,nowhere|x",
                "8480-6 ",
                " 8480-6")) {
            questions.add(Map.of("code", code));
            questions.add(Map.of("code:not", code));
            questions.add(Map.of("code", code, "status", "final,amended", "date", "ge2024-02-29"));
        }
        questions.add(Map.of("category", "vital-signs"));
        questions.add(Map.of("category", "http://terminology.hl7.org/CodeSystem/observation-category|vital-signs"));
        questions.add(Map.of("encounter", "Encounter/" + encounter));
        questions.add(Map.of("encounter", encounter));
        questions.add(Map.of("encounter", "Encounter/" + patient));
        questions.add(Map.of("encounter:Encounter", encounter));
        for (Map<String, String> question : questions) {
            for (String sort : List.of("", "date", "-date", "-date,_id", "status,-date", "-_id")) {
                for (String who : List.of("patient", "subject", "subject:Patient")) {
                    for (String named : List.of(patient, "Patient/" + patient)) {
                        same("Observation", question, sort, who, named);
                    }
                }
            }
        }
        System.out.printf("PatientIndexTest: %d of %d questions answered from what is kept%n", kept.get(), asked.get());
        assertThat(kept.get()).as("of %s", asked).isGreaterThan(asked.get() / 3);
    }

    @Test
    void findsNothingOfAnotherTypeOrOfNobody() {
        same("Condition", Map.of(), "", "patient", patient);
        same("Condition", Map.of("code", "nowhere"), "", "patient", patient);
        same("Condition", Map.of(), "", "patient", "Patient/" + java.util.UUID.randomUUID());
        same("Encounter", Map.of("date", "ge1900-01-01"), "-date", "patient", patient);
    }

    @Test
    void knowsAChangeAtOnce() {
        String who = People.create(gateway, "Wissel");
        String first = People.idOf(gateway.post("Condition", People.condition(who, "Eerst")));
        assertThat(found(who)).containsExactly(first);
        String second = People.idOf(gateway.post("Condition", People.condition(who, "Daarna")));
        assertThat(found(who)).containsExactlyInAnyOrder(first, second);
        assertThat(gateway.delete("Condition/" + first, "If-Match", "W/\"1\"").status())
                .isIn(200, 204);
        assertThat(found(who)).containsExactly(second);
    }

    private List<String> found(String who) {
        return gateway.get("Condition?patient=" + who).matches().stream()
                .map(one -> one.get("id").asText())
                .toList();
    }

    private void same(String type, Map<String, String> question, String sort, String who, String named) {
        Map<String, String[]> parameters = new LinkedHashMap<>();
        parameters.put(who, new String[] {named});
        question.forEach((name, value) -> parameters.put(name, new String[] {value}));
        if (!sort.isEmpty()) {
            parameters.put("_sort", new String[] {sort});
        }
        asked.incrementAndGet();
        Optional<FhirRepository.OfPatient> fromKept = repository.searchIdsOfPatient(
                type,
                parameters,
                one -> Optional.ofNullable(gateway.bean(PatientRecords.class)
                                .of(List.of(one))
                                .get(one))
                        .map(PatientRecords.Known::contents)
                        .orElse(-1L));
        if (fromKept.isPresent()) {
            kept.incrementAndGet();
            List<String> fromDatabase = repository.searchIds(type, parameters, new SystemRequestDetails());
            assertThat(fromKept.get().ids())
                    .as(type + " " + question + " sorted " + sort + " by " + who)
                    .isEqualTo(fromDatabase);
        }
    }
}
