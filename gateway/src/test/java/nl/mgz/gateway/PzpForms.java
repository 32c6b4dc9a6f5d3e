package nl.mgz.gateway;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** PZP forms that were filled in for tests: linkIds and codes of the guide, answers of our own. */
public final class PzpForms {

    public static final String BETA3 = "https://fhir.iknl.nl/fhir/Questionnaire/ACP-zib2020|0.1.3-beta3";
    public static final String RC2 = "https://api.iknl.nl/docs/pzp/r4/Questionnaire/ACP-zib2020|1.0.0-rc2";

    public static final String CPR = "89666000";
    public static final String ICU = "305351004";
    public static final String HOSPITAL = "32485007";
    public static final String SWITCH_OFF_ICD = "400231000146108";

    public static final String DO = decided("0", "Wel uitvoeren");
    public static final String OTHERWISE = decided("1", "Anders");
    public static final String DO_NOT = decided("2", "Niet uitvoeren");
    public static final String NOT_TALKED_ABOUT =
            coding("http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "NASK", "Niet besproken");

    private static final String SNOMED = "http://snomed.info/sct";

    /** Group, treatment, decision, specification and comment. */
    private static final Map<String, List<String>> LIMITS = Map.of(
            CPR, List.of("1409", "1410", "1386", "1001", "1002"),
            ICU, List.of("1413", "1414", "1390", "1391", "1392"),
            HOSPITAL, List.of("1415", "1416", "1393", "1394", "1395"),
            SWITCH_OFF_ICD, List.of("1425", "1426", "1005", "none", "1010"));

    private PzpForms() {}

    /** @param filledIn day or moment of the conversation */
    public static String formOf(String questionnaire, String patient, String status, String filledIn, String... items) {
        return """
                {"resourceType":"QuestionnaireResponse","questionnaire":"%s","status":"%s",
                 "subject":{"reference":"Patient/%s"},"authored":"2026-11-20T09:00:00+01:00",
                 "source":{"reference":"Patient/%s"},"item":[%s]}""".formatted(
                questionnaire,
                status,
                patient,
                patient,
                Stream.concat(Stream.of(item("963", "\"valueDateTime\":\"" + filledIn + "\"")), Stream.of(items))
                        .collect(Collectors.joining(",")));
    }

    public static String form(String patient, String filledIn, String... items) {
        return formOf(RC2, patient, "completed", filledIn, items);
    }

    /** What was decided on a treatment, and what was said of it. */
    public static String limit(String treatment, String decision, String specification, String comment) {
        List<String> links = LIMITS.get(treatment);
        String below = Stream.of(text(links.get(3), specification), text(links.get(4), comment))
                .filter(one -> !one.isEmpty())
                .collect(Collectors.joining(","));
        return group(
                "83",
                group(
                        links.get(0),
                        item(links.get(1), coding(SNOMED, treatment, null)),
                        item(links.get(2), decision + (below.isEmpty() ? "" : ",\"item\":[" + below + "]"))));
    }

    public static String limit(String treatment, String decision) {
        return limit(treatment, decision, "", "");
    }

    /** Another treatment, named in words in the one place that the form has for it. */
    public static String other(String decision, String words) {
        return group(
                "83",
                group(
                        "1421",
                        item("1422", coding("http://terminology.hl7.org/CodeSystem/v3-NullFlavor", "OTH", "Anders")),
                        item("1402", decision + (words.isEmpty() ? "" : ",\"item\":[" + text("1404", words) + "]"))));
    }

    public static String goal(String code) {
        return group("586", item("999", coding(SNOMED, code, null)));
    }

    /** As rc3 asks it; the versions before it ask by code. */
    public static String capable(boolean capable) {
        return group("26", item("1651", "\"valueBoolean\":" + capable));
    }

    public static String capableByCode(boolean capable) {
        return group("26", item("1406", "\"valueCoding\":{\"code\":\"" + (capable ? "1" : "0") + "\"}"));
    }

    public static String placeOfDeath(String code, String comment) {
        return group(
                "107",
                group("1429", item("1191", coding(SNOMED, code, null) + ",\"item\":[" + text("1192", comment) + "]")));
    }

    public static String euthanasia(String code) {
        return group("107", group("1431", item("1193", coding(SNOMED, code, null))));
    }

    /** Who will represent the patient some day, and is the first to call too. */
    public static String representative(String given, String family, String relation, String phone) {
        return group(
                "26",
                group(
                        "29",
                        group("30", text("973", given), text("975", family)),
                        group("39", group("40", text("976", phone))),
                        item("983", coding("http://terminology.hl7.org/CodeSystem/v3-RoleCode", relation, null)),
                        item("984", "\"valueBoolean\":true")));
    }

    public static String coding(String system, String code, String display) {
        return "\"valueCoding\":{\"system\":\"" + system + "\",\"code\":\"" + code + "\""
                + (display == null ? "" : ",\"display\":\"" + display + "\"") + "}";
    }

    public static String decided(String code, String display) {
        return coding("urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.25.1", code, display);
    }

    public static String group(String linkId, String... items) {
        return "{\"linkId\":\"" + linkId + "\",\"item\":[" + String.join(",", items) + "]}";
    }

    public static String item(String linkId, String answer) {
        return "{\"linkId\":\"" + linkId + "\",\"answer\":[{" + answer + "}]}";
    }

    private static String text(String linkId, String words) {
        return words.isEmpty() ? "" : item(linkId, "\"valueString\":\"" + words + "\"");
    }
}
