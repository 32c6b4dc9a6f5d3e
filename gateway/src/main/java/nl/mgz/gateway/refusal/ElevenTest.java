package nl.mgz.gateway.refusal;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The check that every BSN passes, and one number in eleven besides: nine digits, weights 9 to 2 and then minus 1. */
public final class ElevenTest {

    private static final int[] WEIGHTS = {9, 8, 7, 6, 5, 4, 3, 2, -1};
    private static final Pattern NUMBER = Pattern.compile("(?<!\\d)\\d{8,9}(?!\\d)");

    private ElevenTest() {}

    /** @param digits eight or nine digits; eight get a leading zero */
    public static boolean passes(String digits) {
        String nine = digits.length() == 8 ? "0" + digits : digits;
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * (nine.charAt(i) - '0');
        }
        return sum % 11 == 0 && !"000000000".equals(nine);
    }

    /** A text of a library, with every number that may be a BSN taken out. */
    public static String mask(String text) {
        Matcher number = NUMBER.matcher(text);
        return number.replaceAll(found -> passes(found.group()) ? "(number)" : found.group());
    }
}
