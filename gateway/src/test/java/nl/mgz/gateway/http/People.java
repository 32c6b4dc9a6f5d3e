package nl.mgz.gateway.http;

import java.util.concurrent.atomic.AtomicInteger;
import nl.mgz.gateway.sandbox.region.Region;

/** Made-up people for black-box tests, each with a BSN that no other test uses. */
public final class People {

    /** Far from the first clients of the synthetic region. */
    private static final AtomicInteger NEXT = new AtomicInteger(6_000);

    private People() {}

    public static String newBsn() {
        return Region.bsn(NEXT.incrementAndGet());
    }

    public static String patient(String bsn, String family, String birthDate) {
        return """
                {"resourceType":"Patient",
                 "identifier":[{"system":"http://fhir.nl/fhir/NamingSystem/bsn","value":"%s"}],
                 "name":[{"use":"official","family":"%s"}],"gender":"female","birthDate":"%s"}""".formatted(bsn, family, birthDate);
    }

    /** Creates a patient and answers its id. */
    public static String create(Gateway gateway, String family) {
        return idOf(gateway.post("Patient", patient(newBsn(), family, "1961-04-03")));
    }

    public static String idOf(Gateway.Answer created) {
        if (created.status() != 201) {
            throw new AssertionError("not created: " + created.status() + " " + created.text());
        }
        String location = created.header("Location");
        return location.replaceAll(".*/([^/]+)/_history/.*", "$1");
    }

    public static String condition(String patientId, String text) {
        return """
                {"resourceType":"Condition",
                 "clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},
                 "code":{"coding":[{"system":"http://hl7.org/fhir/sid/icpc-1-nl","code":"N88"}],"text":"%s"},
                 "subject":{"reference":"Patient/%s"}}""".formatted(text, patientId);
    }
}
