package nl.mgz.gateway.consent;

import static nl.mgz.gateway.consent.Form.ANNA;
import static nl.mgz.gateway.consent.Form.list;
import static nl.mgz.gateway.consent.Form.object;

import java.util.List;
import java.util.Map;

/** A request about one resource of Anna, as the worked examples have it, until a test changes something. */
final class Scene {

    static final String LINDE = "Organization/vg-linde";
    static final String OOST = "Organization/gp-oost";
    static final String SEH = "Organization/seh-mc";
    static final String NOW = "2026-07-01T10:00:00+02:00";

    final Map<String, Object> request;
    final Map<String, Object> resource = object(
            "type",
            "Bundle",
            "id",
            "sum1",
            "category",
            "summary",
            "confidentiality",
            "N",
            "authorOrg",
            OOST,
            "patient",
            ANNA);
    final Map<String, Object> patients = object(ANNA, object("birthDate", "1961-05-04"));
    final Map<String, Object> parties = object();
    final List<Object> consents = list();
    private ConsentPolicy policy = ConsentPolicy.defaults();

    private Scene(Map<String, Object> request) {
        this.request = request;
    }

    /** Somebody of the home where Anna lives reads the summary of her general practice. */
    static Scene linde() {
        return new Scene(object(
                "org",
                LINDE,
                "orgPartOf",
                list("Organization/vg-groep"),
                "orgCategory",
                "disability-care",
                "role",
                "nurse",
                "user",
                "Practitioner/a",
                "purpose",
                "TREAT",
                "patient",
                ANNA,
                "relation",
                "treatment",
                "at",
                NOW));
    }

    /** A physician of the emergency department, who declared half an hour ago. */
    static Scene emergency() {
        return undeclared().asks("breakGlass", declaration());
    }

    static Scene undeclared() {
        return new Scene(object(
                "org",
                SEH,
                "orgCategory",
                "emergency",
                "role",
                "physician",
                "user",
                "Practitioner/seh",
                "purpose",
                "ETREAT",
                "patient",
                ANNA,
                "relation",
                "none",
                "at",
                NOW,
                "breakGlassAuthorised",
                true));
    }

    static Map<String, Object> declaration() {
        return object(
                "declaredAt",
                "2026-07-01T09:30:00+02:00",
                "reason",
                "Bewusteloze patient",
                "ground",
                "unable-to-consent",
                "user",
                "Practitioner/seh",
                "org",
                SEH,
                "patient",
                ANNA);
    }

    Scene asks(String field, Object value) {
        request.put(field, value);
        return this;
    }

    Scene asksWithout(String field) {
        request.remove(field);
        return this;
    }

    Scene data(String field, Object value) {
        resource.put(field, value);
        return this;
    }

    Scene dataWithout(String field) {
        resource.remove(field);
        return this;
    }

    Scene born(String birthDate, Object... incapable) {
        Map<String, Object> facts = birthDate == null ? object() : object("birthDate", birthDate);
        if (incapable.length > 0) {
            facts.put("incapable", list(incapable));
        }
        patients.put(ANNA, facts);
        return this;
    }

    Scene knows(String reference, String relationship) {
        return knows(reference, object("for", ANNA, "relationship", relationship));
    }

    Scene knows(String reference, Object party) {
        parties.put(reference, party);
        return this;
    }

    Scene consents(Form... forms) {
        for (Form form : forms) {
            consents.add(form.consent);
        }
        return this;
    }

    Scene tasks(Object... tasks) {
        return asks("tasks", list(tasks));
    }

    Scene under(ConsentPolicy.Builder settings) {
        policy = settings.build();
        return this;
    }

    Decision decide() {
        return ConsentRules.decide(request, resource, consents, patients, parties, policy);
    }

    Rule rule() {
        return decide().rule();
    }
}
