package nl.mgz.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import org.springframework.jdbc.core.JdbcTemplate;

/** What is in the database, whatever the API says of it. */
final class Stored {

    private final JdbcTemplate jdbc;

    Stored(Gateway gateway) {
        this.jdbc = gateway.bean(JdbcTemplate.class);
    }

    /** Every version of every resource, and every binding and BSN: anything that a write could leave behind. */
    private List<Long> rows() {
        return List.of("hfj_resource", "hfj_res_ver", "mgz_resource_binding", "mgz_patient_identity").stream()
                .map(table -> jdbc.queryForObject("select count(*) from " + table, Long.class))
                .toList();
    }

    /** Does something that must not store anything. */
    Gateway.Answer nothingBy(Supplier<Gateway.Answer> request) {
        List<Long> before = rows();
        Gateway.Answer answer = request.get();
        assertThat(rows())
                .as("rows after %s %s", answer.status(), answer.text())
                .isEqualTo(before);
        return answer;
    }

    String patientOf(String resourceId) {
        return jdbc
                .queryForList(
                        "select patient_id from mgz_resource_binding where resource_id = ?", String.class, resourceId)
                .stream()
                .findFirst()
                .orElse("no binding");
    }

    String categoryOf(String resourceId) {
        return jdbc.queryForObject(
                "select category from mgz_resource_binding where resource_id = ?", String.class, resourceId);
    }

    String authorOf(String resourceId) {
        return jdbc.queryForObject(
                "select author_ura from mgz_resource_binding where resource_id = ?", String.class, resourceId);
    }

    /** Resources of types that are about a patient, for which no row says which patient. */
    List<String> unbound() {
        String types = ServedTypes.all().stream()
                .filter(type -> type.aboutPatient() || type.kind() == ServedType.Kind.PATIENT)
                .map(type -> "'" + type.name() + "'")
                .collect(Collectors.joining(","));
        return jdbc.queryForList(
                "select r.res_type || '/' || r.fhir_id from hfj_resource r where r.res_deleted_at is null"
                        + " and r.res_type in (" + types + ") and not exists (select 1 from mgz_resource_binding b"
                        + " where b.resource_id = r.fhir_id and b.patient_id is not null)",
                String.class);
    }
}
