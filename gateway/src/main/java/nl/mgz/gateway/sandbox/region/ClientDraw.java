package nl.mgz.gateway.sandbox.region;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import nl.mgz.gateway.sandbox.region.Catalog.Problem;
import nl.mgz.gateway.sandbox.region.Catalog.Profile;
import nl.mgz.gateway.sandbox.region.Client.Body;
import nl.mgz.gateway.sandbox.region.Client.Care;
import nl.mgz.gateway.sandbox.region.Client.Dwelling;
import nl.mgz.gateway.sandbox.region.Client.Person;
import nl.mgz.gateway.sandbox.region.Client.ProblemSince;
import nl.mgz.gateway.sandbox.region.Client.Relative;
import nl.mgz.gateway.sandbox.region.Client.Representation;
import nl.mgz.gateway.sandbox.region.PersonName.Family;
import nl.mgz.gateway.sandbox.region.RegionFiles.Row;

/** Draws the clients: each depends only on the seed, the anchor and its own index. */
final class ClientDraw {

    private static final int MOST_PROBLEMS = 7;
    private static final List<String> LETTERS = List.of("ABCDEGHJKLMNPRTVWXZ".split(""));

    private final Catalog catalog = Catalog.shared();
    private final NameBook names = new NameBook();
    private final List<Row> places = RegionFiles.table("places.tsv");
    private final List<Row> streets = RegionFiles.table("streets.tsv");
    private final long seed;
    private final LocalDate anchor;
    private final RegionDirectory directory;

    ClientDraw(long seed, LocalDate anchor, RegionDirectory directory) {
        this.seed = seed;
        this.anchor = anchor;
        this.directory = directory;
    }

    Client client(int index) {
        Dice dice = Dice.of(seed).fork("client/" + index);
        Profile profile = dice.fork("profile").weighted(catalog.profiles, Profile::weight);
        LocalDate birthDate = birthDate(profile, dice.fork("birth"));
        String background = names.background(dice.fork("background"));
        Person person = person(background, birthDate, dice.fork("name"));
        Dice legal = dice.fork("legal");
        boolean capable = !legal.chance(profile.incapable());
        Representation representation = representation(profile, capable, legal);
        Home home = home(profile, dice.fork("home"));
        List<Relative> relatives = new RelativeDraw(names, background, dice.fork("relatives"))
                .around(person, birthDate, anchor, profile, representation);
        return new Client(
                index,
                Bsns.ofIndex(index),
                person,
                birthDate,
                profile,
                home.dwelling(),
                home.care(),
                relatives,
                representation,
                capable,
                problems(profile, birthDate, dice.fork("problems")),
                body(profile, person, dice.fork("body")));
    }

    private LocalDate birthDate(Profile profile, Dice dice) {
        int age = dice.between(profile.ages().get(0), profile.ages().get(1));
        return anchor.minusYears(age).minusDays(dice.between(1, 364));
    }

    private Person person(String background, LocalDate birthDate, Dice dice) {
        String sex = dice.chance(52) ? "female" : "male";
        String[] given = names.given(background, sex, birthDate.getYear(), dice);
        Family own = names.family(background, dice);
        boolean marriedName = sex.equals("female") && birthDate.getYear() < 1955 && background.equals("NL");
        Family partner = marriedName && dice.chance(60) ? names.family(background, dice) : null;
        return new Person(new PersonName(given[0], given[1], own, own.equals(partner) ? null : partner), sex);
    }

    private static Representation representation(Profile profile, boolean capable, Dice dice) {
        if (capable) {
            boolean money = profile.key().startsWith("lvb") && dice.chance(25);
            return money ? Representation.ADMINISTRATOR : Representation.NONE;
        }
        int throwOf100 = dice.between(1, 100);
        if (profile.disabilityCare()) {
            return throwOf100 <= 62
                    ? Representation.MENTOR
                    : throwOf100 <= 84 ? Representation.CURATOR : Representation.FAMILY;
        }
        return throwOf100 <= 55
                ? Representation.PROXY
                : throwOf100 <= 85 ? Representation.FAMILY : Representation.MENTOR;
    }

    private record Home(Dwelling dwelling, Care care) {}

    private Home home(Profile profile, Dice dice) {
        return switch (profile.home()) {
            case "woonlocatie" -> inLocation(dice, "ghz-vlierhoek", "ghz-oeverland");
            case "verpleeghuis" -> inLocation(dice, "verpleeghuis");
            default -> atHome(profile, dice);
        };
    }

    private Home inLocation(Dice dice, String... organisations) {
        Row location =
                dice.pick(directory.locationsWhere(row -> List.of(organisations).contains(row.get("organisation"))));
        return new Home(
                new Dwelling(Postal.of(location), location.get("key"), location.get("phone")),
                care(location.get("practice"), location.get("organisation"), dice));
    }

    private Home atHome(Profile profile, Dice dice) {
        Row place = dice.pick(places);
        String postcode = "%s %s%s".formatted(place.get("postcode"), dice.pick(LETTERS), dice.pick(LETTERS));
        String number = Integer.toString(dice.between(1, 140));
        Postal address = new Postal(dice.pick(streets).get("street"), number, postcode, place.get("place"));
        String team = profile.disabilityCare() ? dice.pick(List.of("ghz-vlierhoek", "ghz-oeverland")) : "wijkzorg";
        return new Home(new Dwelling(address, null, Phones.landline(dice)), care(place.get("practice"), team, dice));
    }

    private Care care(String practice, String organisation, Dice dice) {
        Row gp = dice.pick(directory.workers(practice, "01.015"));
        return new Care(practice, gp.get("key"), organisation);
    }

    private List<ProblemSince> problems(Profile profile, LocalDate birthDate, Dice dice) {
        List<ProblemSince> drawn = new ArrayList<>();
        for (String core : profile.core()) {
            drawn.add(since(catalog.problem(dice.pick(List.of(core.split("\\|")))), birthDate, dice));
        }
        int age = anchor.getYear() - birthDate.getYear();
        List<Problem> possible = profile.often().stream()
                .map(catalog::problem)
                .filter(problem -> problem.minAge() <= age && !has(drawn, problem))
                .toList();
        int extra = dice.between(profile.extra().get(0), profile.extra().get(1));
        dice.some(possible, Math.min(extra, MOST_PROBLEMS - drawn.size()))
                .forEach(problem -> drawn.add(since(problem, birthDate, dice)));
        return List.copyOf(drawn);
    }

    private static boolean has(List<ProblemSince> drawn, Problem problem) {
        return drawn.stream().anyMatch(it -> it.problem().equals(problem));
    }

    private ProblemSince since(Problem problem, LocalDate birthDate, Dice dice) {
        if (problem.fromBirth()) {
            return new ProblemSince(problem, birthDate);
        }
        int years = dice.between(problem.since().get(0), problem.since().get(1));
        LocalDate onset = anchor.minusYears(years).minusDays(dice.between(60, 360));
        LocalDate earliest = birthDate.plusYears(1);
        return new ProblemSince(problem, onset.isBefore(earliest) ? earliest : onset);
    }

    private static Body body(Profile profile, Person person, Dice dice) {
        boolean light = profile.key().equals("emb");
        int weight = light ? dice.between(38, 58) : dice.between(person.woman() ? 52 : 60, person.woman() ? 86 : 98);
        int perYear = profile.disabilityCare() ? dice.between(-1, 1) : dice.between(-3, 0);
        int systolic = profile.disabilityCare() ? dice.between(112, 130) : dice.between(124, 144);
        return new Body(weight, perYear, systolic, dice.between(68, 82), dice.between(64, 80));
    }
}
