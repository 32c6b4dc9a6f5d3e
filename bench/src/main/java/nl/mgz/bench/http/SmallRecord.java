package nl.mgz.bench.http;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Of a patient's record a small part that stands on its own: the Patient, all that decides who may see the record, and some of the
 * rest. It refers to itself and to the directory and to nothing else.
 */
final class SmallRecord {

    /** Beside the Patient. A record that needs more to decide who may see it is no example. */
    private static final int MOST = 12;

    /** Beside the Patient, once what has to be there is there. */
    private static final int USUAL = 10;

    /** Whose facts speak of other resources of the record; they are left out. */
    private static final Set<String> ABOUT_TASKS = Set.of("TASK", "QUESTION", "MESSAGE");

    private static final List<String> REST = List.of(
            "Condition",
            "MedicationRequest",
            "MedicationStatement",
            "Observation",
            "AllergyIntolerance",
            "Encounter",
            "Flag");

    private static final String ALL = """
            select b.patient_id, b.resource_id, b.resource_type,
                   array (select distinct kind from mgz_consent_fact f where f.resource_id = b.resource_id),
                   array (select distinct m[1] from regexp_matches(
                       v.res_text_vc, '"reference":"[A-Za-z]+/([A-Za-z0-9.-]+)', 'g') m)
              from mgz_resource_binding b
              join mgz_patient_identity i on i.patient_id = b.patient_id
              join hfj_resource r on r.res_type = b.resource_type and r.fhir_id = b.resource_id
               and r.res_deleted_at is null
              join hfj_res_ver v on v.res_id = r.res_id and v.res_ver = r.res_ver
             where not exists (select from bench.clone c where c.patient = b.patient_id)
               and exists (select from mgz_consent_fact f where f.patient_id = b.patient_id and f.kind = 'CONSENT')
             order by md5(b.patient_id), b.resource_id
            """;

    private record Resource(String id, String type, Set<String> facts, Set<String> references) {

        boolean isAboutTasks() {
            return facts.stream().anyMatch(ABOUT_TASKS::contains);
        }
    }

    private SmallRecord() {}

    /** @return ids of resources by that of their Patient, of at most so many patients who have such a record */
    private static Map<String, List<String>> of(Connection connection, int most) throws SQLException {
        Map<String, Map<String, Resource>> records = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(ALL)) {
            while (rows.next()) {
                Resource one = new Resource(rows.getString(2), rows.getString(3), texts(rows, 4), texts(rows, 5));
                records.computeIfAbsent(rows.getString(1), patient -> new LinkedHashMap<>())
                        .put(one.id(), one);
            }
        }
        Map<String, List<String>> small = new HashMap<>();
        records.forEach((patient, record) -> {
            Set<String> part = part(patient, record);
            if (!part.isEmpty() && small.size() < most) {
                small.put(patient, List.copyOf(part));
            }
        });
        return small;
    }

    private static Set<String> texts(ResultSet rows, int column) throws SQLException {
        return Set.of((String[]) rows.getArray(column).getArray());
    }

    /** @return empty where what has to be there is too much */
    private static Set<String> part(String patient, Map<String, Resource> record) {
        Deque<String> needed = new ArrayDeque<>();
        needed.add(patient);
        record.values().stream()
                .filter(one -> !one.facts().isEmpty() && !one.isAboutTasks())
                .forEach(one -> needed.add(one.id()));
        Set<String> part = new LinkedHashSet<>();
        while (!needed.isEmpty()) {
            Resource one = record.get(needed.remove());
            if (one != null && part.add(one.id())) {
                needed.addAll(one.references());
            }
        }
        if (!part.contains(patient) || part.size() > 1 + MOST) {
            return Set.of();
        }
        fill(part, record);
        return part;
    }

    /** With one of each kind in turn, so that small records have some of everything. */
    private static void fill(Set<String> part, Map<String, Resource> record) {
        boolean more = true;
        while (more && part.size() < 1 + USUAL) {
            more = false;
            for (String type : REST) {
                Optional<Resource> next = record.values().stream()
                        .filter(one -> one.type().equals(type) && mayJoin(one, part, record))
                        .findFirst();
                if (next.isPresent() && part.size() < 1 + USUAL) {
                    part.add(next.get().id());
                    more = true;
                }
            }
        }
    }

    private static boolean mayJoin(Resource one, Set<String> part, Map<String, Resource> record) {
        return !part.contains(one.id())
                && !one.isAboutTasks()
                && one.references().stream().allMatch(id -> !record.containsKey(id) || part.contains(id));
    }

    /** Writes down which patients are examples and what of them is. */
    static void keep(Connection connection, int most) throws SQLException {
        List<String> patients = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        of(connection, most).forEach((patient, resources) -> {
            patients.addAll(Collections.nCopies(resources.size(), patient));
            ids.addAll(resources);
        });
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into bench.example (patient, resource_id)" + " select * from unnest(?::text[], ?::text[])")) {
            insert.setArray(1, array(connection, patients));
            insert.setArray(2, array(connection, ids));
            insert.executeUpdate();
        }
    }

    private static Array array(Connection connection, List<String> values) throws SQLException {
        return connection.createArrayOf("text", values.toArray());
    }
}
