package nl.mgz.gateway.sandbox.region;

import java.time.LocalDate;
import java.util.Locale;
import nl.mgz.gateway.sandbox.region.RegionFiles.Row;
import org.hl7.fhir.r4.model.Reference;

/** The world around a client: the seed, the day on which it all stands still, and the directory on the server. */
record Scene(long seed, LocalDate anchor, RegionDirectory directory, DirectoryReferences references) {

    Reference organisation(String key) {
        return to("Organization", key, directory.organisation(key).get("name"));
    }

    Reference location(String key) {
        return to("Location", key, directory.location(key).get("name"));
    }

    Reference role(String key) {
        Row row = directory.practitioner(key);
        String name = String.join(" ", row.get("given"), row.get("prefix"), row.get("family"))
                .replace("  ", " ");
        return to("PractitionerRole", key, name + ", " + row.get("roleName").toLowerCase(Locale.ROOT));
    }

    private Reference to(String type, String key, String display) {
        return new Reference(references.referenceOf(RegionDirectory.key(type, key)))
                .setType(type)
                .setDisplay(display);
    }

    String ura(String organisation) {
        return directory.organisation(organisation).get("ura");
    }
}
