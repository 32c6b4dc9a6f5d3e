package nl.mgz.gateway.sandbox.region;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import nl.mgz.gateway.sandbox.region.Catalog.Profile;
import nl.mgz.gateway.sandbox.region.Client.Person;
import nl.mgz.gateway.sandbox.region.Client.Relative;
import nl.mgz.gateway.sandbox.region.Client.Representation;
import nl.mgz.gateway.sandbox.region.PersonName.Family;
import org.jspecify.annotations.Nullable;

/** Draws the people around a client, with ages and family names that fit. */
final class RelativeDraw {

    /** A family tie: HL7 code, Dutch word, sex, and how much older (or younger) than the client. */
    private enum Tie {
        MTH("moeder", "female", -28, Surname.MARRIED_IN),
        FTH("vader", "male", -30, Surname.SAME),
        SIS("zus", "female", 2, Surname.SISTER),
        BRO("broer", "male", -2, Surname.SAME),
        NIECE("nicht", "female", 28, Surname.OTHER),
        NEPHEW("neef", "male", 28, Surname.OTHER),
        WIFE("echtgenote", "female", 2, Surname.WIFE),
        HUSB("echtgenoot", "male", -2, Surname.HUSBAND),
        DAUC("dochter", "female", 28, Surname.CHILD),
        SONC("zoon", "male", 29, Surname.CHILD);

        final String word;
        final String sex;
        final int yearsLater;
        final Surname surname;

        Tie(String word, String sex, int yearsLater, Surname surname) {
            this.word = word;
            this.sex = sex;
            this.yearsLater = yearsLater;
            this.surname = surname;
        }
    }

    private enum Surname {
        SAME,
        SISTER,
        MARRIED_IN,
        OTHER,
        WIFE,
        HUSBAND,
        CHILD
    }

    private final NameBook names;
    private final String background;
    private final Dice dice;

    RelativeDraw(NameBook names, String background, Dice dice) {
        this.names = names;
        this.background = background;
        this.dice = dice;
    }

    /** Two or three people. The one who represents the client comes first, as the first to call. */
    List<Relative> around(
            Person client, LocalDate birthDate, LocalDate anchor, Profile profile, Representation representation) {
        int age = anchor.getYear() - birthDate.getYear();
        List<Tie> ties = dice.some(possible(client, age, profile, representation), 2);
        boolean professional = professional(representation, dice);
        List<Relative> relatives = new ArrayList<>();
        for (Tie tie : ties) {
            boolean first = relatives.isEmpty();
            boolean speaks = first && !professional && representation != Representation.NONE;
            relatives.add(relative(tie, client, birthDate, speaks));
        }
        if (professional) {
            relatives.add(professional(representation));
        }
        return List.copyOf(relatives);
    }

    /** Money is always left to a professional; a mentor or curator is one now and then. */
    private static boolean professional(Representation representation, Dice dice) {
        return switch (representation) {
            case ADMINISTRATOR -> true;
            case MENTOR, CURATOR -> dice.chance(35);
            default -> false;
        };
    }

    /** Without a court order, the law lets partner, parents, children and siblings speak, and nobody further away. */
    private static List<Tie> possible(Person client, int age, Profile profile, Representation representation) {
        return ties(client, age, profile).stream()
                .filter(tie -> representation != Representation.FAMILY || tie.surname != Surname.OTHER)
                .toList();
    }

    private static List<Tie> ties(Person client, int age, Profile profile) {
        if (profile.disabilityCare()) {
            if (age < 48) {
                return List.of(Tie.MTH, Tie.FTH, Tie.SIS, Tie.BRO);
            }
            return age < 60 ? List.of(Tie.MTH, Tie.SIS, Tie.BRO) : List.of(Tie.SIS, Tie.BRO, Tie.NIECE, Tie.NEPHEW);
        }
        Tie partner = client.woman() ? Tie.HUSB : Tie.WIFE;
        boolean married = !client.woman() || client.name().partner() != null;
        return married && age < 88 ? List.of(partner, Tie.DAUC, Tie.SONC) : List.of(Tie.DAUC, Tie.SONC, Tie.NIECE);
    }

    private Relative relative(Tie tie, Person client, LocalDate birthDate, boolean speaksFor) {
        String[] given = names.given(background, tie.sex, birthDate.getYear() + tie.yearsLater, dice);
        PersonName name = switch (tie.surname) {
            case SAME -> new PersonName(given[0], given[1], client.name().own(), null);
            case OTHER -> new PersonName(given[0], given[1], names.family(background, dice), null);
            case SISTER -> married(given, client.name().own(), dice.chance(55) ? names.family(background, dice) : null);
            case MARRIED_IN, WIFE ->
                married(given, names.family(background, dice), client.name().own());
            case HUSBAND, CHILD -> new PersonName(given[0], given[1], familyOfFather(client), null);
        };
        return new Relative(name, tie.sex, tie.name(), tie.word, speaksFor);
    }

    private static Family familyOfFather(Person client) {
        Family partner = client.name().partner();
        return client.woman() && partner != null ? partner : client.name().own();
    }

    private static PersonName married(String[] given, Family own, @Nullable Family partner) {
        return new PersonName(given[0], given[1], own, own.equals(partner) ? null : partner);
    }

    private Relative professional(Representation representation) {
        String sex = dice.chance(60) ? "female" : "male";
        String[] given = names.given("NL", sex, 1970, dice);
        PersonName name = new PersonName(given[0], given[1], names.family("NL", dice), null);
        String word = switch (representation) {
            case CURATOR -> "curator";
            case ADMINISTRATOR -> "bewindvoerder";
            default -> "mentor";
        };
        return new Relative(name, sex, "", word, true);
    }
}
