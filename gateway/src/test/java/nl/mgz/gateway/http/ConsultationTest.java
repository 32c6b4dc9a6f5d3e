package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request to a colleague in another organisation, from the question to the answer, as both sides see it. */
class ConsultationTest {

    private static final String ASKER = Gateway.USUAL;
    private static final String ASKED = "90000401";
    private static final String OTHER = "90000402";

    private final Gateway gateway = Gateway.shared();
    private final String patient = People.create(gateway, "Veldkamp");
    private final String sent = People.idOf(gateway.post("Condition", People.condition(patient, "Epilepsie")));
    private final String kept = People.idOf(gateway.post("Condition", People.condition(patient, "Niet meegestuurd")));

    private Consult consult(String kind) {
        return new Consult(gateway, kind, patient).sending("Condition/" + sent);
    }

    private Gateway.Answer move(String task, String status, String who) {
        return Consult.move(gateway, task, status, who);
    }

    private JsonNode task(String id, String who) {
        Gateway.Answer read = Consult.seen(gateway, id, who);
        is(read, 200);
        return read.json();
    }

    private static void is(Gateway.Answer answer, int status) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    }

    private static void refused(Gateway.Answer answer, int status, String code) {
        is(answer, status);
        assertThat(answer.code()).as(answer.text()).isEqualTo(code);
    }

    private int sees(String what, String who) {
        return gateway.get(what, Gateway.AS, who).status();
    }

    /** A Task that is in a state, and what its owner sees of it. */
    private String in(String state) {
        String task = consult("achterwacht").ask(ASKED);
        List<String> way = switch (state) {
            case "received" -> List.of("received");
            case "accepted" -> List.of("accepted");
            case "in-progress", "completed" -> List.of("in-progress");
            case "on-hold" -> List.of("in-progress", "on-hold");
            default -> List.of();
        };
        way.forEach(step -> is(move(task, step, ASKED), 200));
        if (state.equals("completed")) {
            is(Consult.answer(gateway, task, ASKED), 200);
        }
        return task;
    }

    @Nested
    class AWholeLife {

        @ParameterizedTest
        @ValueSource(strings = {"meekijkconsult", "achterwacht", "aanrijdteam", "regionaal-centrum"})
        void goesFromTheQuestionToTheAnswer(String kind) {
            String task = consult(kind).ask(ASKED);
            is(move(task, "accepted", ASKED), 200);
            is(move(task, "in-progress", ASKED), 200);
            is(Consult.answer(gateway, task, ASKED), 200);
            JsonNode done = task(task, ASKER);
            assertThat(done.path("status").asText()).isEqualTo("completed");
            assertThat(done.path("executionPeriod").path("start").asText()).isNotEmpty();
            assertThat(done.path("executionPeriod").path("end").asText()).isNotEmpty();
            String advice = done.path("output")
                    .path(0)
                    .path("valueReference")
                    .path("reference")
                    .asText();
            Gateway.Answer read = gateway.get(advice);
            is(read, 200);
            assertThat(read.text()).contains("Thuis aankijken");
        }

        @Test
        void opensWhatWasReferredToAndOnlyWhileItLasts() {
            assertThat(sees("Condition/" + sent, ASKED)).isEqualTo(404);
            String task = consult("achterwacht").ask(ASKED);
            String question = task(task, ASKED).path("focus").path("reference").asText();
            for (String status : List.of("requested", "accepted", "in-progress", "on-hold")) {
                if (!status.equals("requested")) {
                    is(move(task, status, ASKED), 200);
                }
                assertThat(sees("Condition/" + sent, ASKED)).as(status).isEqualTo(200);
                assertThat(sees("Patient/" + patient, ASKED)).as(status).isEqualTo(200);
                assertThat(sees(question, ASKED)).as(status).isEqualTo(200);
                assertThat(sees("Condition/" + kept, ASKED)).as(status).isEqualTo(404);
                assertThat(sees("Condition/" + sent, OTHER)).as(status).isEqualTo(404);
                assertThat(gateway.get("Condition?patient=" + patient, Gateway.AS, ASKED)
                                .matches())
                        .as(status)
                        .hasSize(1);
            }
            is(move(task, "in-progress", ASKED), 200);
            is(move(task, "failed", ASKED), 200);
            for (String what : List.of("Condition/" + sent, "Patient/" + patient, question, "Task/" + task)) {
                assertThat(sees(what, ASKED)).as(what).isEqualTo(404);
            }
        }

        @Test
        void leavesTheOwnerADayAfterTheAnswer() {
            String task = in("completed");
            assertThat(sees("Condition/" + sent, ASKED)).isEqualTo(200);
            inDatabase(
                    "update mgz_consent_fact set fact = regexp_replace(fact, '\"ended\":\"[^\"]*\"', '\"ended\":\""
                            + java.time.Instant.now().minus(java.time.Duration.ofHours(25))
                            + "\"') where resource_id = ?",
                    task);
            assertThat(sees("Condition/" + sent, ASKED)).isEqualTo(404);
            assertThat(sees("Task/" + task, ASKED)).isEqualTo(404);
            assertThat(task(task, ASKER).path("status").asText()).isEqualTo("completed");
        }

        private void inDatabase(String sql, String task) {
            new org.springframework.transaction.support.TransactionTemplate(
                            gateway.bean(org.springframework.transaction.PlatformTransactionManager.class))
                    .executeWithoutResult(status -> {
                        var jdbc = gateway.bean(org.springframework.jdbc.core.JdbcTemplate.class);
                        assertThat(jdbc.update(sql, task)).isEqualTo(1);
                        jdbc.update(
                                "update mgz_patient_state set revision = revision + 1 where patient_id = ?", patient);
                    });
        }

        @Test
        void endsForTheOwnerWhenItSaysNo() {
            String task = consult("meekijkconsult").ask(ASKED);
            Gateway.Answer rejected = move(task, "rejected", ASKED);
            is(rejected, 200);
            assertThat(rejected.text()).doesNotContain("Patient/");
            assertThat(sees("Task/" + task, ASKED)).isEqualTo(404);
            assertThat(task(task, ASKER).path("statusReason").path("text").asText())
                    .isEqualTo("Geen plaats vandaag");
        }

        @Test
        void isOnRecordOnBothSides() {
            String task = consult("achterwacht").ask(ASKED);
            is(move(task, "accepted", ASKED), 200);
            Integer events = gateway.bean(org.springframework.jdbc.core.JdbcTemplate.class)
                    .queryForObject(
                            "select count(*) from mgz_audit_event where patient_id = ? and ura = ? and event like ?",
                            Integer.class,
                            patient,
                            ASKED,
                            "%Task/" + task + "/_history/2%");
            assertThat(events).isEqualTo(1);
        }
    }

    @Nested
    class AMove {

        @ParameterizedTest
        @CsvSource({
            "requested,completed",
            "requested,on-hold",
            "requested,failed",
            "requested,cancelled",
            "requested,entered-in-error",
            "requested,draft",
            "requested,ready",
            "received,requested",
            "received,completed",
            "accepted,rejected",
            "accepted,completed",
            "accepted,requested",
            "accepted,cancelled",
            "in-progress,accepted",
            "in-progress,rejected",
            "in-progress,cancelled",
            "on-hold,completed",
            "on-hold,requested",
            "completed,in-progress",
            "completed,failed",
            "completed,requested"
        })
        void thatTheOwnerCannotMakeNamesThoseThatItCan(String from, String to) {
            String task = in(from);
            Gateway.Answer answer = move(task, to, ASKED);
            refused(answer, 409, "move-not-allowed");
            assertThat(answer.expressions()).containsExactly("Task.status");
            assertThat(answer.text()).contains("This Task is " + from, "You may make it: ");
            assertThat(task(task, ASKER).path("status").asText()).isEqualTo(from);
        }

        @ParameterizedTest
        @CsvSource({
            "requested,accepted",
            "requested,received",
            "requested,rejected",
            "requested,in-progress",
            "received,accepted",
            "accepted,in-progress",
            "accepted,cancelled",
            "accepted,entered-in-error",
            "in-progress,cancelled",
            "in-progress,completed",
            "on-hold,cancelled",
            "completed,cancelled"
        })
        void thatTheRequesterCannotMakeIsRefusedToIt(String from, String to) {
            String task = in(from);
            Gateway.Answer answer = move(task, to, ASKER);
            refused(answer, 409, "move-not-allowed");
            assertThat(answer.text())
                    .contains(
                            List.of("accepted", "in-progress", "on-hold").contains(from)
                                    ? "abort"
                                    : "You may make it: ");
        }

        @Test
        void isNobodyElses() {
            String task = in("requested");
            ObjectNode taken = Consult.changed(task(task, ASKED), "accepted");
            refused(Consult.put(gateway, taken, OTHER), 404, "not-found");
            refused(Consult.patchStatus(gateway, task, "1", "accepted", OTHER), 404, "not-found");
            refused(
                    Consult.put(
                            gateway,
                            Consult.changed(task(task, ASKED), "accepted")
                                    .put("id", UUID.randomUUID().toString()),
                            ASKED),
                    404,
                    "not-found");
        }

        @Test
        void isMadeByPatchToo() {
            String task = in("requested");
            is(Consult.patchStatus(gateway, task, "1", "accepted", ASKED), 200);
            refused(Consult.patchStatus(gateway, task, "2", "completed", ASKED), 409, "move-not-allowed");
        }

        @Test
        void needsAReasonToSayNo() {
            String task = in("requested");
            ObjectNode no = task(task, ASKED).deepCopy();
            refused(Consult.put(gateway, no.put("status", "rejected"), ASKED), 422, "not-valid");
        }

        @Test
        void toCompletedNeedsAnAnswer() {
            String task = in("in-progress");
            Gateway.Answer answer = move(task, "completed", ASKED);
            refused(answer, 409, "move-not-allowed");
            assertThat(answer.expressions()).containsExactly("Task.output");
        }

        @Test
        void isTakenBackByTheRequesterWhileNobodyHasAccepted() {
            for (String state : List.of("requested", "received")) {
                String task = in(state);
                is(move(task, "cancelled", ASKER), 200);
                assertThat(sees("Task/" + task, ASKED)).isEqualTo(404);
                assertThat(sees("Condition/" + sent, ASKED)).isEqualTo(404);
            }
        }

        @Test
        void afterTheTaskWasDeletedIsNoMove() {
            String task = in("requested");
            is(gateway.delete("Task/" + task), 200);
            refused(Consult.patchStatus(gateway, task, "1", "accepted", ASKED), 404, "not-found");
        }

        @Test
        void ofWhatWasAcceptedIsNotAvoidedByDeletingIt() {
            String task = in("accepted");
            refused(gateway.delete("Task/" + task), 409, "move-not-allowed");
            refused(gateway.delete("Task/" + task, Gateway.AS, ASKED), 404, "not-found");
        }
    }

    @Nested
    class WhatEachSideMayChange {

        @ParameterizedTest
        @CsvSource({
            "/priority,\"stat\"",
            "/description,\"Anders\"",
            "/authoredOn,\"2020-01-01T10:00:00Z\"",
            "/restriction,{\"period\":{\"end\":\"2030-01-01\"}}",
            "/intent,\"plan\"",
            "/groupIdentifier,{\"value\":\"x\"}",
            "/language,\"nl\""
        })
        void isNotTheRestForTheOwner(String path, String value) {
            String task = in("accepted");
            Gateway.Answer answer = Consult.patch(
                    gateway, task, "2", "[{\"op\":\"add\",\"path\":\"" + path + "\",\"value\":" + value + "}]", ASKED);
            assertThat(answer.status()).as(answer.text()).isIn(409, 422);
            assertThat(answer.expressions()).anyMatch(one -> one.startsWith("Task." + path.substring(1)));
        }

        @Test
        void isNotWhatTheOwnerSees() {
            String task = in("accepted");
            ObjectNode more = task(task, ASKED).deepCopy();
            ObjectNode input = more.withArray("input").addObject();
            input.putObject("type").put("text", "meer");
            input.putObject("valueReference").put("reference", "Condition/" + sent);
            Gateway.Answer answer = Consult.put(gateway, more, ASKED);
            refused(answer, 409, "task-protected");
            assertThat(answer.expressions()).containsExactly("Task.input");
            assertThat(sees("Condition/" + kept, ASKED)).isEqualTo(404);
        }

        @Test
        void isNotAnotherOwnerOrPatient() {
            String task = in("accepted");
            ObjectNode away = task(task, ASKED).deepCopy();
            away.set("owner", Records.tree(Sharing.organization(OTHER)));
            refused(Consult.put(gateway, away, ASKED), 409, "task-protected");
            refused(Consult.put(gateway, away, ASKER), 409, "task-protected");
            ObjectNode other = task(task, ASKED).deepCopy();
            other.putObject("for").put("reference", "Patient/" + People.create(gateway, "Ander"));
            assertThat(Consult.put(gateway, other, ASKED).status()).isIn(409, 422);
        }

        private String output(String element, String value) {
            return "[{\"op\":\"add\",\"path\":\"/output\",\"value\":[{\"type\":{\"text\":\"advies\"},\"" + element
                    + "\":" + value + "}]}]";
        }

        @Test
        void isTheOutputForTheOwnerOnly() {
            String task = in("in-progress");
            String hidden =
                    People.idOf(gateway.post("Composition", Consult.advice("Patient/" + patient), Gateway.AS, ASKED));
            assertThat(sees("Composition/" + hidden, ASKER)).isEqualTo(404);
            refused(
                    Consult.patch(
                            gateway,
                            task,
                            "2",
                            output("valueReference", "{\"reference\":\"Composition/" + hidden + "\"}"),
                            ASKER),
                    422,
                    "reference-unresolved");
            refused(Consult.patch(gateway, task, "2", output("valueString", "\"rust\""), ASKER), 409, "task-protected");
            assertThat(sees("Composition/" + hidden, ASKER)).isEqualTo(404);
        }

        @Test
        void isNoteAndPlaceOfTheVisit() {
            String task = new Consult(gateway, "aanrijdteam", patient).ask(ASKED);
            is(move(task, "in-progress", ASKED), 200);
            for (String step : List.of("dispatched", "on-site", "left")) {
                ObjectNode there = task(task, ASKED).deepCopy();
                there.putObject("businessStatus")
                        .putArray("coding")
                        .addObject()
                        .put("system", "https://mgz-gateway.nl/fhir/CodeSystem/mgz-consultation-status")
                        .put("code", step);
                there.withArray("note").addObject().put("text", "stap " + step);
                is(Consult.put(gateway, there, ASKED), 200);
            }
            assertThat(task(task, ASKER).path("note")).hasSize(3);
            ObjectNode silent = task(task, ASKED).deepCopy();
            silent.remove("note");
            refused(Consult.put(gateway, silent, ASKED), 409, "task-protected");
        }

        @Test
        void isWhenTheWorkEndedForNobody() {
            String task = in("in-progress");
            ObjectNode later = Consult.changed(task(task, ASKED), "failed");
            later.putObject("executionPeriod").put("end", "2030-01-01T00:00:00Z");
            is(Consult.put(gateway, later, ASKED), 200);
            assertThat(task(task, ASKER).path("executionPeriod").path("end").asText())
                    .startsWith(Consult.now().substring(0, 10));
        }

        @Test
        void isWhatIsSentAlongForTheRequester() {
            String task = in("accepted");
            ObjectNode more = task(task, ASKER).deepCopy();
            ObjectNode input = more.withArray("input").addObject();
            input.putObject("type").put("text", "meer");
            input.putObject("valueReference").put("reference", "Condition/" + kept);
            is(Consult.put(gateway, more, ASKER), 200);
            assertThat(sees("Condition/" + kept, ASKED)).isEqualTo(200);
            ObjectNode closed = task(task, ASKER).deepCopy();
            closed.putObject("restriction").putObject("period").put("end", "2026-01-01T00:00:00+01:00");
            is(Consult.put(gateway, closed, ASKER), 200);
            assertThat(sees("Condition/" + kept, ASKED)).isEqualTo(404);
        }
    }

    @Nested
    class ABeginning {

        private Gateway.Answer post(String kind, String what, String instead) {
            String question =
                    People.idOf(gateway.post("ServiceRequest", consult(kind).question()));
            String task = consult(kind).task("ServiceRequest/" + question, Sharing.organization(ASKED));
            return gateway.post("Task", task.replaceAll(what, instead));
        }

        @Test
        void isRequestedOrDraft() {
            for (String status : List.of("accepted", "in-progress", "completed", "cancelled")) {
                refused(post("achterwacht", "\"requested\"", "\"" + status + "\""), 409, "move-not-allowed");
            }
            is(post("achterwacht", "\"requested\"", "\"draft\""), 201);
        }

        @Test
        void isInOnesOwnName() {
            Gateway.Answer answer = post("achterwacht", ASKER, OTHER);
            refused(answer, 422, "consultation-invalid");
            assertThat(answer.expressions()).containsExactly("Task.requester");
        }

        @Test
        void saysExactlyWhen() {
            for (String when : List.of("2026-03-02", "2019-03-02T22:35:00+01:00")) {
                Gateway.Answer answer =
                        post("achterwacht", "\"authoredOn\":\"[^\"]*\"", "\"authoredOn\":\"" + when + "\"");
                refused(answer, 422, "consultation-invalid");
                assertThat(answer.expressions()).containsExactly("Task.authoredOn");
            }
        }

        @Test
        void isAddressedToSomebodyKnown() {
            String question = People.idOf(
                    gateway.post("ServiceRequest", consult("achterwacht").question()));
            Gateway.Answer answer = gateway.post(
                    "Task",
                    consult("achterwacht")
                            .task(
                                    "ServiceRequest/" + question,
                                    "{\"identifier\":{\"system\":\"urn:x\",\"value\":\"y\"}}"));
            refused(answer, 422, "consultation-invalid");
            assertThat(answer.expressions()).containsExactly("Task.owner");
        }

        @Test
        void opensNothingAsADraft() {
            Gateway.Answer draft = post("achterwacht", "\"requested\"", "\"draft\"");
            String task = People.idOf(draft);
            assertThat(sees("Task/" + task, ASKED)).isEqualTo(404);
            assertThat(sees("Patient/" + patient, ASKED)).isEqualTo(404);
            is(move(task, "requested", ASKER), 200);
            assertThat(sees("Patient/" + patient, ASKED)).isEqualTo(200);
        }
    }

    @Nested
    class SeveralCandidates {

        private final String group = UUID.randomUUID().toString();
        private final String question = People.idOf(
                gateway.post("ServiceRequest", consult("achterwacht").question()));

        private String candidate(String ura) {
            return consult("achterwacht").amongSeveral(group).ask(Sharing.organization(ura), question);
        }

        @Test
        void seeTheQuestionAndNotWhomItIsAboutUntilOneIsChosen() {
            String one = candidate(ASKED);
            String other = candidate(OTHER);
            assertThat(sees("ServiceRequest/" + question, ASKED)).isEqualTo(200);
            assertThat(sees("Patient/" + patient, ASKED)).isEqualTo(404);
            assertThat(sees("Condition/" + sent, ASKED)).isEqualTo(404);
            is(move(one, "accepted", ASKED), 200);
            assertThat(sees("Patient/" + patient, ASKED)).isEqualTo(200);
            assertThat(sees("Condition/" + sent, ASKED)).isEqualTo(200);
            assertThat(sees("ServiceRequest/" + question, OTHER)).isEqualTo(404);
            assertThat(sees("Task/" + other, OTHER)).isEqualTo(404);
        }

        @Test
        void becomeOneWhenOneAccepts() {
            String one = candidate(ASKED);
            String other = candidate(OTHER);
            is(move(one, "in-progress", ASKED), 200);
            JsonNode won = task(one, ASKER);
            assertThat(won.path("businessStatus").toString())
                    .contains("selected")
                    .doesNotContain("not-selected");
            JsonNode lost = task(other, ASKER);
            assertThat(lost.path("status").asText()).isEqualTo("cancelled");
            assertThat(lost.path("statusReason").toString()).contains("not-selected");
        }

        @Test
        void mayEachSayNo() {
            String one = candidate(ASKED);
            String other = candidate(OTHER);
            is(move(one, "rejected", ASKED), 200);
            assertThat(task(other, ASKER).path("status").asText()).isEqualTo("requested");
            is(move(other, "accepted", OTHER), 200);
        }

        @Test
        void haveOneWinnerHoweverManyAcceptAtOnce() throws Exception {
            List<String> uras =
                    IntStream.range(0, 8).mapToObj(i -> "9000042" + i).toList();
            List<String> tasks = uras.stream().map(this::candidate).toList();
            List<Gateway.Answer> answers = atOnce(IntStream.range(0, 32)
                    .mapToObj(i -> (Callable<Gateway.Answer>)
                            () -> Consult.patchStatus(gateway, tasks.get(i % 8), "1", "accepted", uras.get(i % 8)))
                    .toList());
            assertThat(answers.stream().filter(answer -> answer.status() == 200))
                    .hasSize(1);
            assertThat(answers.stream().filter(answer -> answer.status() != 200))
                    .allSatisfy(answer ->
                            assertThat(answer.status()).as(answer.text()).isIn(404, 409, 412));
            assertThat(tasks.stream().map(id -> task(id, ASKER).path("status").asText()))
                    .containsOnlyOnce("accepted")
                    .containsOnly("accepted", "cancelled");
        }

        @Test
        void areThoseOfOneRequesterOnly() {
            String mine = candidate(ASKED);
            gateway.post(
                    "EpisodeOfCare", """
                    {"resourceType":"EpisodeOfCare","status":"active","patient":{"reference":"Patient/%s"},
                     "managingOrganization":%s,"period":{"start":"2025-01-01"}}""".formatted(patient, Sharing.organization("90000409")), Gateway.AS, "90000409");
            String theirs = new Consult(gateway, "achterwacht", patient)
                    .by("90000409")
                    .amongSeveral(group)
                    .ask(OTHER);
            is(move(mine, "accepted", ASKED), 200);
            assertThat(task(theirs, "90000409").path("status").asText()).isEqualTo("requested");
        }
    }

    /** Who is told to come again does so, as a client would. */
    private static Gateway.Answer untilAnswered(Callable<Gateway.Answer> call) throws Exception {
        Gateway.Answer answer = call.call();
        for (int again = 0; again < 10 && answer.status() == 503; again++) {
            Thread.sleep(500);
            answer = call.call();
        }
        return answer;
    }

    private static List<Gateway.Answer> atOnce(List<Callable<Gateway.Answer>> calls) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(calls.size());
        CyclicBarrier start = new CyclicBarrier(calls.size());
        List<Callable<Gateway.Answer>> together = new ArrayList<>();
        calls.forEach(call -> together.add(() -> {
            start.await();
            return untilAnswered(call);
        }));
        List<Gateway.Answer> answers = new ArrayList<>();
        for (Future<Gateway.Answer> one : pool.invokeAll(together)) {
            answers.add(one.get());
        }
        pool.shutdown();
        return answers;
    }

    @Nested
    class OneTaskAndManyHands {

        @Test
        void isAcceptedOnceHoweverManyAcceptAtOnce() throws Exception {
            String task = in("requested");
            List<Gateway.Answer> answers = atOnce(IntStream.range(0, 32)
                    .mapToObj(i ->
                            (Callable<Gateway.Answer>) () -> Consult.patchStatus(gateway, task, "1", "accepted", ASKED))
                    .toList());
            assertThat(answers.stream().filter(answer -> answer.status() == 200))
                    .hasSize(1);
            assertThat(answers.stream().filter(answer -> answer.status() != 200))
                    .hasSize(31)
                    .allSatisfy(answer -> {
                        refused(answer, 412, "version-conflict");
                        assertThat(answer.text()).contains("this Task is accepted now", "You may make it: ");
                    });
            JsonNode taken = task(task, ASKER);
            assertThat(taken.path("meta").path("versionId").asText()).isEqualTo("2");
        }

        @Test
        void isAcceptedOrCancelledAndNeverBoth() throws Exception {
            for (int i = 0; i < 5; i++) {
                String task = in("requested");
                List<Gateway.Answer> answers = atOnce(List.of(
                        () -> Consult.patchStatus(gateway, task, "1", "accepted", ASKED),
                        () -> Consult.patchStatus(gateway, task, "1", "cancelled", ASKER)));
                assertThat(answers.stream().filter(answer -> answer.status() == 200))
                        .hasSize(1);
            }
        }
    }

    @Nested
    class StoppingWhatWasAccepted {

        private String abort(String task) {
            return People.idOf(post(task));
        }

        private Gateway.Answer post(String task) {
            return gateway.post("Task", """
                    {"resourceType":"Task","status":"requested","intent":"order",
                     "code":{"coding":[{"system":"http://hl7.org/fhir/CodeSystem/task-code","code":"abort"}]},
                     "focus":{"reference":"Task/%s"},"for":{"reference":"Patient/%s"},"authoredOn":"%s",
                     "requester":%s,"owner":%s}""".formatted(
                            task, patient, Consult.now(), Sharing.organization(ASKER), Sharing.organization(ASKED)));
        }

        @Test
        void isAgreedToByTheOwner() {
            String task = in("in-progress");
            String abort = abort(task);
            is(move(abort, "in-progress", ASKED), 200);
            is(move(abort, "completed", ASKED), 200);
            JsonNode stopped = task(task, ASKER);
            assertThat(stopped.path("status").asText()).isEqualTo("cancelled");
            assertThat(stopped.path("statusReason").toString()).contains("aborted");
            assertThat(sees("Condition/" + sent, ASKED)).isEqualTo(404);
        }

        @Test
        void isRefusedByTheOwner() {
            String task = in("accepted");
            is(move(abort(task), "rejected", ASKED), 200);
            assertThat(task(task, ASKER).path("status").asText()).isEqualTo("accepted");
            is(move(task, "in-progress", ASKED), 200);
        }

        @Test
        void isOnlyOfWhatWasAccepted() {
            for (String state : List.of("requested", "completed")) {
                Gateway.Answer answer = post(in(state));
                refused(answer, 422, "consultation-invalid");
                assertThat(answer.expressions()).containsExactly("Task.focus");
            }
        }
    }
}
