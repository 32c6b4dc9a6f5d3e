package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What two organisations say to each other about a request, and what they attach. */
class ConsultationMessagesTest {

    private static final String ASKER = Gateway.USUAL;
    private static final String ASKED = "90000461";
    private static final String OTHER = "90000462";

    private final Gateway gateway = Gateway.shared();
    private final String patient = People.create(gateway, "Bosman");

    private String task() {
        return new Consult(gateway, "meekijkconsult", patient).ask(ASKED);
    }

    private String say(String task, String text, String who) {
        return People.idOf(
                gateway.post("Communication", message(task, "\"contentString\":\"" + text + "\""), Gateway.AS, who));
    }

    private String message(String task, String content) {
        return """
                {"resourceType":"Communication","status":"completed","subject":{"reference":"Patient/%s"},
                 "about":[{"reference":"Task/%s"}],"sent":"%s","payload":[{%s}]}""".formatted(patient, task, Consult.now(), content);
    }

    private int sees(String what, String who) {
        return gateway.get(what, Gateway.AS, who).status();
    }

    private String document(String who) {
        return People.idOf(gateway.post("DocumentReference", document("application/pdf", 2_000), Gateway.AS, who));
    }

    private String document(String type, int size) {
        return """
                {"resourceType":"DocumentReference","status":"current","subject":{"reference":"Patient/%s"},
                 "type":{"text":"Foto van de huid"},
                 "content":[{"attachment":{%s"data":"%s"}}]}""".formatted(
                        patient,
                        "\"contentType\":\"" + type + "\",",
                        Base64.getEncoder().encodeToString(new byte[size]));
    }

    @Test
    void goBackAndForthWhileTheTaskIsOpen() {
        String task = task();
        String question = say(task, "Sinds wanneer bestaat dit?", ASKED);
        assertThat(sees("Communication/" + question, ASKER)).isEqualTo(200);
        String answer = say(task, "Drie weken", ASKER);
        assertThat(sees("Communication/" + answer, ASKED)).isEqualTo(200);
        assertThat(gateway.get("Communication?patient=" + patient, Gateway.AS, ASKED)
                        .matches())
                .hasSize(2);
        assertThat(sees("Communication/" + answer, OTHER)).isEqualTo(404);
    }

    @Test
    void areNotForTheOtherAfterANo() {
        String task = task();
        String answer = say(task, "Drie weken", ASKER);
        String question = say(task, "Sinds wanneer?", ASKED);
        assertThat(Consult.move(gateway, task, "rejected", ASKED).status()).isEqualTo(200);
        assertThat(sees("Communication/" + answer, ASKED)).isEqualTo(404);
        assertThat(sees("Communication/" + question, ASKER)).isEqualTo(404);
    }

    @Test
    void bringWhatIsAttachedAlong() {
        String task = task();
        String photo = document(ASKER);
        assertThat(sees("DocumentReference/" + photo, ASKED)).isEqualTo(404);
        People.idOf(gateway.post(
                "Communication",
                message(task, "\"contentReference\":{\"reference\":\"DocumentReference/" + photo + "\"}"),
                Gateway.AS,
                ASKER));
        assertThat(sees("DocumentReference/" + photo, ASKED)).isEqualTo(200);
    }

    @Test
    void openNothingThatAnotherOrganisationHolds() {
        String task = task();
        String theirs = document(ASKED);
        assertThat(sees("DocumentReference/" + theirs, ASKER)).isEqualTo(404);
        Gateway.Answer stolen = gateway.post(
                "Communication",
                message(task, "\"contentReference\":{\"reference\":\"DocumentReference/" + theirs + "\"}"),
                Gateway.AS,
                ASKER);
        assertThat(stolen.code()).isEqualTo("reference-unresolved");
        assertThat(sees("DocumentReference/" + theirs, ASKER)).isEqualTo(404);
    }

    @Test
    void ofSomebodyElseAreNoPartOfIt() {
        String task = task();
        Gateway.Answer other =
                gateway.post("Communication", message(task, "\"contentString\":\"Ik praat mee\""), Gateway.AS, OTHER);
        assertThat(other.code()).isEqualTo("reference-unresolved");
    }

