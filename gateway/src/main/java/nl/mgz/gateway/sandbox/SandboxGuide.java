package nl.mgz.gateway.sandbox;

import java.net.URI;
import nl.mgz.gateway.sandbox.region.Region;

/** What to try next in a sandbox that has just started. The people are synthetic, so their BSN may be printed. */
public final class SandboxGuide {

    private SandboxGuide() {}

    private static String overTls(String base, SandboxPartners partners) {
        Persona gp = Persona.find("gp").orElseThrow();
        return partners.curlOptions(gp)
                .map(options -> ("# Over mutual TLS, with a token that counts with this certificate only\n"
                                + "  curl -s %1$s -H \"Authorization: Bearer $(./mgz token gp --mtls --port %2$d)\""
                                + " \"https://localhost:%3$d/fhir/Patient/$P\"\n\n  ")
                        .formatted(options, URI.create(base).getPort(), partners.tlsPort()))
                .orElse("");
    }

    /** Lines that work when they are pasted into a shell. */
    public static String text(String base, int managementPort, SandboxPartners partners) {
        String bsn = Region.bsn(0);
        return """

                The sandbox region is ready at %1$s
                It listens on this machine only. Every request needs a token; ./mgz personas lists who you can be.
                Everybody in it is made up. Stop it with Ctrl-C.

                Try next (paste into another terminal):

                  # What the gateway can do
                  curl -s %1$s/metadata

                  # Be a GP for five minutes
                  T=$(./mgz token gp --port %4$d)

                  # Find a client by BSN: in the body, never in the URL
                  curl -s -H "Authorization: Bearer $T" -X POST %1$s/Patient/_search -d 'identifier=http://fhir.nl/fhir/NamingSystem/bsn|%3$s'

                  # Remember the client's id for the lines below
                  P=$(curl -s -H "Authorization: Bearer $T" -X POST %1$s/Patient/_search -d 'identifier=http://fhir.nl/fhir/NamingSystem/bsn|%3$s' | grep -o '"fullUrl":"[^"]*Patient/[^"]*"' | head -1 | sed 's|.*/||; s|"||')

                  # Treatment limits, with who agreed to them: as the care home, which keeps them (with $T you see none: nobody said yes)
                  curl -s -H "Authorization: Bearer $(./mgz token care --port %4$d)" "%1$s/Consent?patient=$P&scope=treatment&_include=Consent:actor"

                  # Signaling plan and how to talk with the client
                  curl -s -H "Authorization: Bearer $(./mgz token care --port %4$d)" "%1$s/CarePlan?patient=$P"

                  # Medication and allergies
                  curl -s -H "Authorization: Bearer $T" "%1$s/MedicationStatement?patient=$P"
                  curl -s -H "Authorization: Bearer $T" "%1$s/AllergyIntolerance?patient=$P"

                  # All of it
                  curl -s -H "Authorization: Bearer $T" "%1$s/Patient/$P/\\$everything?_count=500"

                  # Who made this client's data available and who looked at them, in plain Dutch
                  ./mgz access-log $P --to %1$s --persona patient

                  # Who may see what: consent, a withdrawal, two emergencies, played with real calls
                  ./mgz demo consent --port %4$d

                  # A working day of a practice, two care organisations, triage and who stands behind it
                  ./mgz demo day --port %4$d

                  # Prove that nobody altered the audit trail
                  ./mgz audit export trail-$(date +%%s).ndjson --sandbox %4$d
                  ./mgz verify-audit $(ls -t trail-*.ndjson | head -1)

                  %5$s# Send your own files, and see what is refused and why
                  ./mgz load FILE-OR-FOLDER --to %1$s --persona gp

                API documentation: %1$s/swagger-ui/
                Health and metrics: http://localhost:%2$d/actuator/health and /actuator/prometheus
                """.formatted(base, managementPort, bsn, URI.create(base).getPort(), overTls(base, partners));
    }
}
