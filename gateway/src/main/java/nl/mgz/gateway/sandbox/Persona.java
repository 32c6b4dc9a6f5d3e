package nl.mgz.gateway.sandbox;

import java.util.List;
import java.util.Optional;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.sandbox.region.Region;
import org.jspecify.annotations.Nullable;

/**
 * Somebody to be in the sandbox: a person at an organisation, or a system of one.
 *
 * @param name as commands take it
 * @param organisation key of an organisation of the region, or of one that only the sandbox has
 * @param worker key of a practitioner of the region; null where no professional acts
 * @param use what this one is for, in Dutch
 */
public record Persona(
        String name,
        String organisation,
        String ura,
        String organisationName,
        OrganizationKind kind,
        @Nullable String worker,
        Purpose purpose,
        String use) {

    private static final Region REGION = Region.of(1);

    /** Those that {@code ./mgz personas} lists. */
    public static final List<Persona> ALL = List.of(
            of("gp", "hp-kerkezijl", "ha-dewit", "Huisarts: stuurt en haalt samenvattingen"),
            of("gp2", "hp-oosterwade", "ha-vanrooijen", "Huisarts van een andere praktijk"),
            of("care", "ghz-vlierhoek", "vp-janssen", "Verpleegkundige in de gehandicaptenzorg: plannen en wensen"),
            of("care2", "ghz-oeverland", "bg-dejong", "Begeleider bij een andere zorgorganisatie"),
            of("triage", "triage", "tr-vanvliet", "Triageverpleegkundige, dag en nacht"),
            of("hap", "hap", "ha-mensah", "Huisarts op de huisartsenpost"),
            of("specialist", "centrum", "vg-vandervelde", "Arts VG achter de triage"),
            of("nurses", "aanrijdteam", "at-bakker", "Verpleegkundige die uitrukt"),
            own(
                    "patient",
                    "90000071",
                    "PGO De Wetering",
                    OrganizationKind.PATIENT_APP,
                    Purpose.PATRQT,
                    "App van een cliënt"),
            own(
                    "privacy",
                    "90000072",
                    "Privacybureau De Wetering",
                    OrganizationKind.PRIVACY,
                    Purpose.HCOMPL,
                    "Functionaris gegevensbescherming"),
            own(
                    "auditor",
                    "90000073",
                    "Toezicht De Wetering",
                    OrganizationKind.AUDITOR,
                    Purpose.HCOMPL,
                    "Leest de logging"),
            own(
                    "operator",
                    "99999990",
                    "Beheer MGZ Gateway",
                    OrganizationKind.OPERATOR,
                    Purpose.HOPERAT,
                    "Beheerder: houdt de adreslijst bij"));

    private static Persona of(String name, String organisation, String worker, String use) {
        Region.Organisation known = REGION.organisations().stream()
                .filter(one -> one.key().equals(organisation))
                .findFirst()
                .orElseThrow();
        return new Persona(name, organisation, known.ura(), known.name(), kind(known), worker, Purpose.TREAT, use);
    }

    private static Persona own(
            String name, String ura, String organisation, OrganizationKind kind, Purpose purpose, String use) {
        return new Persona(name, name, ura, organisation, kind, null, purpose, use);
    }

    static OrganizationKind kind(Region.Organisation organisation) {
        return switch (organisation.key()) {
            case "hap" -> OrganizationKind.HAP;
            case "triage" -> OrganizationKind.TRIAGE;
            case "aanrijdteam" -> OrganizationKind.NURSES;
            case "centrum", "ggz" -> OrganizationKind.SPECIALIST;
            case "apotheek" -> OrganizationKind.PHARMACY;
            default -> organisation.type().equals("Z3") ? OrganizationKind.GP : OrganizationKind.CARE;
        };
    }

    public static Optional<Persona> find(String name) {
        return ALL.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /** The worker behind it, where there is one. */
    public Optional<Region.Worker> person() {
        return Optional.ofNullable(worker).map(REGION::worker);
    }

    String clientId() {
        return SandboxPartners.clientId(organisation);
    }
}
