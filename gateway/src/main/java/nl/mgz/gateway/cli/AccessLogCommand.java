package nl.mgz.gateway.cli;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.util.concurrent.Callable;
import nl.mgz.gateway.identity.crypto.PrivateFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "access-log",
        description = {
            "Writes who made a client's data available and who looked at them, for a client who asks for it on paper.",
            "In plain Dutch, to a new file that only you can read, or to standard output for text."
        },
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:written", "1:refused, and standard error says why", "2:the gateway could not be reached"})
@SuppressWarnings("NullAway.Init")
final class AccessLogCommand implements Callable<Integer> {

    /** Forms for people. */
    enum Form {
        text,
        csv,
        pdf
    }

    @Parameters(paramLabel = "PATIENT", description = "Id of the Patient.")
    private String patient;

    @Option(names = "--format", description = "One of ${COMPLETION-CANDIDATES}.")
    private Form format = Form.text;

    @Option(names = "--out", paramLabel = "FILE", description = "Where it goes; a file that is there is left alone.")
    private @Nullable Path out;

    @Option(names = "--start", paramLabel = "DAY", description = "First day, as 2026-11-22.")
    private @Nullable LocalDate start;

    @Option(names = "--end", paramLabel = "DAY", description = "Last day.")
    private @Nullable LocalDate end;

    @Mixin
    private CallerOptions caller;

    @Override
    public Integer call() {
        if (out == null && format != Form.text) {
            System.err.println("Give --out FILE: this form is not for a terminal.");
            return 1;
        }
        try {
            HttpResponse<byte[]> answer = ask();
            if (answer.statusCode() != 200) {
                System.err.println(
                        "The gateway gives no access log: " + new String(answer.body(), StandardCharsets.UTF_8));
                return 1;
            }
            write(answer.body());
            return 0;
        } catch (ConnectException e) {
            System.err.println("No gateway answers at " + caller.base() + ".");
            return 2;
        } catch (IOException e) {
            System.err.println("Nothing was written: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 2;
        }
    }

    private HttpResponse<byte[]> ask() throws IOException, InterruptedException {
        String query = "?format=" + format.name()
                + (start == null ? "" : "&start=" + start)
                + (end == null ? "" : "&end=" + end);
        HttpRequest request = HttpRequest.newBuilder(URI.create(caller.base() + "/Patient/"
                        + URLEncoder.encode(patient, StandardCharsets.UTF_8) + "/$access-log" + query))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + caller.bearer("care").bearer())
                .build();
        return HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(5))
                .build()
                .send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private void write(byte[] content) throws IOException {
        Path file = out;
        if (file == null) {
            System.out.print(new String(content, StandardCharsets.UTF_8));
            return;
        }
        PrivateFiles.create(file);
        Files.write(file, content, StandardOpenOption.WRITE);
        System.err.println("Written to " + file + ".");
    }
}
