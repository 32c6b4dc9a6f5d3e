package nl.mgz.gateway.labels;

import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The levels of v3-Confidentiality, each higher than the one before (https://terminology.hl7.org/CodeSystem-v3-Confidentiality.html). */
public enum Confidentiality {
    U,
    L,
    M,
    N,
    R,
    V;

    public static Optional<Confidentiality> of(@Nullable String code) {
        return Arrays.stream(values()).filter(one -> one.name().equals(code)).findFirst();
    }

    Confidentiality orHigher(Confidentiality other) {
        return other.compareTo(this) > 0 ? other : this;
    }
}
