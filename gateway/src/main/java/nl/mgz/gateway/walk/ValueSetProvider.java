package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import nl.mgz.gateway.definitions.Definitions;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.terminology.CodeQuestions;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.hl7.fhir.r4.model.ValueSet;
import org.jspecify.annotations.Nullable;

/** Value sets, and which codes they hold. */
public class ValueSetProvider extends DefinitionProvider<ValueSet> {

    private static final int MOST = 1_000;

    private final CodeQuestions codes;

    ValueSetProvider(Definitions definitions, CodeQuestions codes) {
        super(ValueSet.class, definitions);
        this.codes = codes;
    }

    /** @see <a href="https://hl7.org/fhir/R4/valueset-operation-expand.html">ValueSet/$expand</a> */
    @Operation(name = "$expand", idempotent = true)
    public ValueSet expand(
            @IdParam(optional = true) @Nullable IIdType id,
            @OperationParam(name = "url") @Nullable UriType url,
            @OperationParam(name = "filter") @Nullable StringType filter,
            @OperationParam(name = "count") @Nullable IntegerType count,
            @OperationParam(name = "offset") @Nullable IntegerType offset) {
        return codes.expand(
                canonical(id, url),
                filter == null ? null : filter.getValue(),
                count == null ? MOST : Math.min(MOST, Math.max(0, count.getValue())),
                offset == null ? 0 : Math.max(0, offset.getValue()));
    }

    /** @see <a href="https://hl7.org/fhir/R4/valueset-operation-validate-code.html">ValueSet/$validate-code</a> */
    @Operation(name = "$validate-code", idempotent = true)
    public Parameters validateCode(
            @IdParam(optional = true) @Nullable IIdType id,
            @OperationParam(name = "url") @Nullable UriType url,
            @OperationParam(name = "system") @Nullable UriType system,
            @OperationParam(name = "code") @Nullable CodeType code,
            @OperationParam(name = "coding") @Nullable Coding coding) {
        AskedCode asked = AskedCode.of(system, code, coding);
        return codes.validateInValueSet(canonical(id, url), asked.system(), asked.code());
    }

    private String canonical(@Nullable IIdType id, @Nullable UriType url) {
        if (id != null) {
            return read(id).getUrl();
        }
        if (url == null || !url.hasValue()) {
            throw Refusal.of(ErrorCode.PARAMETER_INVALID, "Name the value set by url, or by its id in the path")
                    .asException();
        }
        return url.getValue();
    }
}
