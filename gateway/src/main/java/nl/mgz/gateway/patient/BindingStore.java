package nl.mgz.gateway.patient;

import java.sql.PreparedStatement;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nl.mgz.gateway.sql.OneOf;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The bindings as rows, written in one statement with the change that they belong to. */
@Component
class BindingStore {

    private static final String UPSERT = """
            insert into mgz_resource_binding (resource_id, resource_type, patient_id, author_ura, category)
            values (?, ?, ?, ?, ?)
            on conflict (resource_id) do update set patient_id = excluded.patient_id, category = excluded.category
            """;

    private final JdbcTemplate jdbc;

    BindingStore(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    void save(List<Binding> bindings) {
        jdbc.batchUpdate(UPSERT, bindings, bindings.size(), BindingStore::fill);
    }

    private static void fill(PreparedStatement statement, Binding binding) throws java.sql.SQLException {
        statement.setString(1, binding.resourceId());
        statement.setString(2, binding.resourceType());
        statement.setString(3, binding.patientId());
        statement.setString(4, binding.authorUra());
        statement.setString(5, binding.category().code());
    }

    /** The patient of each of these resources that is about one; ids that are about nobody or unknown are left out. */
    Map<String, String> patientsOf(Collection<String> resourceIds) {
        return column("patient_id", resourceIds);
    }

    /** By resource; what nobody is known to have written first is not among them. */
    Map<String, String> authorsOf(Collection<String> resourceIds) {
        return column("author_ura", resourceIds);
    }

    private Map<String, String> column(String name, Collection<String> resourceIds) {
        Map<String, String> values = new HashMap<>();
        if (!resourceIds.isEmpty()) {
            jdbc.query(
                    "select resource_id, " + name + " from mgz_resource_binding where " + name
                            + " is not null and resource_id = " + OneOf.TEXTS,
                    OneOf.these(resourceIds),
                    row -> {
                        values.put(row.getString(1), row.getString(2));
                    });
        }
        return values;
    }

    Optional<Bsn> bsnOf(String patientId) {
        return jdbc
                .queryForList("select bsn from mgz_patient_identity where patient_id = ?", String.class, patientId)
                .stream()
                .findFirst()
                .flatMap(Bsn::parse);
    }
}