    @Test
    void bringAlongWhatTheQuestionRestsOn() {
        String document = document(ASKER);
        Consult consult = new Consult(gateway, "meekijkconsult", patient);
        String question = People.idOf(gateway.post(
                "ServiceRequest",
                consult.question()
                        .replaceFirst(
                                "\"status\":\"active\"",
                                "\"status\":\"active\",\"supportingInfo\":[{\"reference\":\"DocumentReference/"
                                        + document + "\"}]")));
        String task = consult.ask(Sharing.organization(ASKED), question);
        assertThat(sees("DocumentReference/" + document, ASKED)).isEqualTo(200);
        assertThat(Consult.move(gateway, task, "cancelled", ASKER).status()).isEqualTo(200);
        assertThat(sees("DocumentReference/" + document, ASKED)).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "application/pdf,2097152,201,",
        "application/pdf,2097153,422,DocumentReference.content.attachment.data",
        "text/html,100,422,DocumentReference.content.attachment.contentType",
        "application/x-msdownload,100,422,DocumentReference.content.attachment.contentType"
    })
    void attachNoMoreThanIsAllowed(String type, int size, int status, String expression) {
        Gateway.Answer answer = gateway.post("DocumentReference", document(type, size));
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        if (status == 422) {
            assertThat(answer.code()).isEqualTo("attachment-not-allowed");
            assertThat(answer.expressions()).containsExactly(expression);
        }
    }

    private static String data(int size) {
        return Base64.getEncoder().encodeToString(new byte[size]);
    }

    /** Wherever in a resource they stand: a limit that one type has would be none. */
    @ParameterizedTest
    @CsvSource({
        "Communication,Communication.payload.content",
        "Consent,Consent.source",
        "QuestionnaireResponse,QuestionnaireResponse.item.answer.value",
        "DiagnosticReport,DiagnosticReport.presentedForm",
        "Binary,DocumentReference.contained"
    })
    void attachNoMoreInAnotherWay(String where, String expression) {
        for (String[] one : new String[][] {
            {"application/pdf", data(2_097_152), ""},
            {"application/pdf", data(2_097_153), ".data"},
            {"text/html", data(10), ".contentType"}
        }) {
            String attachment = "{\"contentType\":\"" + one[0] + "\",\"data\":\"" + one[1] + "\"}";
            Gateway.Answer answer =
                    gateway.post("Binary".equals(where) ? "DocumentReference" : where, attached(where, attachment));
            if (one[2].isEmpty()) {
                assertThat(answer.status()).as(answer.text()).isEqualTo(201);
            } else {
                assertThat(answer.status()).as(answer.text()).isEqualTo(422);
                assertThat(answer.code()).isEqualTo("attachment-not-allowed");
                assertThat(answer.expressions()).containsExactly(expression + one[2]);
            }
        }
    }

    private String attached(String where, String attachment) {
        return switch (where) {
            case "Communication" -> """
                    {"resourceType":"Communication","status":"completed","subject":{"reference":"Patient/%s"},
                     "payload":[{"contentAttachment":%s}]}""".formatted(patient, attachment);
            case "Consent" -> """
                    {"resourceType":"Consent","status":"active",
                     "scope":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentscope","code":"adr"}]},
                     "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/consentcategorycodes","code":"acd"}]}],
                     "patient":{"reference":"Patient/%s"},"dateTime":"2026-02-10",
                     "policy":[{"uri":"https://wetten.overheid.nl/"}],"sourceAttachment":%s}""".formatted(patient, attachment);
            case "QuestionnaireResponse" -> """
                    {"resourceType":"QuestionnaireResponse","status":"completed","subject":{"reference":"Patient/%s"},
                     "item":[{"linkId":"1","answer":[{"valueAttachment":%s}]}]}""".formatted(patient, attachment);
            case "DiagnosticReport" -> """
                    {"resourceType":"DiagnosticReport","status":"final","code":{"text":"Verslag"},
                     "subject":{"reference":"Patient/%s"},"presentedForm":[%s]}""".formatted(patient, attachment);
            default -> """
                    {"resourceType":"DocumentReference","status":"current","subject":{"reference":"Patient/%s"},
                     "contained":[{"resourceType":"Binary","id":"b",%s],
                     "content":[{"attachment":{"contentType":"application/pdf","url":"#b"}}]}""".formatted(patient, attachment.substring(1));
        };
    }
}
