package nl.mgz.gateway.walk;

import nl.mgz.gateway.patient.Bsn;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/** A person as an operation names one who is not known by id: {@code identifier} with the BSN, and {@code birthDate}. */
record ByBsn(Bsn bsn, String birthDate) {

    static ByBsn of(@Nullable Type identifier, String birthDate) {
        if (!(identifier instanceof Identifier number)
                || !Bsn.isBsn(number)
                || Bsn.parse(String.valueOf(number.getValue())).isEmpty()) {
            throw Refusal.of(
                            ErrorCode.BSN_INVALID,
                            "The identifier is no BSN: it needs the system " + Bsn.SYSTEM
                                    + " and nine digits that pass the eleven-test",
                            OperationBody.path("identifier"))
                    .asException();
        }
        if (!birthDate.matches("\\d{4}-\\d{2}-\\d{2}")) {
            throw OperationBody.invalid("birthDate", "a whole day: 1961-04-03");
        }
        return new ByBsn(Bsn.parse(number.getValue()).orElseThrow(), birthDate);
    }
}
