package nl.mgz.gateway.consent;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether one Consent can be interpreted: what is refused here on writing never becomes a blanket refusal later (C5). */
public final class ConsentForm {

    private ConsentForm() {}

    /**
     * Why the consent would be uninterpretable, each with the element's path; empty when it would not be. Holds no value of
     * the consent.
     *
     * @param patient whom it has to be about
     */
    public static List<String> problems(@Nullable Object consent, String patient) {
        StoredConsent read = StoredConsent.read(consent, "");
        boolean another = read.patient() != null && !read.patient().equals(Reference.bare(patient));
        return Stream.concat(
                        read.problems().stream(),
                        another ? Stream.of("Consent.patient is another patient") : Stream.of())
                .distinct()
                .toList();
    }
}
