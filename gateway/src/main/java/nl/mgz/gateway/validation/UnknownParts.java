package nl.mgz.gateway.validation;

import ca.uhn.fhir.parser.ErrorHandlerAdapter;
import java.util.ArrayList;
import java.util.List;
import nl.mgz.gateway.validation.Validation.Finding;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.jspecify.annotations.Nullable;

/** What a parser met and FHIR does not know. */
final class UnknownParts extends ErrorHandlerAdapter {

    private final List<Finding> findings = new ArrayList<>();

    List<Finding> findings() {
        return findings;
    }

    @Override
    public void unknownElement(@Nullable IParseLocation location, String element) {
        add(location, "Unknown element '" + element + "'");
    }

    @Override
    public void unknownAttribute(@Nullable IParseLocation location, String attribute) {
        add(location, "Unknown attribute '" + attribute + "'");
    }

    @Override
    public void unexpectedRepeatingElement(@Nullable IParseLocation location, String element) {
        add(location, "Element '" + element + "' may be there once");
    }

    private void add(@Nullable IParseLocation location, String text) {
        String parent =
                location == null || location.getParentElementName() == null ? "" : location.getParentElementName();
        findings.add(new Finding(IssueSeverity.ERROR, "unknown-part", parent, text));
    }
}
