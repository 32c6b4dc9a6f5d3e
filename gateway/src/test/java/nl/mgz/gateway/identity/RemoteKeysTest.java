package nl.mgz.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How long fetched keys count, and how often they are fetched. */
class RemoteKeysTest {

    private static final String URL = "https://keys.example.nl/jwks";

    private Instant now = Instant.parse("2026-05-01T10:00:00Z");
    private int fetches;
    private RemoteKeys.Source source;
    private RemoteKeys keys;
    private ECKey first;
    private ECKey second;

    @BeforeEach
    void start() throws Exception {
        first = new ECKeyGenerator(Curve.P_384).keyID("first").generate();
        second = new ECKeyGenerator(Curve.P_384).keyID("second").generate();
        publishes(first);
        keys = new RemoteKeys(
                url -> {
                    fetches++;
                    return source.fetch(url);
                },
                new Clock() {
                    @Override
                    public ZoneId getZone() {
                        return ZoneOffset.UTC;
                    }

                    @Override
                    public Clock withZone(ZoneId zone) {
                        return this;
                    }

                    @Override
                    public Instant instant() {
                        return now;
                    }
                });
    }

    private void publishes(ECKey key) {
        source = url -> new JWKSet(key.toPublicJWK()).toString();
    }

    private void isDown() {
        source = url -> {
            throw new IOException("down");
        };
    }

    private boolean has(String id) {
        return of("client", id).map(set -> set.getKeyByKeyId(id) != null).orElse(false);
    }

    private Optional<JWKSet> of(String client, String id) {
        return keys.of(client, URL, Set.of(id));
    }

    private void later(Duration time) {
        now = now.plus(time);
    }

    @Test
    void theyCountForTenMinutesWithoutAskingAgain() {
        assertThat(has("first")).isTrue();
        later(Duration.ofMinutes(9));
        assertThat(has("first")).isTrue();
        assertThat(fetches).isEqualTo(1);
        later(Duration.ofMinutes(1));
        assertThat(has("first")).isTrue();
        assertThat(fetches).isEqualTo(2);
    }

    @Test
    void aNewKeyIsFoundAtItsFirstUse() {
        assertThat(has("first")).isTrue();
        publishes(second);
        assertThat(has("second")).isTrue();
        assertThat(has("first")).as("what is gone there is gone here").isFalse();
    }

    @Test
    void keysThatAreNotThereAreAskedForOnceAMinuteForEachClient() {
        assertThat(has("first")).isTrue();
        for (int i = 0; i < 50; i++) {
            assertThat(has("nonsense-" + i)).isFalse();
        }
        assertThat(fetches).isEqualTo(2);
        later(Duration.ofMinutes(1));
        assertThat(has("nonsense")).isFalse();
        assertThat(fetches).isEqualTo(3);
        of("another", "first");
        assertThat(fetches).isEqualTo(4);
    }

    @Test
    void aHostThatIsDownIsNotAskedEachTime() {
        isDown();
        for (int i = 0; i < 50; i++) {
            assertThat(has("first")).isFalse();
        }
        assertThat(fetches).isEqualTo(1);
        publishes(first);
        later(Duration.ofMinutes(1));
        assertThat(has("first")).isTrue();
    }

    @Test
    void whatAHostThatIsDownSaidLastCountsForADay() {
        assertThat(has("first")).isTrue();
        isDown();
        later(Duration.ofHours(23));
        assertThat(has("first")).isTrue();
        later(Duration.ofHours(1));
        assertThat(has("first")).isFalse();
    }

    @Test
    void aSetWithAPrivateKeyIsNone() {
        source = url -> new JWKSet(first).toString(false);
        assertThat(has("first")).isFalse();
    }

    @Test
    void whatIsNoSetOfKeysIsNone() {
        for (String wrong : new String[] {
            "", "<html>", "{}", "{\"keys\":[]}", "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\",\"kid\":\"first\"}]}"
        }) {
            source = url -> wrong;
            assertThat(has("first")).as(wrong).isFalse();
            later(Duration.ofMinutes(1));
        }
    }
}
