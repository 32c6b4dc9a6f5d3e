package nl.mgz.gateway.audit.seal;

import javax.sql.DataSource;
import nl.mgz.gateway.audit.proof.NoteKey;
import nl.mgz.gateway.identity.Ura;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who may cosign checkpoints. */
public final class Witnesses {

    private Witnesses() {}

    /**
     * In the transaction of the caller; a witness that is known gets the new key.
     *
     * @return false when there is no such partner, or the key is that of a log
     */
    public static boolean register(DataSource database, Ura ura, NoteKey key) {
        return key.kind() == NoteKey.Kind.WITNESS
                && new JdbcTemplate(database)
                                .update(
                                        "insert into mgz_audit_witness (ura, key) select ura, ? from mgz_partner where ura = ?"
                                                + " on conflict (ura) do update set key = excluded.key, since = now()",
                                        key.toString(),
                                        ura.value())
                        == 1;
    }
}
