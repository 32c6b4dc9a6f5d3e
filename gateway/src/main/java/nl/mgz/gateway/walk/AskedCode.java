package nl.mgz.gateway.walk;

import java.util.Objects;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;

/** The code that a terminology operation is asked about, however it was given. @param system empty where none was given */
record AskedCode(String system, String code) {

    static AskedCode of(@Nullable UriType system, @Nullable CodeType code, @Nullable Coding coding) {
        if (coding != null && coding.hasCode()) {
            return new AskedCode(Objects.requireNonNullElse(coding.getSystem(), ""), coding.getCode());
        }
        if (code == null || !code.hasValue()) {
            throw Refusal.of(ErrorCode.PARAMETER_INVALID, "Give a code, or a coding")
                    .asException();
        }
        return new AskedCode(system == null ? "" : Objects.requireNonNullElse(system.getValue(), ""), code.getValue());
    }

    AskedCode requireSystem() {
        if (system.isEmpty()) {
            throw Refusal.of(ErrorCode.PARAMETER_INVALID, "Give the system of the code as well")
                    .asException();
        }
        return this;
    }
}
