package nl.mgz.gateway.fhir;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the data are ({@code mgz.database}).
 *
 * @param url JDBC address of the PostgreSQL database, {@code jdbc:postgresql://host:port/name}
 * @param user the application role: may read and write rows, may not change the schema
 * @param password of the application role
 * @param owner the role that owns the schema and migrates it; without it the gateway only verifies the schema
 * @param poolSize connections of this node
 */
@ConfigurationProperties("mgz.database")
public record DatabaseSettings(
        @Nullable String url,
        @DefaultValue("mgz_app") String user,
        @DefaultValue("") String password,
        @Nullable Owner owner,
        @DefaultValue("16") int poolSize) {

    /** @param user a role that may create tables; it needs no right to create roles */
    public record Owner(
            @DefaultValue("mgz_owner") String user,
            @DefaultValue("") String password) {

        @Override
        public String toString() {
            return user;
        }
    }

    public DatabaseSettings {
        if (poolSize < 1) {
            throw new IllegalArgumentException("mgz.database.pool-size must be 1 or more");
        }
    }

    /** The address without its parameters, one of which may be a password. */
    String printableUrl() {
        return String.valueOf(url).replaceAll("\\?.*$", "");
    }

    /** The settings print without their secrets. */
    @Override
    public String toString() {
        return "database " + printableUrl() + " as " + user + (owner == null ? "" : ", migrated by " + owner.user());
    }
}
