package nl.mgz.bench.http;

import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamToken;
import java.sql.Array;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a region larger with SQL alone: clones of small records, each with ids and a BSN of its own. What a read looks at is there as if
 * it had been pushed; history, events and the trail are not. Which record was cloned into which stands in the schema {@code bench},
 * at which the gateway does not look.
 */
final class Growth {

    private static final int TEMPLATES = 200;
    private static final int AT_ONCE = 1_000;
    private static final String BSN = "http://fhir.nl/fhir/NamingSystem/bsn";

    /** Numbers that neither the region nor {@link Pushes} gives out. */
    private static final int FIRST_BSN = 800_000_000;

    private static final String SCHEMA = """
            create schema if not exists bench;
            create table if not exists bench.example (
                patient text not null, resource_id text not null, primary key (patient, resource_id));
            create table if not exists bench.clone (
                number integer primary key, template text not null, patient text not null unique, bsn text not null,
                olds text[] not null, news text[] not null);
            create or replace function bench.swap(said text, olds text[], news text[]) returns text
            language plpgsql immutable strict parallel safe as $$
            begin
                for i in 1..array_length(olds, 1) loop
                    said := replace(said, olds[i], news[i]);
                end loop;
                return said;
            end $$;
            create temp table batch (
                number integer, template text, bsn text, by_value bigint, by_both bigint,
                old_bsn text, old_by_value bigint, old_by_both bigint, patient text, olds text[], news text[]);
            create temp table map (
                number integer, template text, old_id text, new_id text, old_pid bigint, new_pid bigint,
                old_version bigint, new_version bigint, written bigint);
            create index on map (number, old_pid);
            """;

    /** One value of a sequence for each row: HAPI takes fifty with each, so ours is in a range that nobody else has. */
    private static final String MAP = """
            insert into map
            select b.number, b.template, e.resource_id, gen_random_uuid()::text, r.res_id, nextval('seq_resource_id'),
                   v.pid, nextval('seq_resource_history_id'), nextval('mgz_writing')
              from batch b
              join bench.example e on e.patient = b.template
              join mgz_resource_binding g on g.resource_id = e.resource_id
              join hfj_resource r on r.res_type = g.resource_type and r.fhir_id = g.resource_id
              join hfj_res_ver v on v.res_id = r.res_id and v.res_ver = r.res_ver
            """;

    private static final String WORDS = """
            update batch b set patient = m.patient, olds = m.olds || b.old_bsn, news = m.news || b.bsn
              from (select number, max(new_id) filter (where old_id = template) as patient,
                           array_agg(old_id order by old_id) as olds, array_agg(new_id order by old_id) as news
                      from map group by number) m
             where m.number = b.number
            """;

    private final Connection connection;

    private Growth(Connection connection) {
        this.connection = connection;
    }

