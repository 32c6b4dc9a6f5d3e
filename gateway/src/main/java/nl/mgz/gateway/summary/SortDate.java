package nl.mgz.gateway.summary;

import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.MedicationRequest;
import org.hl7.fhir.r4.model.MedicationStatement;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** By which moment a resource takes its place among others. */
final class SortDate {

    private SortDate() {}

    /** Milliseconds since 1970; what has no date comes last. */
    static long of(Resource resource) {
        if (resource instanceof Observation observation) {
            return moment(observation.getEffective());
        }
        if (resource instanceof Encounter encounter) {
            return moment(encounter.getPeriod());
        }
        if (resource instanceof Condition condition) {
            return moment(condition.getOnset());
        }
        if (resource instanceof MedicationRequest request) {
            return moment(request.getAuthoredOnElement());
        }
        if (resource instanceof MedicationStatement statement) {
            return moment(statement.getEffective());
        }
        if (resource instanceof AllergyIntolerance allergy) {
            return moment(allergy.getOnset());
        }
        if (resource instanceof Procedure procedure) {
            return moment(procedure.getPerformed());
        }
        return resource instanceof Consent consent ? moment(consent.getDateTimeElement()) : Long.MIN_VALUE;
    }

    private static long moment(@Nullable Type value) {
        if (value instanceof Period period) {
            return moment(period.getStartElement());
        }
        return value instanceof BaseDateTimeType date && date.hasValue()
                ? date.getValue().getTime()
                : Long.MIN_VALUE;
    }
}
