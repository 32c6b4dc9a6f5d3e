package nl.mgz.gateway.sandbox.region;

import java.util.List;
import nl.mgz.gateway.sandbox.region.PersonName.Family;
import nl.mgz.gateway.sandbox.region.RegionFiles.Row;

/** Draws names that go together: a first name of the right time, and family names of the same background. */
final class NameBook {

    /** Shares in percent; roughly what a small-town Dutch region looks like. */
    private enum Background {
        NL(78),
        SU(6),
        MA(6),
        TR(5),
        ID(5);

        final int share;

        Background(int share) {
            this.share = share;
        }

        boolean of(Row row) {
            return row.get("background").equalsIgnoreCase(name());
        }
    }

    private final List<Row> givenNames = RegionFiles.table("given-names.tsv");
    private final List<Row> familyNames = RegionFiles.table("family-names.tsv");

    String background(Dice dice) {
        return dice.weighted(List.of(Background.values()), background -> background.share)
                .name();
    }

    Family family(String background, Dice dice) {
        Row row = dice.pick(
                familyNames.stream().filter(Background.valueOf(background)::of).toList());
        return new Family(row.get("prefix"), row.get("family"));
    }

    /** The first name and the name in daily use, often the same. */
    String[] given(String background, String sex, int birthYear, Dice dice) {
        Row row = dice.pick(givenNames.stream()
                .filter(Background.valueOf(background)::of)
                .filter(name -> name.get("sex").equals(sex) && name.get("era").equals(era(birthYear)))
                .toList());
        return new String[] {row.get("given"), row.get("call")};
    }

    private static String era(int birthYear) {
        if (birthYear < 1955) {
            return "old";
        }
        return birthYear < 1985 ? "mid" : "young";
    }
}
