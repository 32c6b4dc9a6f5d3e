package nl.mgz.gateway.audit.view;

import java.text.Normalizer;
import java.util.regex.Pattern;
import nl.mgz.gateway.refusal.ElevenTest;

/**
 * Text that others wrote, safe to stand in a line of ours: no line of its own, nothing that turns the direction of what
 * follows, nothing invisible, and no number that may be a BSN.
 */
final class Printable {

    private static final Pattern NOT_TEXT =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}\\p{Zs}]+");

    private Printable() {}

    static String of(String text) {
        String oneLine = NOT_TEXT.matcher(text).replaceAll(" ").strip();
        return ElevenTest.mask(Normalizer.normalize(oneLine, Normalizer.Form.NFC));
    }
}