    /** Grows a region to so many patients; does nothing where it has them. */
    static void to(int patients, String jdbcUrl) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl)) {
            Growth growth = new Growth(connection);
            growth.run(SCHEMA);
            growth.grow(patients);
        }
    }

    /** Ids of clones by chance, the same order each time, each with that of the patient it was made of. */
    static Map<String, String> clones(String jdbcUrl) throws SQLException {
        Map<String, String> clones = new LinkedHashMap<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select patient, template from bench.clone order by md5(patient)")) {
            while (rows.next()) {
                clones.put(rows.getString(1), rows.getString(2));
            }
        }
        return clones;
    }

    /** The ids of a clone's resources under those that they were made of. */
    static Map<String, String> ids(String jdbcUrl, String patient) throws SQLException {
        Map<String, String> ids = new HashMap<>();
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                PreparedStatement statement = connection.prepareStatement(
                        "select m.was, m.becomes from bench.clone c, unnest(c.olds, c.news) as m(was, becomes) where c.patient = ?")) {
            statement.setString(1, patient);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.put(rows.getString(1), rows.getString(2));
                }
            }
        }
        return ids;
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private int number(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void grow(int patients) throws SQLException {
        int missing = patients - number("select count(*) from mgz_patient_identity");
        if (missing <= 0) {
            return;
        }
        if (number("select count(*) from bench.example") == 0) {
            SmallRecord.keep(connection, TEMPLATES);
        }
        List<String> templates = templates();
        if (templates.isEmpty()) {
            throw new SQLException("no patient of the region has a small record that can be cloned");
        }
        // What is loaded here can be loaded again: it need not be on disk before the next batch begins.
        run("set synchronous_commit = off");
        logSize("set max_wal_size = '8GB'");
        try {
            for (int done = 0; done < missing; done += AT_ONCE) {
                batch(templates, Math.min(AT_ONCE, missing - done));
                if (done / AT_ONCE % 4 == 0) {
                    System.err.printf("grown by %d of %d patients%n", Math.min(done + AT_ONCE, missing), missing);
                }
            }
        } finally {
            connection.setAutoCommit(true);
            logSize("reset max_wal_size");
        }
        run("vacuum analyze");
        run("checkpoint");
    }

    /** With little room for its log PostgreSQL writes most pages whole, again and again. */
    private void logSize(String change) throws SQLException {
        run("alter system " + change);
        run("select pg_reload_conf()");
    }

    private List<String> templates() throws SQLException {
        List<String> templates = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select distinct patient from bench.example order by 1")) {
            while (rows.next()) {
                templates.add(rows.getString(1));
            }
        }
        return templates;
    }

    private void batch(List<String> templates, int size) throws SQLException {
        connection.setAutoCommit(false);
        run("truncate batch, map");
        people(templates, size);
        run(MAP);
        run("analyze map");
        run(WORDS);
        run("analyze batch");
        run("insert into bench.clone select number, template, patient, bsn, olds, news from batch");
        stored();
        indexed();
        known();
        connection.commit();
    }

    private void people(List<String> templates, int size) throws SQLException {
        int number = number("select coalesce(max(number), 0) from bench.clone");
        int bsn = number("select coalesce(max(bsn::integer), " + FIRST_BSN + ") from bench.clone");
        Integer[] numbers = new Integer[size];
        String[] of = new String[size];
        String[] bsns = new String[size];
        Long[] values = new Long[size];
        Long[] both = new Long[size];
        for (int i = 0; i < size; i++) {
            bsn = Bsns.after(bsn);
            numbers[i] = ++number;
            of[i] = templates.get(number % templates.size());
            bsns[i] = String.valueOf(bsn);
            values[i] = byValue(bsns[i]);
            both[i] = byBoth(bsns[i]);
        }
        insert(
                "insert into batch (number, template, bsn, by_value, by_both, old_bsn)"
                        + " select b.*, i.bsn::text from unnest(?::int[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])"
                        + " as b(number, template, bsn, by_value, by_both)"
                        + " join mgz_patient_identity i on i.patient_id = b.template",
                connection.createArrayOf("int", numbers),
                connection.createArrayOf("text", of),
                connection.createArrayOf("text", bsns),
                connection.createArrayOf("bigint", values),
                connection.createArrayOf("bigint", both));
        oldHashes();
    }

    private void oldHashes() throws SQLException {
        Map<String, String> bsns = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select distinct template, old_bsn from batch")) {
            while (rows.next()) {
                bsns.put(rows.getString(1), rows.getString(2));
            }
        }
        for (String bsn : bsns.values()) {
            try (PreparedStatement update = connection.prepareStatement(
                    "update batch set old_by_value = ?, old_by_both = ? where old_bsn = ?")) {
                update.setLong(1, byValue(bsn));
                update.setLong(2, byBoth(bsn));
                update.setString(3, bsn);
                update.executeUpdate();
            }
        }
    }

    private void insert(String sql, Array... values) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                insert.setArray(i + 1, values[i]);
            }
            insert.executeUpdate();
        }
    }

    /** As HAPI indexes an identifier of a Patient. */
    private static long byValue(String bsn) {
        return ResourceIndexedSearchParamToken.calculateHashValue(
                new PartitionSettings(), RequestPartitionId.defaultPartition(), "Patient", "identifier", bsn);
    }

    private static long byBoth(String bsn) {
        return ResourceIndexedSearchParamToken.calculateHashSystemAndValue(
                new PartitionSettings(), RequestPartitionId.defaultPartition(), "Patient", "identifier", BSN, bsn);
    }

    private void stored() throws SQLException {
        resources("hfj_resource", "s.res_id = m.old_pid", Map.of("res_id", "m.new_pid", "fhir_id", "m.new_id"));
        resources(
                "hfj_res_ver",
                "s.pid = m.old_version",
                Map.of("pid", "m.new_version", "res_id", "m.new_pid", "res_text_vc", swapped("res_text_vc")));
    }

    private void indexed() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select table_name from information_schema.columns"
                                + " where table_schema = 'public' and table_name like 'hfj\\_spidx\\_%' and column_name = 'res_id'")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        for (String table : tables) {
            Map<String, String> own = new HashMap<>();
            own.put("sp_id", "nextval('seq_" + table.substring("hfj_".length()) + "')");
            own.put("res_id", "m.new_pid");
            if (table.equals("hfj_spidx_token")) {
                own.put("hash_value", "case when s.hash_value = b.old_by_value then b.by_value else s.hash_value end");
                own.put(
                        "hash_sys_and_value",
                        "case when s.hash_sys_and_value = b.old_by_both then b.by_both else s.hash_sys_and_value end");
                own.put("sp_value", "case when s.sp_value = b.old_bsn then b.bsn else s.sp_value end");
            }
            resources(table, "s.res_id = m.old_pid", own);
        }
        resources(
                "hfj_res_link",
                "s.src_resource_id = m.old_pid",
                Map.of(
                        "pid",
                        "nextval('seq_reslink_id')",
                        "src_resource_id",
                        "m.new_pid",
                        "target_resource_id",
                        "coalesce((select t.new_pid from map t where t.number = m.number"
                                + " and t.old_pid = s.target_resource_id), s.target_resource_id)"));
    }

    /** What the gateway itself keeps. An item and its page have one number of writing, as they had. */
    private void known() throws SQLException {
        String same = "s.resource_id = m.old_id";
        Map<String, String> own = Map.of("resource_id", "m.new_id", "patient_id", "b.patient");
        resources("mgz_resource_binding", same, own);
        resources(
                "mgz_item",
                same,
                with(own, "written", "m.written", "related", list("related"), "author", swapped("author")));
        resources("mgz_dossier", same, with(own, "written", "m.written", "content", swapped("content")));
        resources("mgz_consent_fact", same, with(own, "fact", swapped("fact")));
        patients("mgz_patient_identity", Map.of("patient_id", "b.patient", "bsn", "b.bsn"));
        patients("mgz_patient_state", Map.of("patient_id", "b.patient"));
    }

    private static Map<String, String> with(Map<String, String> some, String... more) {
        Map<String, String> all = new HashMap<>(some);
        for (int i = 0; i < more.length; i += 2) {
            all.put(more[i], more[i + 1]);
        }
        return all;
    }

    private static String swapped(String column) {
        return "bench.swap(s." + column + "::text, b.olds, b.news)";
    }

    private static String list(String column) {
        return swapped(column) + "::text[]";
    }

    private void resources(String table, String which, Map<String, String> own) throws SQLException {
        copy(table, "map m join batch b on b.number = m.number join " + table + " s on " + which, own);
    }

    private void patients(String table, Map<String, String> own) throws SQLException {
        copy(table, "batch b join " + table + " s on s.patient_id = b.template", own);
    }

    /** Every column as it is but those that a clone has of its own: so a column that a migration adds comes along. */
    private void copy(String table, String from, Map<String, String> own) throws SQLException {
        List<String> columns = new ArrayList<>();
        List<String> values = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("select column_name from information_schema.columns"
                        + " where table_schema = 'public' and table_name = ? and is_generated = 'NEVER'")) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    columns.add(rows.getString(1));
                    values.add(own.getOrDefault(rows.getString(1), "s." + rows.getString(1)));
                }
            }
        }
        if (!columns.containsAll(own.keySet())) {
            throw new SQLException("the schema has changed: " + table + " lacks one of " + own.keySet());
        }
        run("insert into " + table + " (" + String.join(", ", columns) + ") select " + String.join(", ", values)
                + " from " + from);
    }
}
