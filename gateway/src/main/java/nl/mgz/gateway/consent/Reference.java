package nl.mgz.gateway.consent;

import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** References are compared as exact strings, without the version (section 2). */
final class Reference {

    private static final Pattern VERSION = Pattern.compile("/_history/[^/]+\\z");

    private Reference() {}

    static String bare(String reference) {
        return reference.contains("/_history/") ? VERSION.matcher(reference).replaceFirst("") : reference;
    }

    static @Nullable String bareOrNull(@Nullable String reference) {
        return reference == null ? null : bare(reference);
    }

    static List<String> bare(Collection<String> references) {
        return references.stream().map(Reference::bare).toList();
    }
}
