package nl.mgz.gateway.consent.mitz;

import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.patient.Bsn;
import org.jspecify.annotations.Nullable;

/**
 * The closed question: may this organisation and person see this patient's data of this kind that that organisation holds?
 * What a caller does not know stays null. A question with something missing is not asked and opens nothing, and is no error.
 *
 * @param holder who has the data
 * @param category code of the kind of data, {@link #TREATMENT_DATA}
 * @param requester who wants to see it
 * @param purpose TREAT, or COC (continuity of care, with presumed consent); any other is as if missing
 */
public record ClosedQuestion(
        @Nullable Bsn patient,
        Organisation holder,
        @Nullable String category,
        User user,
        Organisation requester,
        @Nullable Purpose purpose) {

    /** Behandelgegevens: the code of every exchange of ours. */
    public static final String TREATMENT_DATA = "GGC002";

    private static final Pattern CATEGORY = Pattern.compile("GGC\\d{3}");
    private static final Set<Purpose> PURPOSES = Set.of(Purpose.TREAT, Purpose.COC);

    /** @param facilityType code of 2.16.840.1.113883.2.4.15.1060, such as Z3, G6 */
    public record Organisation(@Nullable Ura ura, @Nullable String facilityType) {

        private static final Pattern TYPE = Pattern.compile("[A-Z][A-Z0-9]{0,3}");

        boolean isKnown() {
            return ura != null
                    && facilityType != null
                    && TYPE.matcher(facilityType).matches();
        }
    }

    /**
     * Who wants to see it. Under a mandate {@code role} and {@code id} are those of the professional who is responsible.
     *
     * @param role UZI role code, such as 01.015
     * @param id UZI number, nine digits; no other number fits the question
     * @param mandated UZI number of the person who acts, where that is another one
     */
    public record User(
            @Nullable String role,
            @Nullable String id,
            @Nullable String mandated) {

        private static final Pattern ROLE = Pattern.compile("\\d{2}\\.\\d{3}");
        private static final Pattern UZI = Pattern.compile("\\d{9}");

        boolean isKnown() {
            return role != null
                    && ROLE.matcher(role).matches()
                    && id != null
                    && UZI.matcher(id).matches()
                    && (mandated == null || UZI.matcher(mandated).matches());
        }

        /** Numbers of employees do not belong in a log by accident. */
        @Override
        public String toString() {
            return "User[]";
        }
    }

    /** The question with all that it needs. */
    record Complete(
            Bsn patient,
            Ura holder,
            String holderType,
            String category,
            String role,
            String user,
            @Nullable String mandated,
            Ura requester,
            String requesterType,
            Purpose purpose) {

        @Override
        public String toString() {
            return "ClosedQuestion[]";
        }
    }

    /** @return empty when something is missing, or has a form that it cannot have */
    Optional<Complete> complete() {
        if (patient == null || category == null || purpose == null || user.role == null || user.id == null) {
            return Optional.empty();
        }
        if (holder.ura == null || holder.facilityType == null) {
            return Optional.empty();
        }
        if (requester.ura == null || requester.facilityType == null) {
            return Optional.empty();
        }
        boolean wellFormed = holder.isKnown()
                && requester.isKnown()
                && user.isKnown()
                && CATEGORY.matcher(category).matches()
                && PURPOSES.contains(purpose);
        return wellFormed
                ? Optional.of(new Complete(
                        patient,
                        holder.ura,
                        holder.facilityType,
                        category,
                        user.role,
                        user.id,
                        user.mandated,
                        requester.ura,
                        requester.facilityType,
                        purpose))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return "ClosedQuestion[]";
    }
}
