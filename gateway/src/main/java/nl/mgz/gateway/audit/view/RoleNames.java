package nl.mgz.gateway.audit.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Dutch names of roles: the UZI-register's and our care roles, from the one place where they are kept. */
final class RoleNames {

    private static final String FOLDER = "/nl/mgz/terminology/package/CodeSystem-";
    private static final String UZI = "http://fhir.nl/fhir/NamingSystem/uzi-rolcode";
    private static final String UZI_OID = "urn:oid:2.16.840.1.113883.2.4.15.111";

    /** By {@code system|code}. */
    private static final Map<String, String> NAMES = new HashMap<>();

    static {
        List.of("uzi-rolcode", "mgz-care-role").forEach(RoleNames::read);
    }

    private RoleNames() {}

    private static void read(String name) {
        try (InputStream in = RoleNames.class.getResourceAsStream(FOLDER + name + ".json")) {
            JsonNode codes = new ObjectMapper().readTree(Objects.requireNonNull(in, name));
            String system = codes.path("url").asText();
            add(system, codes.path("concept"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void add(String system, JsonNode concepts) {
        for (JsonNode concept : concepts) {
            NAMES.put(
                    system + "|" + concept.path("code").asText(),
                    concept.path("display").asText());
            add(system, concept.path("concept"));
        }
    }

    /** @param role {@code system|code} */
    static Optional<String> display(String role) {
        return Optional.ofNullable(NAMES.get(role.replace(UZI_OID + "|", UZI + "|")));
    }

    /** As a patient reads it, within a sentence; the code of a role that has no name here. */
    static String dutch(String role) {
        return display(role)
                .map(RoleNames::inASentence)
                .orElseGet(() -> "rol " + role.substring(role.lastIndexOf('|') + 1));
    }

    /** The register abbreviates, and says of some that they are closed. */
    private static String inASentence(String display) {
        String plain = display.replace(" (gesloten register)", "")
                .replace("Verpl. spec.", "Verpleegkundig specialist")
                .replace("prev. zorg", "preventieve zorg")
                .replace("som. aandoeningen", "lichamelijke aandoeningen")
                .replace("Arts v. ", "Arts voor ")
                .replace("VIG-er", "Verzorgende")
                .replace("andere zorg", "(andere zorg)");
        return plain.substring(0, 1).toLowerCase(Locale.ROOT) + plain.substring(1);
    }
}
