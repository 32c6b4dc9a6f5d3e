package nl.mgz.gateway.audit.view;

import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Locale;
import java.util.Optional;
import nl.mgz.gateway.audit.Outcome;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Person;

/**
 * One line of an access log, in Dutch and ready to be read. A text is empty where nothing is on record.
 *
 * @param when in Dutch time
 * @param organization its name, or its URA where the register had no name
 * @param organizationKind as a Dutch reader calls it: {@code huisartsenpraktijk}
 * @param person who acted; empty where a system did so by itself
 * @param role of that person; its code where we have no name for it
 * @param responsible name and role of the one under whose responsibility it was
 * @param happening what was done, or asked
 * @param outcome whether it came to that
 * @param data the kinds of data with their numbers: {@code 2 aandoeningen, 1 medicatie-afspraak}
 * @param purpose why
 * @param emergency whether rules were broken in an emergency
 * @param emergencyGround why that was allowed
 * @param emergencyReason in the words of who did so
 * @param judgement what somebody thought of it afterwards, and why
 * @param reference X-Request-Id: by it a privacy officer finds everything else
 */
public record AccessLine(
        ZonedDateTime when,
        String organization,
        String organizationKind,
        String person,
        String role,
        String responsible,
        Happening happening,
        Outcome outcome,
        String data,
        String purpose,
        boolean emergency,
        String emergencyGround,
        String emergencyReason,
        String judgement,
        String reference) {

    static final ZoneId DUTCH_TIME = ZoneId.of("Europe/Amsterdam");

    public static AccessLine of(TrailLine line) {
        Facts facts = new Facts(line);
        Optional<Person> person = facts.person("person");
        return new AccessLine(
                facts.recorded().atZone(DUTCH_TIME),
                organization(facts),
                facts.kind().map(AccessLine::kind).orElse(""),
                person.map(AccessLine::name).orElse(""),
                person.map(AccessLine::role).orElse(""),
                facts.person("responsible").map(AccessLine::nameAndRole).orElse(""),
                Happening.of(facts),
                facts.outcome(),
                data(facts),
                Printable.of(AccessWords.purpose(facts)),
                facts.emergency(),
                facts.text("emergencyGround").map(AccessWords::ground).orElse(""),
                facts.text("emergencyReason").map(Printable::of).orElse(""),
                AccessWords.judgement(facts),
                facts.request());
    }

    /** Of broken glass, and of what is thought of it, the papers are not the patient's data. */
    private static String data(Facts facts) {
        return switch (Happening.of(facts)) {
            case BROKE_GLASS, JUDGED -> "";
            default -> Printable.of(DataKinds.counted(facts.resources()));
        };
    }

    /** What they name may be about a person. */
    @Override
    public String toString() {
        return "AccessLine[" + reference + "]";
    }

    private static String organization(Facts facts) {
        return facts.text("organizationName")
                .or(() -> facts.text("organization").map(ura -> "organisatie met nummer " + ura))
                .map(Printable::of)
                .orElse("");
    }

    /** Without the examples behind it. */
    private static String kind(OrganizationKind kind) {
        String shortly = kind.dutch().replaceFirst(" \\(.*|:.*", "");
        return shortly.substring(0, 1).toLowerCase(Locale.ROOT) + shortly.substring(1);
    }

    private static String name(Person person) {
        return Printable.of(person.name().isBlank() ? "medewerker " + person.id() : person.name());
    }

    private static String role(Person person) {
        return person.role() == null ? "" : Printable.of(RoleNames.dutch(person.role()));
    }

    private static String nameAndRole(Person person) {
        String role = role(person);
        return role.isEmpty() ? name(person) : name(person) + ", " + role;
    }
}
