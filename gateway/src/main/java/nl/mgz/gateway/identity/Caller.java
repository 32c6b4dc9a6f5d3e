package nl.mgz.gateway.identity;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: the organisation that the gateway knows, the person that the organisation names, and what for. Only
 * {@link Authentication} makes one.
 */
public final class Caller {

    private final Partner partner;
    private final String tokenId;
    private final Statement statement;
    private final Scopes scopes;

    Caller(Partner partner, String tokenId, Statement statement, Scopes scopes) {
        this.partner = partner;
        this.tokenId = tokenId;
        this.statement = statement;
        this.scopes = scopes;
    }

    /**
     * What the organisation states under its signature about one request or a few.
     *
     * @param person who acts; null for a system that sends by itself
     * @param responsible under whose mandate the person acts
     * @param call id of the call that a triage service has open
     * @param breakGlass whether the organisation lets this person break the glass in an emergency
     */
    public record Statement(
            Purpose purpose,
            @Nullable Person person,
            @Nullable Person responsible,
            @Nullable String call,
            boolean breakGlass) {}

    /** Its organisation is the author of what it writes. */
    public Ura organization() {
        return partner.ura();
    }

    public String organizationName() {
        return partner.name();
    }

    public OrganizationKind kind() {
        return partner.kind();
    }

    public String clientId() {
        return partner.clientId();
    }

    public Purpose purpose() {
        return statement.purpose();
    }

    public Optional<Person> person() {
        return Optional.ofNullable(statement.person());
    }

    public Optional<Person> responsible() {
        return Optional.ofNullable(statement.responsible());
    }

    public Optional<String> call() {
        return Optional.ofNullable(statement.call());
    }

    /** Whether its organisation lets this person break the glass in an emergency. */
    public boolean mayBreakGlass() {
        return statement.breakGlass();
    }

    public Scopes scopes() {
        return scopes;
    }

    /** The jti of the access token. */
    public String tokenId() {
        return tokenId;
    }
}
