package nl.mgz.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.People;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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
            int status = new CommandLine(new Mgz()).execute(arguments);
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
                        "access-log");
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
}
