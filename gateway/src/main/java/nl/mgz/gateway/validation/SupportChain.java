package nl.mgz.gateway.validation;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import nl.mgz.gateway.definitions.Definitions;
import nl.mgz.gateway.terminology.TerminologySupport;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.SearchParameter;

/** Everything that a validator may ask about definitions and codes, from memory alone: no database, no network. */
public final class SupportChain extends ValidationSupportChain {

    private final TerminologySupport terminology;

    public SupportChain(FhirContext context, Definitions definitions) {
        super(CacheConfiguration.defaultValues());
        DefaultProfileValidationSupport standard = StandardDefinitions.read(context);
        PrePopulatedValidationSupport held = new PrePopulatedValidationSupport(context);
        definitions.all().forEach(definition -> {
            // Search parameters go beside the standard's (below); the rest by canonical.
            if (!(definition instanceof SearchParameter)) {
                held.addResource(definition);
            }
        });
        // One coding that the list does not have may stand beside one that it has: nl-core does so on purpose.
        setCodeableConceptValidationSuccessfulIfNotAllCodingsAreValid(true);
        terminology = new TerminologySupport(context, this);
        addValidationSupport(new OwnSearchParameters(context, definitions, standard));
        addValidationSupport(held);
        addValidationSupport(standard);
        addValidationSupport(terminology);
        // Units, media types, languages: systems with a grammar, which no list can hold. The one before leaves them to
        // it.
        addValidationSupport(new CommonCodeSystemsTerminologyService(context));
        addValidationSupport(new InMemoryTerminologyServerValidationSupport(context));
        addValidationSupport(new SnapshotGeneratingValidationSupport(context));
    }

    public TerminologySupport terminology() {
        return terminology;
    }

    /** The standard's search parameters with ours beside them: a chain answers with the first list that it finds. */
    private static final class OwnSearchParameters extends PrePopulatedValidationSupport {

        private final List<IBaseResource> all = new ArrayList<>();

        OwnSearchParameters(FhirContext context, Definitions definitions, DefaultProfileValidationSupport standard) {
            super(context);
            all.addAll(Objects.requireNonNull(standard.fetchAllSearchParameters(), "search parameters of R4"));
            // What is indexed is ours to say; a region's package cannot give a served parameter another meaning.
            definitions
                    .all(SearchParameter.class)
                    .filter(parameter -> "ours".equals(definitions.packageOf(parameter)))
                    .forEach(all::add);
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T extends IBaseResource> List<T> fetchAllSearchParameters() {
            return (List<T>) all;
        }
    }
}
