package nl.mgz.gateway.sandbox.region;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Fills in the sentences of the resource files: {@code [this|that]} is a choice, {@code {naam}} a word about the
 * client. A word with a capital ({@code {Naam}}) starts a sentence.
 */
final class Phrases {

    private static final Pattern CHOICE = Pattern.compile("\\[([^\\[\\]]*)]");
    private static final Pattern SLOT = Pattern.compile("\\{([^{}]+)}");

    private final Map<String, String> words = new HashMap<>();

    private Phrases() {}

    static Phrases about(Client client) {
        Phrases phrases = new Phrases();
        boolean woman = client.person().woman();
        PersonName name = client.person().name();
        String title = woman ? "mevrouw " : "meneer ";
        phrases.word("naam", client.profile().byFirstName() ? name.call() : title + name.familyAfterTitle());
        phrases.word("hij", woman ? "zij" : "hij");
        phrases.word("zijn", woman ? "haar" : "zijn");
        phrases.word("hem", woman ? "haar" : "hem");
        phrases.word("verwant", client.decider().orElse(client.closest()).inText());
        phrases.word("beller", client.closest().inText());
        return phrases;
    }

    Phrases word(String slot, String text) {
        words.put(slot, text);
        words.put(capital(slot), capital(text));
        return this;
    }

    String say(String template, Dice dice) {
        return say(template, dice, slot -> {
            throw new IllegalArgumentException("unknown word {" + slot + "}");
        });
    }

    /** @param other answers for slots that are not about the client, such as measurements */
    String say(String template, Dice dice, UnaryOperator<String> other) {
        String chosen = CHOICE.matcher(template)
                .replaceAll(match -> Matcher.quoteReplacement(
                        dice.pick(List.of(match.group(1).split("\\|", -1)))));
        String filled = SLOT.matcher(chosen).replaceAll(match -> {
            String word = words.get(match.group(1));
            return Matcher.quoteReplacement(word != null ? word : other.apply(match.group(1)));
        });
        return filled.replaceAll(" +([.,;])", "$1").replaceAll(" {2,}", " ").strip();
    }

    static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }
}
