package nl.mgz.gateway.consent.fhir;

import ca.uhn.fhir.context.FhirContext;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.consent.ConsentForm;
import org.hl7.fhir.r4.model.Consent;
import org.springframework.stereotype.Component;

/** Looks at a Consent before it is stored. */
@Component
public class ConsentReading {

    private final ConsentTree trees;

    ConsentReading(FhirContext context) {
        this.trees = new ConsentTree(context);
    }

    /** A privacy Consent that need not be stored, as {@link PatientRecord#asHere} takes it. */
    public Map<String, Object> tree(Consent consent) {
        return trees.of(consent);
    }

    /** Why nobody could decide by a privacy Consent, each with the element; empty for one by which anybody could, and for another Consent. */
    public List<String> problems(Consent consent) {
        if (!FactReading.isPrivacy(consent)) {
            return List.of();
        }
        Map<String, Object> tree = trees.of(consent);
        String patient =
                tree.get("patient") instanceof Map<?, ?> reference ? String.valueOf(reference.get("reference")) : "";
        return ConsentForm.problems(tree, patient);
    }
}
