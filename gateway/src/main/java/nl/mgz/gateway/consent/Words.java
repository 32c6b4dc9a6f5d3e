package nl.mgz.gateway.consent;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Finds the constant that a word stands for. */
final class Words {

    private Words() {}

    static <T> @Nullable T find(T[] constants, Function<T, String> word, @Nullable String wanted) {
        for (T constant : constants) {
            if (word.apply(constant).equals(wanted)) {
                return constant;
            }
        }
        return null;
    }
}
