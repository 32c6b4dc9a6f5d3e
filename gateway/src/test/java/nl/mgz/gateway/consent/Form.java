package nl.mgz.gateway.consent;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A consent on paper: a tree as a JSON parser gives it, valid unless a test makes it otherwise. */
final class Form {

    static final String ANNA = "Patient/anna";

    final Map<String, Object> consent = new LinkedHashMap<>();
    final Map<String, Object> provision = new LinkedHashMap<>();

    private Form(String id, String type) {
        consent.put("resourceType", "Consent");
        consent.put("id", id);
        consent.put("status", "active");
        consent.put("scope", object("coding", list(object("code", "patient-privacy"))));
        consent.put("patient", reference(ANNA));
        consent.put("dateTime", "2026-01-10T09:00:00+01:00");
        consent.put("performer", list(reference(ANNA)));
        consent.put("organization", list(reference("Organization/region")));
        consent.put("policy", list(object("uri", "urn:policy:regional-exchange:v1")));
        provision.put("type", type);
        consent.put("provision", provision);
    }

    static Form permit(String id) {
        return new Form(id, "permit");
    }

    static Form deny(String id) {
        return new Form(id, "deny");
    }

    static Map<String, Object> object(Object... keysAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            object.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return object;
    }

    static List<Object> list(Object... values) {
        return new ArrayList<>(java.util.Arrays.asList(values));
    }

    static Map<String, Object> reference(String reference) {
        return object("reference", reference);
    }

    private static List<Object> references(String... references) {
        List<Object> all = list();
        for (String reference : references) {
            all.add(reference(reference));
        }
        return all;
    }

    private static List<Object> codings(String... codes) {
        List<Object> all = list();
        for (String code : codes) {
            all.add(object("code", code));
        }
        return all;
    }

    Form actor(String... references) {
        List<Object> actors = list();
        for (String reference : references) {
            actors.add(object("reference", reference(reference)));
        }
        return provision("actor", actors);
    }

    Form purpose(String... codes) {
        return provision("purpose", codings(codes));
    }

    Form label(String... codes) {
        return provision("securityLabel", codings(codes));
    }

    Form classes(String... codes) {
        return provision("class", codings(codes));
    }

    Form code(String... codes) {
        return provision("code", list(object("coding", codings(codes))));
    }

    Form action(String... codes) {
        return provision("action", list(object("coding", codings(codes))));
    }

    Form data(String meaning, String reference) {
        List<Object> entries = list();
        if (provision.get("data") instanceof List<?> present) {
            entries.addAll(present);
        }
        entries.add(object("meaning", meaning, "reference", reference(reference)));
        return provision("data", entries);
    }

    Form period(String element, String start, String end) {
        Map<String, Object> period = object();
        if (start != null) {
            period.put("start", start);
        }
        if (end != null) {
            period.put("end", end);
        }
        return provision(element, period);
    }

    /** Nests another form's provision under this one's. */
    Form child(Form child) {
        List<Object> children = list();
        if (provision.get("provision") instanceof List<?> present) {
            children.addAll(present);
        }
        children.add(child.provision);
        return provision("provision", children);
    }

    Form provision(String element, Object value) {
        provision.put(element, value);
        return this;
    }

    Form with(String element, Object value) {
        consent.put(element, value);
        return this;
    }

    Form without(String element) {
        consent.remove(element);
        return this;
    }

    Form signedBy(String... performers) {
        return with("performer", references(performers));
    }

    Form heldBy(String... organizations) {
        return with("organization", references(organizations));
    }

    Form on(String dateTime) {
        return dateTime == null ? without("dateTime") : with("dateTime", dateTime);
    }

    Form inactive() {
        return with("status", "inactive");
    }

    Form version(String value) {
        return with("identifier", list(object("system", "urn:region:consent", "value", value)));
    }
}
