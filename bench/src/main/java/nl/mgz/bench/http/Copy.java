package nl.mgz.bench.http;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Gives the peer what the gateway holds: the same resources under the same ids, through the peer's front door. */
final class Copy {

    private static final String CURRENT = "select r.res_type, r.fhir_id, v.res_text_vc from hfj_resource r"
            + " join hfj_res_ver v on v.res_id = r.res_id and v.res_ver = r.res_ver";

    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;

    private Copy(String base) {
        this.base = base;
    }

    /** @return how many resources the peer took */
    static int everything(String gatewayDatabase, String base) throws SQLException, IOException, InterruptedException {
        return new Copy(base).all(gatewayDatabase);
    }

    private int all(String database) throws SQLException, IOException, InterruptedException {
        int sent = 0;
        try (Connection connection = DriverManager.getConnection(database)) {
            // Organisations and endpoints refer to each other: what is nobody's record goes in one transaction.
            sent += send(
                    entries(
                            connection,
                            CURRENT + " left join mgz_resource_binding b on b.resource_id = r.fhir_id"
                                    + " where r.res_deleted_at is null and b.patient_id is null and r.res_type = any"
                                    + " (string_to_array(?, ','))",
                            "Organization,Location,Practitioner,Endpoint,HealthcareService,PractitionerRole,Medication,Substance"));
            List<String> patients = new ArrayList<>();
            try (PreparedStatement statement = connection.prepareStatement(
                            "select distinct patient_id from mgz_resource_binding where patient_id is not null");
                    ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    patients.add(rows.getString(1));
                }
            }
            for (String patient : patients) {
                sent += send(entries(
                        connection,
                        CURRENT + " join mgz_resource_binding b on b.resource_id = r.fhir_id"
                                + " where r.res_deleted_at is null and b.patient_id = ?",
                        patient));
            }
        }
        return sent;
    }

    private static List<String> entries(Connection connection, String sql, String value) throws SQLException {
        List<String> entries = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, value);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String id = rows.getString(2);
                    String body = Objects.requireNonNull(rows.getString(3)).strip();
                    // The stored text has no id: it stands beside it in the row.
                    String resource = body.contains("\"id\":\"" + id + "\"")
                            ? body
                            : "{\"id\":\"" + id + "\"," + body.substring(1);
                    entries.add("{\"resource\":" + resource + ",\"request\":{\"method\":\"PUT\",\"url\":\""
                            + rows.getString(1) + "/" + id + "\"}}");
                }
            }
        }
        return entries;
    }

    private int send(List<String> entries) throws IOException, InterruptedException {
        if (entries.isEmpty()) {
            return 0;
        }
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(URI.create(base))
                        .header("Content-Type", "application/fhir+json")
                        .POST(HttpRequest.BodyPublishers.ofString(
                                "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":["
                                        + String.join(",", entries) + "]}"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException("the peer refused a copy: " + answer.statusCode() + " "
                    + answer.body().substring(0, Math.min(600, answer.body().length())));
        }
        return entries.size();
    }
}
