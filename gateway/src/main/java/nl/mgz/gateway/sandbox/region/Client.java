package nl.mgz.gateway.sandbox.region;

import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import nl.mgz.gateway.sandbox.region.Catalog.Problem;
import nl.mgz.gateway.sandbox.region.Catalog.Profile;
import org.jspecify.annotations.Nullable;

/** One invented person, before anything is written down about them. */
record Client(
        int index,
        String bsn,
        Person person,
        LocalDate birthDate,
        Profile profile,
        Dwelling dwelling,
        Care care,
        List<Relative> relatives,
        Representation representation,
        boolean capable,
        List<ProblemSince> problems,
        Body body) {

    record Person(PersonName name, String sex) {

        boolean woman() {
            return sex.equals("female");
        }
    }

    /** @param location key of the location in the directory, absent for someone who lives at home */
    record Dwelling(Postal address, @Nullable String location, String phone) {}

    /** Keys in the directory: who is the GP, and which organisation supports the client. */
    record Care(String practice, String gp, String organisation) {}

    record ProblemSince(Problem problem, LocalDate onset) {}

    /** Where measurements start: weight at the anchor, how it changes, and the usual pressure. */
    record Body(int weight, int weightPerYear, int systolic, int diastolic, int pulse) {}

    /** How the law sees the one who speaks for the client. */
    enum Representation {
        NONE,
        /** A close relative, without a court order. */
        FAMILY,
        /** A written proxy by the client, given when still able to. */
        PROXY,
        MENTOR,
        CURATOR,
        /** Money only; this person does not decide about care. */
        ADMINISTRATOR;

        boolean decidesOnCare() {
            return this != NONE && this != ADMINISTRATOR;
        }
    }

    /**
     * Someone close to the client or appointed for them.
     *
     * @param relation code of HL7 v3 RoleCode, empty for a professional
     * @param relationName what Dutch staff call it, such as "zus"
     * @param speaksFor whether this is the person of {@link Client#representation}
     */
    record Relative(PersonName name, String sex, String relation, String relationName, boolean speaksFor) {

        /** As in "zus Anneke" or "mentor Els de Boer". */
        String inText() {
            return relationName + " " + (relation.isEmpty() ? name.full() : name.call());
        }
    }

    boolean has(String problem) {
        return problems.stream().anyMatch(it -> it.problem().key().equals(problem));
    }

    int ageAt(LocalDate date) {
        return (int) ChronoUnit.YEARS.between(birthDate, date);
    }

    /** Who decides together with, or instead of, the client. */
    Optional<Relative> decider() {
        return representation.decidesOnCare()
                ? relatives.stream().filter(Relative::speaksFor).findFirst()
                : Optional.empty();
    }

    /** Who is called first. */
    Relative closest() {
        return relatives.get(0);
    }
}
