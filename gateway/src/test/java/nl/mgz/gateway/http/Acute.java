package nl.mgz.gateway.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.ClientTokens;
import org.jspecify.annotations.Nullable;

/** People of an acute service. Each is another one, so that none uses up another's limit. */
public final class Acute {

    /** The organisation of {@link #physician}. */
    public static final String URA = "90000311";

    public static final String REASON = "Bewusteloos aangetroffen, niet aanspreekbaar";

    private static final String UZI = "http://fhir.nl/fhir/NamingSystem/uzi-rolcode";
    private static final AtomicInteger NEXT = new AtomicInteger();

    private Acute() {}

    /** The value of an Authorization header for a physician who may break the glass. */
    public static String physician(Gateway gateway) {
        return who(gateway, URA, OrganizationKind.HAP, Purpose.ETREAT, "01.015", true);
    }

    /** Judges for an organisation whether the glass was rightly broken to its data. */
    public static String officer(Gateway gateway, String ura) {
        String role = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-care-role|functionaris-gegevensbescherming";
        return who(gateway, ura, OrganizationKind.CARE, Purpose.TREAT, role, false);
    }

    /** @param role of the UZI register, or system|code; null for a system without a person */
    public static String who(
            Gateway gateway,
            String ura,
            OrganizationKind kind,
            Purpose purpose,
            @Nullable String role,
            boolean breakGlass) {
        return who(gateway, ura, kind, purpose, role, breakGlass, "p" + NEXT.incrementAndGet());
    }

    public static String who(
            Gateway gateway,
            String ura,
            OrganizationKind kind,
            Purpose purpose,
            @Nullable String role,
            boolean breakGlass,
            String person) {
        String[] coded =
                role == null || role.contains("|") ? String.valueOf(role).split("\\|") : new String[] {UZI, role};
        ClientTokens.Acting acting =
                role == null ? null : new ClientTokens.Acting(person, "A. Rts-" + person, coded[0], coded[1]);
        try {
            return "Bearer "
                    + gateway.acting(
                                    "acute-" + NEXT.incrementAndGet(),
                                    ura,
                                    kind,
                                    purpose,
                                    acting,
                                    breakGlass ? Map.of("break_glass", true) : Map.of())
                            .bearer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String declaration(String ground, String reason) {
        return """
                {"resourceType":"Parameters","parameter":[
                 {"name":"ground","valueCode":"%s"},{"name":"reason","valueString":"%s"}]}""".formatted(ground, reason);
    }

    public static Gateway.Answer breakGlass(Gateway gateway, String patient, String authorization) {
        return gateway.post(
                "Patient/" + patient + "/$break-glass",
                declaration("vital-interest", REASON),
                "Authorization",
                authorization);
    }

    /** The Task by which a holder reviews an emergency of a patient of its own. */
    public static String review(Gateway gateway, String patient) {
        return gateway.get("Task?patient=" + patient + "&status=requested")
                .matches()
                .get(0)
                .path("id")
                .asText();
    }

    public static String judgement(String outcome, String text) {
        return """
                {"resourceType":"Parameters","parameter":[
                 {"name":"outcome","valueCode":"%s"},{"name":"text","valueString":"%s"}]}""".formatted(outcome, text);
    }
}
