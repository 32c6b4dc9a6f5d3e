package nl.mgz.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.People;
import nl.mgz.gateway.http.Receiver;
import nl.mgz.gateway.http.Sharing;
import nl.mgz.gateway.http.Telling;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import picocli.CommandLine;

class CommandsTest {

    @TempDir
    Path folder;

    private record Run(int status, String out) {}

    private static Run run(String... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            int status = Mgz.commandLine().execute(arguments);
            return new Run(status, out.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
        }
    }

    private static String token() throws Exception {
        return Gateway.shared().tokens("99999990").bearer();
    }

    private Path patient(String name, String bsn) throws Exception {
        Path file = folder.resolve(name);
        Files.writeString(
                file,
                People.patient(bsn, "Opdracht", "1950-02-03")
                        .replaceFirst("\\{", "{\"id\":\"" + name.replace(".json", "") + "\","));
        return file;
    }

    @Test
    void helpNamesEveryCommand() {
        assertThat(new CommandLine(new Mgz()).getUsageMessage())
                .contains(
                        "sandbox",
                        "serve",
                        "doctor",
                        "validate",
                        "load",
                        "token",
                        "personas",
                        "key",
                        "partner",
                        "audit",
                        "verify-audit",
                        "witness",
                        "demo",
                        "access-log",
                        "notifications");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pdf", "PDF"})
    void theFormOfAnAccessLogIsWrittenSmallAsInReadmeOrLarge(String form) {
        CommandLine.ParseResult asked = Mgz.commandLine()
                .parseArgs("access-log", "x", "--persona", "gp", "--format", form, "--out", "inzage.pdf")
                .subcommand();
        assertThat(String.valueOf(asked.matchedOptionValue("--format", (Object) "")))
                .isEqualTo("pdf");
    }

    @Test
    void aPartnerHasItsKeysInAFileOrAtAnAddress() throws Exception {
        String[] partner = {"partner", "add", "--ura", "90000001", "--name", "x", "--kind", "gp", "--client", "x"};
        assertThat(run(partner).status()).as("neither").isEqualTo(2);
        String[] both = java.util.Arrays.copyOf(partner, partner.length + 4);
        System.arraycopy(
                new String[] {"--jwks", "file", "--jwks-url", "https://keys.example/x"}, 0, both, partner.length, 4);
        assertThat(run(both).status()).as("both").isEqualTo(2);
    }

    @Test
    void validateAcceptsARightFileWithStatusZero() throws Exception {
        Run run = run("validate", patient("right.json", People.newBsn()).toString());
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("accepted", "1 files, 1 accepted, 0 refused");
    }

    @Test
    void validateTellsWhatIsWrongForMachinesWithStatusOne() throws Exception {
        patient("right.json", People.newBsn());
        Files.writeString(
                folder.resolve("wrong.json"),
                "{\"resourceType\":\"Condition\",\"subject\":{\"reference\":\"Patient/right\"},\"nonsense\":1}");
        Run run = run("validate", "--format", "json", folder.toString());
        assertThat(run.status()).isEqualTo(1);
        JsonNode rows = new ObjectMapper().readTree(run.out());
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0).path("accepted").asBoolean()).isTrue();
        assertThat(rows.get(1).path("accepted").asBoolean()).isFalse();
        assertThat(rows.get(1).toString()).contains("nonsense");
    }

    @Test
    void loadSendsAFolderAndTellsWhatWasRefusedAndWhy() throws Exception {
        patient("one.json", People.newBsn());
        Files.writeString(
                folder.resolve("problem.json"),
                People.condition("one", "Epilepsie").replaceFirst("\\{", "{\"id\":\"p\","));
        Files.writeString(
                folder.resolve("wrong.json"),
                People.condition("one", "Zonder code")
                        .replaceFirst("\"code\":\\{.*?\"},", "")
                        .replaceFirst("\\{", "{\"id\":\"w\","));
        Run run = run("load", folder.toString(), "--to", Gateway.shared().base(), "--token", token());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("2 accepted, 1 refused", "wrong.json");
    }

    @Test
    void loadToNobodySaysSo() throws Exception {
        assertThat(run(
                                "load",
                                patient("one.json", People.newBsn()).toString(),
                                "--to",
                                "http://localhost:1/fhir",
                                "--token",
                                "any")
                        .status())
                .isEqualTo(2);
    }

    @Test
    void doctorWithoutADatabaseSaysWhichSettingIsMissing() {
        Run run = run("doctor");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("MGZ_DATABASE_URL");
    }

    /** As an operator does it, with the database that the configuration names. */
    private static Run withDatabase(String... arguments) {
        Map<String, Object> settings = Gateway.SharedDatabase.get().settings();
        settings.forEach((name, value) -> System.setProperty(name, value.toString()));
        try {
            return run(arguments);
        } finally {
            settings.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    void notificationsThatWereGivenUpAreListedAndSentAgain() {
        Gateway gateway = Gateway.shared();
        String ura = "97310001";
        String patient = People.create(gateway, "Opdracht");
        Sharing.withCareOrganisations(gateway, patient, ura);
        try (Receiver receiver = new Receiver()) {
            String subscription = Telling.subscribe(gateway, ura, "summary-updated", receiver);
            receiver.answer(got -> got.isEvent() ? 400 : 200);
            People.idOf(gateway.post("Condition", People.condition(patient, "Epilepsie")));
            Receiver.await(
                    () -> line(subscription).matches(".* active +0 +1 .*status-400.*"), () -> line(subscription));
            Run one = withDatabase("notifications", "list", subscription);
            assertThat(one.status()).isZero();
            assertThat(one.out())
                    .containsPattern("1 +dead +summary-updated .* refused 3 times +status-400")
                    .doesNotContain(patient, "Epilepsie");

            receiver.answer(got -> 200);
            Run replay = withDatabase("notifications", "replay", subscription);
            assertThat(replay.status()).isZero();
            assertThat(replay.out()).contains("1 notifications are sent again");
            assertThat(receiver.awaitTaken(1).get(0).number()).isEqualTo(1);
            Receiver.await(() -> line(subscription).matches(".* active +0 +0 .*"), () -> line(subscription));
            assertThat(gateway.bean(JdbcTemplate.class)
                            .queryForObject(
                                    "select count(*) from mgz_audit_event where event like ? and event like ?",
                                    Integer.class,
                                    "%notifications-replayed%",
                                    "%" + subscription + "%"))
                    .isEqualTo(1);
        }
    }

    private static String line(String subscription) {
        return withDatabase("notifications", "list")
                .out()
                .lines()
                .filter(one -> one.startsWith(subscription))
                .findFirst()
                .orElse("not listed");
    }

    @Test
    void notificationsOfNoSubscriptionAreNotSentAgain() {
        assertThat(withDatabase("notifications", "replay", "6f1f0c5e-0000-4000-8000-000000000000")
                        .status())
                .isEqualTo(1);
    }
}
