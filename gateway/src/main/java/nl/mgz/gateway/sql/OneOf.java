package nl.mgz.gateway.sql;

import java.util.Collection;
import org.springframework.jdbc.core.PreparedStatementSetter;

/**
 * Some texts that a statement asks about, put so that PostgreSQL plans the statement once. Where the planner sees how many there
 * are, it finds a plan for just as many cheaper than the one that it has, and so plans each time: that takes longer than to look
 * up a row (https://www.postgresql.org/docs/17/sql-prepare.html#SQL-PREPARE-NOTES). Behind a subquery it does not see it.
 */
public final class OneOf {

    /** In the place of a parameter that is an array of texts. */
    public static final String ARRAY = "(select ?::varchar[])";

    /** After a column and an equals sign. */
    public static final String TEXTS = "any (" + ARRAY + "::varchar[])";

    private OneOf() {}

    /** For a statement of which the texts are the only parameter. */
    public static PreparedStatementSetter these(Collection<String> texts) {
        return statement -> statement.setArray(1, statement.getConnection().createArrayOf("varchar", texts.toArray()));
    }
}
