package nl.mgz.gateway.consult;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.patient.BoundResources;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The Tasks by which organisations ask each other, as rows that are locked before anybody moves one. */
@Component
// Before the directory is written: what it says is asked here, and an uncommitted directory must not be remembered.
@Order(Ordered.HIGHEST_PRECEDENCE)
class ConsultationRows implements BoundResources {

    private final JdbcTemplate jdbc;
    private final Parties parties;
    private final Timers timers;

    ConsultationRows(JdbcTemplate jdbc, Parties parties, Timers timers) {
        this.jdbc = jdbc;
        this.parties = parties;
        this.timers = timers;
    }

    /** What the clock looks at. */
    record Row(
            String taskId,
            String patientId,
            String kind,
            Ura requester,
            String status,
            @Nullable String groupKey,
            @Nullable Instant due,
            boolean met) {

        TaskStatus taskStatus() {
            return TaskStatus.fromCode(status);
        }
    }

    /** Locks a row, and those of its group in the order in which others lock them; empty where its Task is gone. */
    Optional<Row> lock(String taskId) {
        return jdbc
                .query(
                        "select task_id, patient_id, kind, requester_ura, status, group_key, due, met"
                                + " from mgz_consultation where task_id = ? or group_key ="
                                + " (select group_key from mgz_consultation where task_id = ?) order by task_id for update",
                        (row, index) -> new Row(
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                new Ura(row.getString(4)),
                                row.getString(5),
                                row.getString(6),
                                row.getTimestamp(7) == null
                                        ? null
                                        : row.getTimestamp(7).toInstant(),
                                row.getBoolean(8)),
                        taskId,
                        taskId)
                .stream()
                .filter(row -> row.taskId().equals(taskId))
                .findFirst();
    }

    /** Says once that an owner was reminded. */
    boolean remind(String taskId, Instant at) {
        return jdbc.update(
                        "update mgz_consultation set reminded = ? where task_id = ? and reminded is null",
                        Timestamp.from(at),
                        taskId)
                == 1;
    }

    /** Says once that a term was missed. */
    boolean breach(String taskId, Instant at) {
        return jdbc.update(
                        "update mgz_consultation set breached = ? where task_id = ? and breached is null",
                        Timestamp.from(at),
                        taskId)
                == 1;
    }

    /** Those of a group that still wait. */
    List<String> waiting(String groupKey) {
        return jdbc.queryForList(
                "select task_id from mgz_consultation where group_key = ? and status in ('requested', 'received')"
                        + " order by task_id",
                String.class,
                groupKey);
    }

    /** How many requests services have that have not ended; one that has none is left out. */
    Map<String, Integer> open(Collection<String> serviceIds) {
        Map<String, Integer> open = new HashMap<>();
        jdbc.query(
                "select service_id, count(*) from mgz_consultation where service_id = any (?)"
                        + " and status in ('requested', 'received', 'accepted', 'in-progress', 'on-hold') group by service_id",
                statement ->
                        statement.setArray(1, statement.getConnection().createArrayOf("varchar", serviceIds.toArray())),
                row -> {
                    open.put(row.getString(1), row.getInt(2));
                });
        return open;
    }

    /**
     * Locks a Task and those of its group, in one order, until the transaction ends.
     *
     * @return the status of each as it is committed, by id
     */
    Map<String, String> lock(Task task, Ura requester) {
        Map<String, String> statuses = new HashMap<>();
        jdbc.query(
                "select task_id, status from mgz_consultation where task_id = ? or group_key = ? order by task_id for update",
                row -> {
                    statuses.put(row.getString(1), row.getString(2));
                },
                task.getIdElement().getIdPart(),
                groupKey(task, requester));
        return statuses;
    }

    /** The status of a Task now; empty where it is none by which organisations ask each other. */
    Optional<String> status(String taskId) {
        return jdbc.queryForList("select status from mgz_consultation where task_id = ?", String.class, taskId).stream()
                .findFirst();
    }

    private static @Nullable String groupKey(Task task, Ura requester) {
        Identifier group = task.getGroupIdentifier();
        return group.hasValue() ? requester.value() + " " + group.getSystem() + "|" + group.getValue() : null;
    }

    @Override
    public void stored(List<Bound> resources) {
        for (Bound bound : resources) {
            Ura author = new Ura(bound.binding().authorUra());
            if (bound.resource() instanceof Task task && parties.coordinates(task, author)) {
                store(task, author, String.valueOf(bound.binding().patientId()));
            }
        }
    }

    private void store(Task task, Ura requester, String patientId) {
        String id = task.getIdElement().getIdPart();
        Optional<Instant> due = TaskMarks.due(task);
        jdbc.update(
                "insert into mgz_consultation (task_id, patient_id, kind, requester_ura, owner_ura, group_key, status,"
                        + " service_id, due, met) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (task_id) do update set"
                        + " owner_ura = excluded.owner_ura, group_key = excluded.group_key, status = excluded.status,"
                        + " service_id = excluded.service_id, due = excluded.due,"
                        + " met = mgz_consultation.met or excluded.met",
                id,
                patientId,
                ConsultationKind.of(task.getCode()).map(ConsultationKind::code).orElse("other"),
                requester.value(),
                parties.organization(task.getOwner()).map(Ura::value).orElse(""),
                groupKey(task, requester),
                task.getStatus().toCode(),
                Services.asked(task)
                        .map(service -> service.getReferenceElement().getIdPart())
                        .orElse(null),
                due.map(Timestamp::from).orElse(null),
                isThere(task));
        if (due.isPresent() && task.getStatus() == TaskStatus.REQUESTED) {
            timers.set(id, due.get());
        }
    }

    /** Whether the team is where it was asked to come. */
    private static boolean isThere(Task task) {
        return Stream.of("on-site", "left")
                .anyMatch(code -> task.getBusinessStatus().hasCoding(ConsultationStatus.SYSTEM, code));
    }

    @Override
    public void deleted(String resourceId) {
        jdbc.update("delete from mgz_consultation where task_id = ?", resourceId);
    }
}
