package nl.mgz.bench.http;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What both servers hold and are asked about.
 *
 * @param own number of the practice that asks
 * @param conditions ids of Conditions that the practice wrote
 * @param mine ids of patients about whom it wrote some
 * @param everybody ids of all patients
 */
record Region(String own, List<String> conditions, List<String> mine, List<String> everybody) {

    static Region of(Both both) throws SQLException {
        String database = both.database();
        String own = Sql.column(database, "select ura from mgz_client where id like '%hp-kerkezijl'")
                .get(0)
                .strip();
        List<String> conditions = Sql.column(
                database,
                "select resource_id from mgz_resource_binding where resource_type = 'Condition' and author_ura = ?",
                own);
        List<String> mine = Sql.column(
                database,
                "select distinct patient_id from mgz_resource_binding"
                        + " where resource_type = 'Condition' and author_ura = ?",
                own);
        // What an earlier run on this folder pushed is at one of the two only.
        Set<String> copied = new HashSet<>(Sql.column(
                both.plain(), "select fhir_id from hfj_resource where res_type in ('Condition', 'Patient')"));
        conditions.retainAll(copied);
        mine.retainAll(copied);
        List<String> everybody = Sql.column(database, "select patient_id from mgz_patient_identity");
        everybody.retainAll(copied);
        return new Region(own, conditions, mine, everybody);
    }

    /** Of the practice's patients who have more Conditions of the practice than that. */
    List<String> withMoreConditionsThan(String database, int few) throws SQLException {
        List<String> patients = Sql.column(
                database,
                "select patient_id from mgz_resource_binding where resource_type = 'Condition' and author_ura = ?"
                        + " group by patient_id having count(*) > " + few,
                own);
        patients.retainAll(mine);
        return patients;
    }

    /** Of the practice's patients whose Conditions are all of the practice: it may see each of them. */
    List<String> withOwnConditionsOnly(String database) throws SQLException {
        List<String> patients = Sql.column(
                database,
                "select patient_id from mgz_resource_binding where resource_type = 'Condition'"
                        + " group by patient_id having bool_and(author_ura = ?)",
                own);
        patients.retainAll(mine);
        return patients;
    }

    /**
     * What to ask of each of the practice's patients to find something of theirs by a code.
     *
     * @param parameter of the search
     * @param path to the code in a resource, as PostgreSQL writes it
     * @return the ends of searches, from the patient on
     */
    List<String> searches(String database, String type, String parameter, String path) throws SQLException {
        List<String> found = Sql.column(
                database,
                "select distinct on (b.patient_id) b.patient_id || '&%s=' || (v.res_text_vc::json #>> '%s')"
                                .formatted(parameter, path)
                        + " from mgz_resource_binding b"
                        + " join hfj_resource r on r.res_type = b.resource_type and r.fhir_id = b.resource_id"
                        + " join hfj_res_ver v on v.res_id = r.res_id and v.res_ver = r.res_ver"
                        + " where b.resource_type = ? and b.author_ura = ? and r.res_deleted_at is null"
                        + " and v.res_text_vc::json #>> '%s' is not null".formatted(path)
                        + " order by b.patient_id, b.resource_id",
                type,
                own);
        found.removeIf(one -> !mine.contains(one.replaceFirst("&.*", "")));
        return found;
    }
}
