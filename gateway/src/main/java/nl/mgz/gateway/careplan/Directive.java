package nl.mgz.gateway.careplan;

import java.util.Map;
import java.util.Objects;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.StringType;

/**
 * One treatment directive in words. A condition is told as a condition: only {@code provision.type} says yes, and where it is
 * absent, or a modifier stands beside it, nothing is allowed by it.
 */
public final class Directive {

    static final String SPECIFICATION_OTHER =
            "http://nictiz.nl/fhir/StructureDefinition/ext-TreatmentDirective2.SpecificationOther";

    static final String COMMENT = "http://nictiz.nl/fhir/StructureDefinition/ext-Comment";

    static final Map<String, String> TREATMENTS = Map.of(
            "305351004", "Opname op de intensive care",
            "89666000", "Reanimatie",
            "40617009", "Kunstmatige beademing",
            "116762002", "Toediening van bloedproducten",
            "281789004", "Behandeling met antibiotica",
            "32485007", "Opname in het ziekenhuis",
            "400231000146108", "Uitzetten van de ICD in de laatste levensfase");

    private Directive() {}

    /** Whether it is a decision about treatment, and not about sharing data or a written statement. */
    public static boolean isOne(Consent consent) {
        return consent.getScope().getCoding().stream().anyMatch(code -> "treatment".equals(code.getCode()));
    }

    /** Which treatment, in Dutch. */
    public static String treatment(Consent consent) {
        CodeableConcept concept = consent.getProvision().getCodeFirstRep();
        if (concept.hasText()) {
            return concept.getText();
        }
        return concept.getCoding().stream()
                .map(coding -> coding.hasDisplay() ? coding.getDisplay() : TREATMENTS.get(coding.getCode()))
                .filter(Objects::nonNull)
                .findFirst()
                .orElseGet(() -> concept.getCoding().stream()
                        .map(Coding::getCode)
                        .findFirst()
                        .map(code -> "behandeling met code " + code)
                        .orElse("behandeling zonder omschrijving"));
    }

    /** What was decided, in Dutch. */
    public static String decision(Consent consent) {
        ConsentProvisionType type = consent.getProvision().getType();
        String other = text(consent, SPECIFICATION_OTHER);
        if (!other.isEmpty() || consent.hasModifierExtension()) {
            return "geen ja of nee, maar: " + (other.isEmpty() ? "een voorwaarde die hier niet te lezen is" : other);
        }
        return type == ConsentProvisionType.PERMIT
                ? "wel uitvoeren"
                : type == ConsentProvisionType.DENY ? "niet uitvoeren" : "niet besloten";
    }

    /** What was said about it, as it was written. */
    public static String comment(Consent consent) {
        return text(consent, COMMENT);
    }

    private static String text(Consent consent, String url) {
        Extension extension = consent.getModifierExtension().stream()
                .filter(one -> url.equals(one.getUrl()))
                .findFirst()
                .orElseGet(() -> consent.getExtensionByUrl(url));
        return extension != null && extension.getValue() instanceof StringType text
                ? String.valueOf(text.getValue())
                : "";
    }
}
