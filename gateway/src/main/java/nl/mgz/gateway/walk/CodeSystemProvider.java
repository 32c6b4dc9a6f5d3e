package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import nl.mgz.gateway.definitions.Definitions;
import nl.mgz.gateway.terminology.CodeQuestions;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;

/** Code systems, and what their codes mean. */
public class CodeSystemProvider extends DefinitionProvider<CodeSystem> {

    private final CodeQuestions codes;

    CodeSystemProvider(Definitions definitions, CodeQuestions codes) {
        super(CodeSystem.class, definitions);
        this.codes = codes;
    }

    /** @see <a href="https://hl7.org/fhir/R4/codesystem-operation-lookup.html">CodeSystem/$lookup</a> */
    @Operation(name = "$lookup", idempotent = true)
    public Parameters lookup(
            @OperationParam(name = "system") @Nullable UriType system,
            @OperationParam(name = "code") @Nullable CodeType code,
            @OperationParam(name = "coding") @Nullable Coding coding) {
        AskedCode asked = AskedCode.of(system, code, coding).requireSystem();
        return codes.lookup(asked.system(), asked.code());
    }

    /** @see <a href="https://hl7.org/fhir/R4/codesystem-operation-validate-code.html">CodeSystem/$validate-code</a> */
    @Operation(name = "$validate-code", idempotent = true)
    public Parameters validateCode(
            @OperationParam(name = "url") @Nullable UriType url,
            @OperationParam(name = "code") @Nullable CodeType code,
            @OperationParam(name = "coding") @Nullable Coding coding) {
        AskedCode asked = AskedCode.of(url, code, coding).requireSystem();
        return codes.validateInSystem(asked.system(), asked.code());
    }
}
