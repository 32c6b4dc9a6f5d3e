package nl.mgz.gateway.triage;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.triage.UrgencyTables.Proposal;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Identifier;
import org.jspecify.annotations.Nullable;

/**
 * What a triagist answers about one contact.
 *
 * @param number the sender's own number of the report, by which it is known when it is sent again
 * @param answers by question of the urgency tables
 */
public record TriageReport(
        String patientId,
        @Nullable Identifier number,
        Contact contact,
        Soep soep,
        Map<String, TriageAnswer> answers,
        Judged urgency,
        TriageOutcome outcome,
        @Nullable String followUp) {

    /**
     * @param by the organisation that triaged
     * @param triagist who of it did; null where nobody is named
     * @param caller who called, and how that one stands to the client
     */
    public record Contact(
            Instant start,
            Instant end,
            Ura by,
            String organisation,
            @Nullable String triagist,
            String caller,
            CodeableConcept complaint) {}

    /** The four parts of the report: subjective, objective, evaluation, plan. */
    public record Soep(String subjective, String objective, String evaluation, String plan) {}

    /**
     * How urgent it is.
     *
     * @param proposed null where nobody proposed anything
     * @param source who or what proposed it
     * @param decided what the triagist decided on
     * @param reason why that is something else
     */
    public record Judged(
            @Nullable Urgency proposed,
            @Nullable String source,
            Urgency decided,
            @Nullable String reason) {

        /**
         * @param given the proposal of the sender's own system; without one the tables propose
         * @throws nl.mgz.gateway.refusal.RefusedException when it differs from the proposal and nobody says why
         */
        public static Judged of(
                Optional<Urgency> given, Optional<Proposal> computed, Urgency decided, @Nullable String reason) {
            Urgency proposed = given.or(() -> computed.map(Proposal::urgency)).orElse(null);
            String source = given.isPresent()
                    ? "systeem van de triagedienst"
                    : computed.map(one -> one.why() + "; " + one.source()).orElse(null);
            requireReason(proposed, decided, reason);
            return new Judged(proposed, source, decided, reason == null || reason.isBlank() ? null : reason);
        }

        /** An urgency that differs from the proposal says why, whichever way a report comes. */
        static void requireReason(@Nullable Urgency proposed, Urgency decided, @Nullable String reason) {
            if (proposed != null && proposed != decided && (reason == null || reason.isBlank())) {
                throw Refusal.of(
                                ErrorCode.TRIAGE_REPORT_INVALID,
                                "The urgency is another one than was proposed (" + proposed
                                        + "): say why (in $triage-report"
                                        + " the parameter reason, in a Bundle the note of the Observation final-urgency)",
                                "Observation.note")
                        .asException();
            }
        }
    }
}
