package nl.mgz.bench.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Somebody new with a thousand resources: a Patient, 39 Conditions and 960 Observations, no two of them alike. */
final class LargeRecord {

    static final int SIZE = 1000;

    private static final int AT_ONCE = 40;
    private static final ObjectMapper JSON = new ObjectMapper();

    private LargeRecord() {}

    /** @return the id of the Patient */
    static String push(Pushes pushes) throws IOException, InterruptedException {
        Map<String, ObjectNode> first = new LinkedHashMap<>();
        first.put("Patient/somebody", json("""
                        {"resourceType":"Patient","name":[{"family":"Duizend","given":["Dina"]}],"gender":"female",
                         "birthDate":"1951-04-02"}"""));
        for (int i = 1; i < AT_ONCE; i++) {
            first.put("Condition/" + i, condition(i));
        }
        String patient = pushes.push(first).get(0);
        for (int from = AT_ONCE; from < SIZE; from += AT_ONCE) {
            Map<String, ObjectNode> more = new LinkedHashMap<>();
            for (int i = from; i < from + AT_ONCE; i++) {
                more.put("Observation/" + i, observation(patient, i));
            }
            pushes.push(more);
        }
        return patient;
    }

    private static ObjectNode condition(int number) throws IOException {
        return json("""
                {"resourceType":"Condition","subject":{"reference":"Patient/somebody"},
                 "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
                 "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icpc-1-nl","code":"N88"}],"text":"Probleem %d"},
                 "onsetDateTime":"%s"}""".formatted(number, LocalDate.of(2015, 1, 1).plusDays(61L * number)));
    }

    private static ObjectNode observation(String patient, int number) throws IOException {
        LocalDateTime when = LocalDateTime.of(2024, 1, 1, 8, 0, 0).plusHours(13L * number);
        return json(String.format(Locale.ROOT, """
                {"resourceType":"Observation","status":"final","subject":{"reference":"Patient/%s"},
                 "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
                 "code":{"coding":[{"system":"http://loinc.org","code":"29463-7"}]},"effectiveDateTime":"%s:00+01:00",
                 "valueQuantity":{"value":%.2f,"unit":"kg","system":"http://unitsofmeasure.org","code":"kg"}}""", patient, when, 60 + number / 50.0));
    }

    private static ObjectNode json(String text) throws IOException {
        return (ObjectNode) JSON.readTree(text);
    }
}
