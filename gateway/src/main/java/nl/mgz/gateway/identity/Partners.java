package nl.mgz.gateway.identity;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import nl.mgz.gateway.identity.outgoing.WebAddress;
import nl.mgz.gateway.sql.AskedTogether;
import nl.mgz.gateway.sql.OneOf;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Who takes part in the region. It is asked again at each request, so that suspending somebody takes effect at the next
 * one, on every node; or what was known is held against the register's revision, which is read with what the request is about.
 */
public final class Partners {

    /** Some professional or other. */
    private static final String PROFESSIONAL = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-care-role|begeleider";

    private static final String SELECT = "select c.id, c.ura, p.name, p.kind, c.jwks, c.jwks_url, c.scopes,"
            + " p.suspended is not null or c.suspended is not null as suspended, d.revision"
            + " from mgz_client c join mgz_partner p on p.ura = c.ura cross join mgz_directory_state d";

    private static final int LONGEST_ID = 100;

    private static final int MOST_KNOWN = 10_000;

    private final JdbcTemplate database;

    private final TransactionTemplate transaction;

    private final AskedTogether<String, Standing> active = new AskedTogether<>(this::active);

    private final Cache<String, Standing> known =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).build();

    public Partners(DataSource source) {
        this(source, new JdbcTemplate(source));
    }

    /** @param database by which single statements go */
    Partners(DataSource source, JdbcTemplate database) {
        this.database = database;
        this.transaction = new TransactionTemplate(new DataSourceTransactionManager(source));
    }

    /**
     * That a client took part.
     *
     * @param revision of the directory, read in one look with the client: it moves with each change of the register
     */
    record Standing(Partner partner, long revision) {}

    /**
     * A client as an operator sees it.
     *
     * @param kind code of an {@link OrganizationKind}
     */
    public record Registered(String clientId, Ura ura, String name, String kind, String scopes, boolean suspended) {}

    /**
     * A client to register.
     *
     * @param jwks public keys as a JWK set, no private part; null where there is an address of them
     * @param jwksUrl where the client keeps them; null where they are here
     */
    public record Registration(
            String clientId,
            Ura ura,
            String name,
            OrganizationKind kind,
            @Nullable String jwks,
            @Nullable String jwksUrl,
            String scopes) {

        /** With its keys. */
        public Registration(String clientId, Ura ura, String name, OrganizationKind kind, String jwks, String scopes) {
            this(clientId, ura, name, kind, jwks, null, scopes);
        }
    }

    /** @return empty for an unknown client, and for one that is suspended or whose organisation is */
    Optional<Partner> active(String clientId) {
        // A stranger may name anything; what no client is called is asked of nobody.
        if (clientId.isEmpty() || clientId.length() > LONGEST_ID || clientId.indexOf(0) >= 0) {
            return Optional.empty();
        }
        Standing now = active.of(List.of(clientId)).get(clientId);
        if (now == null) {
            known.invalidate(clientId);
            return Optional.empty();
        }
        known.put(clientId, now);
        return Optional.of(now.partner());
    }

    /** What was known of a client when it was asked for last, here; it may be suspended since. */
    Optional<Standing> known(String clientId) {
        return Optional.ofNullable(known.getIfPresent(clientId));
    }

    private Map<String, Standing> active(Collection<String> clientIds) {
        Map<String, Standing> found = new HashMap<>();
        database.query(
                SELECT + " where c.id = " + OneOf.TEXTS + " and c.suspended is null and p.suspended is null",
                OneOf.these(clientIds),
                row -> {
                    found.put(
                            row.getString("id"),
                            new Standing(
                                    new Partner(
                                            row.getString("id"),
                                            new Ura(row.getString("ura")),
                                            row.getString("name"),
                                            OrganizationKind.valueOf(row.getString("kind")),
                                            row.getString("jwks"),
                                            row.getString("jwks_url"),
                                            row.getString("scopes")),
                                    row.getLong("revision")));
                });
        return found;
    }

    /**
     * A client's organisation as it asks through a professional of its own, for what it is told without asking: the purpose is
     * treatment, and for who watches over privacy the review of records.
     *
     * @return empty for an unknown client, and for one that is suspended or whose organisation is
     */
    public Optional<Caller> unasked(String clientId) {
        return active(clientId).map(partner -> {
            Purpose purpose = partner.kind() == OrganizationKind.PRIVACY ? Purpose.HCOMPL : Purpose.TREAT;
            Person professional = new Person(clientId, partner.name(), PROFESSIONAL);
            return new Caller(
                    partner,
                    "unasked",
                    new Caller.Statement(purpose, professional, null, null, false),
                    Scopes.of(partner.scopes()));
        });
    }

    /** Adds a client, and its organisation where that is new; what is there already gets the new values. */
    public void register(Registration registration) {
        checkKeys(registration.jwks(), registration.jwksUrl());
        for (String scope : registration.scopes().strip().split("\\s+")) {
            if (!Scopes.wellFormed(scope)) {
                throw new IllegalArgumentException("not a SMART v2 system scope: " + scope);
            }
        }
        transaction.executeWithoutResult(status -> store(registration));
    }

    private static void checkKeys(@Nullable String jwks, @Nullable String url) {
        if ((jwks == null) == (url == null)) {
            throw new IllegalArgumentException("a client has its keys here or at an address: one of the two");
        }
        if (jwks != null) {
            PublicKeys.check(jwks);
        }
        if (url != null) {
            WebAddress.https(url);
        }
    }

    private void store(Registration registration) {
        database.update(
                "insert into mgz_partner (ura, name, kind) values (?, ?, ?)"
                        + " on conflict (ura) do update set name = excluded.name, kind = excluded.kind",
                registration.ura().value(),
                registration.name(),
                registration.kind().name());
        database.update(
                "insert into mgz_client (id, ura, jwks, jwks_url, scopes) values (?, ?, ?, ?, ?)"
                        + " on conflict (id) do update set ura = excluded.ura, jwks = excluded.jwks,"
                        + " jwks_url = excluded.jwks_url, scopes = excluded.scopes",
                registration.clientId(),
                registration.ura().value(),
                registration.jwks(),
                registration.jwksUrl(),
                registration.scopes().strip());
    }

    /** Lets an app of patients ask for one patient, until a moment. */
    public void grant(String clientId, String patientId, Instant until) {
        transaction.executeWithoutResult(status -> database.update(
                "insert into mgz_patient_grant (client_id, patient_id, until) values (?, ?, ?)"
                        + " on conflict (client_id, patient_id) do update set until = excluded.until",
                clientId,
                patientId,
                Timestamp.from(until)));
    }

    /** Whether an app of patients may ask for this patient now. */
    public boolean granted(String clientId, String patientId) {
        return Boolean.TRUE.equals(database.queryForObject(
                "select exists (select from mgz_patient_grant where client_id = ? and patient_id = ? and until > now())",
                Boolean.class,
                clientId,
                patientId));
    }

    /** @return false when no such organisation is registered */
    public boolean suspend(Ura ura, boolean suspended) {
        return changesOne(
                "update mgz_partner set suspended = case when ? then now() end where ura = ?", suspended, ura.value());
    }

    public List<Registered> all() {
        return database.query(
                SELECT + " order by c.ura, c.id",
                (row, number) -> new Registered(
                        row.getString("id"),
                        new Ura(row.getString("ura")),
                        row.getString("name"),
                        OrganizationKind.valueOf(row.getString("kind")).code(),
                        row.getString("scopes"),
                        row.getBoolean("suspended")));
    }

    /**
     * Remembers that an assertion was used, on every node and after a restart.
     *
     * @return false when it was used before
     */
    boolean firstUse(String clientId, String jti, Instant expires) {
        return changesOne(
                "insert into mgz_assertion_used (client_id, jti, expires) values (?, ?, ?) on conflict do nothing",
                clientId,
                jti,
                Timestamp.from(expires));
    }

    private boolean changesOne(String sql, Object... values) {
        return Boolean.TRUE.equals(transaction.execute(status -> database.update(sql, values) == 1));
    }

    /** An assertion that has expired is refused for that: its use need not be remembered longer. */
    @Scheduled(fixedDelay = 10, initialDelay = 10, timeUnit = TimeUnit.MINUTES)
    void forgetExpiredAssertions() {
        transaction.executeWithoutResult(status ->
                database.update("delete from mgz_assertion_used where expires < now() - interval '10 minutes'"));
    }
}
