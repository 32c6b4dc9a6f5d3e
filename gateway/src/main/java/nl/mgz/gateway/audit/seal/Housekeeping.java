package nl.mgz.gateway.audit.seal;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import nl.mgz.gateway.audit.proof.SignedNote;
import nl.mgz.gateway.identity.crypto.TimeStamps;
import nl.mgz.gateway.identity.crypto.UnusableFileException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** What the trail needs now and then: tables for the months to come, and times on its checkpoints from somebody else. */
@Component
final class Housekeeping {

    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int LARGEST_ANSWER = 100_000;

    private final SealStore store;
    private final AuditSettings settings;
    private final @Nullable TimeStamps stamps;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private boolean told;

    Housekeeping(DataSource source, AuditSettings settings) {
        this.store = new SealStore(source);
        this.settings = settings;
        this.stamps = stamps(settings);
    }

    private static @Nullable TimeStamps stamps(AuditSettings settings) {
        if (settings.timestampUrl() == null) {
            return null;
        }
        if (settings.timestampCertificates() == null) {
            throw new UnusableFileException(
                    "mgz.audit.timestamp-url is set and mgz.audit.timestamp-certificates is not: whose time stamps count?");
        }
        return TimeStamps.trusting(settings.timestampCertificates());
    }

    @Scheduled(fixedDelay = 12 * 60, initialDelay = 1, timeUnit = TimeUnit.MINUTES)
    void monthsAhead() {
        store.monthsAhead();
    }

    /** A checkpoint that misses its time stamp is covered by that of a later one. */
    @Scheduled(
            fixedDelayString = "${mgz.audit.timestamp-every:1m}",
            initialDelayString = "${mgz.audit.timestamp-every:1m}")
    void stamp() {
        TimeStamps authority = stamps;
        if (authority == null) {
            return;
        }
        try {
            store.unstamped().ifPresent(one -> stamp(one, authority));
        } catch (RuntimeException e) {
            tell(e.getClass().getSimpleName());
        }
    }

    private void stamp(SealStore.Stored checkpoint, TimeStamps authority) {
        TimeStamps.Request request =
                TimeStamps.request(SignedNote.parse(checkpoint.note()).digest());
        try {
            HttpResponse<byte[]> response = http.send(
                    HttpRequest.newBuilder(settings.timestampUrl())
                            .timeout(PATIENCE)
                            .header("Content-Type", "application/timestamp-query")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(request.encoded()))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200 || response.body().length > LARGEST_ANSWER) {
                tell("it answers with status " + response.statusCode());
                return;
            }
            TimeStamps.Checked checked = authority.response(response.body(), request);
            if (checked instanceof TimeStamps.Stamped stamped) {
                store.stamp(checkpoint.size(), stamped.token());
                told = false;
            } else {
                tell(String.valueOf(checked));
            }
        } catch (IOException e) {
            tell(e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(String why) {
        if (!told) {
            LOG.warn("The time stamp authority puts no time on the audit trail's checkpoints: {}", why);
            told = true;
        }
    }
}
