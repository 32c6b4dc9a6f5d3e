package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import nl.mgz.gateway.definitions.Definitions;
import nl.mgz.gateway.terminology.CodeQuestions;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.UriType;
import org.jspecify.annotations.Nullable;

/** Concept maps, and what they translate. */
public class ConceptMapProvider extends DefinitionProvider<ConceptMap> {

    private final CodeQuestions codes;

    ConceptMapProvider(Definitions definitions, CodeQuestions codes) {
        super(ConceptMap.class, definitions);
        this.codes = codes;
    }

    /** @see <a href="https://hl7.org/fhir/R4/conceptmap-operation-translate.html">ConceptMap/$translate</a> */
    @Operation(name = "$translate", idempotent = true)
    public Parameters translate(
            @OperationParam(name = "url") @Nullable UriType url,
            @OperationParam(name = "system") @Nullable UriType system,
            @OperationParam(name = "code") @Nullable CodeType code,
            @OperationParam(name = "coding") @Nullable Coding coding) {
        AskedCode asked = AskedCode.of(system, code, coding).requireSystem();
        return codes.translate(url == null ? null : url.getValue(), asked.system(), asked.code());
    }
}
