package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.sql.DataSource;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.Person;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.refusal.RefusedException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The parameter {@code _page} of a link to another page: the search and where it goes on, readable by nobody, good for an
 * hour and for the caller who got it. It holds no result: what may be seen is decided again for each page.
 */
@Component
class PageLinks {

    static final String PARAMETER = "_page";

    private static final Duration GOOD_FOR = Duration.ofHours(1);
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private static final int KEY_BYTES = 32;
    private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

    private final SecureRandom random = new SecureRandom();
    private final ObjectMapper json = new ObjectMapper();
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final Clock clock;
    private volatile byte[] key = new byte[0];

    PageLinks(JdbcTemplate jdbc, DataSource source, Clock clock) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
        this.clock = clock;
    }

    /** @param what what the link is for: a type, or an operation on somebody */
    String write(String what, Map<String, String[]> parameters, int offset, Caller caller) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("what", what);
        page.put("parameters", parameters);
        page.put("offset", offset);
        page.put("caller", holder(caller));
        page.put("until", clock.instant().plus(GOOD_FOR).getEpochSecond());
        try {
            byte[] nonce = new byte[NONCE];
            random.nextBytes(nonce);
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(json.writeValueAsBytes(page));
            byte[] all = ByteBuffer.allocate(NONCE + sealed.length)
                    .put(nonce)
                    .put(sealed)
                    .array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(all);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("a page link cannot be written", e);
        }
    }

    /**
     * The parameters of the search that a link goes on with, its offset among them; the parameters as they are where there is
     * no link.
     */
    Map<String, String[]> read(String what, RequestDetails request) {
        Map<String, String[]> asked = request.getParameters();
        String[] token = asked.get(PARAMETER);
        if (token == null) {
            return asked;
        }
        Map<String, Object> page = open(token[0]);
        boolean mine = what.equals(page.get("what"))
                && holder(FrontDoor.caller(request)).equals(page.get("caller"))
                && ((Number) page.getOrDefault("until", 0)).longValue()
                        > clock.instant().getEpochSecond();
        if (!mine) {
            throw notAPage();
        }
        Map<String, String[]> parameters = new LinkedHashMap<>();
        if (page.get("parameters") instanceof Map<?, ?> kept) {
            kept.forEach((name, values) -> parameters.put(
                    String.valueOf(name),
                    ((List<?>) values).stream().map(String::valueOf).toArray(String[]::new)));
        }
        parameters.put("_offset", new String[] {String.valueOf(page.get("offset"))});
        return parameters;
    }

    private static String holder(Caller caller) {
        return String.join(
                "\n",
                caller.clientId(),
                caller.organization().value(),
                caller.person().map(Person::id).orElse(""),
                caller.purpose().name());
    }

    private Map<String, Object> open(String token) {
        try {
            byte[] all = Base64.getUrlDecoder().decode(token);
            if (all.length <= NONCE) {
                throw notAPage();
            }
            byte[] nonce = java.util.Arrays.copyOf(all, NONCE);
            return json.readValue(cipher(Cipher.DECRYPT_MODE, nonce).doFinal(all, NONCE, all.length - NONCE), TREE);
        } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
            throw notAPage();
        }
    }

    /** The same for another's, an old and a broken link. */
    private static RefusedException notAPage() {
        return Refusal.of(
                        ErrorCode.PARAMETER_INVALID,
                        "This is no page of yours, or it is older than an hour: do the search again")
                .asException();
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key(), "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    /** One for all nodes, made by whichever needs it first. */
    private byte[] key() {
        if (key.length == 0) {
            byte[] fresh = new byte[KEY_BYTES];
            random.nextBytes(fresh);
            transaction.executeWithoutResult(status ->
                    jdbc.update("insert into mgz_page_key (key) values (?) on conflict do nothing", (Object) fresh));
            key = java.util.Objects.requireNonNull(jdbc.queryForObject("select key from mgz_page_key", byte[].class));
        }
        return key;
    }
}
