package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.identity.GatewayAddress;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.springframework.stereotype.Component;

/** The most recent observations of each code (https://hl7.org/fhir/R4/observation-operation-lastn.html), of one patient. */
@Component
class LastObservations {

    private final FhirRepository repository;
    private final GatewayAddress address;

    LastObservations(FhirRepository repository, GatewayAddress address) {
        this.repository = repository;
        this.address = address;
    }

    Bundle find(RequestDetails request) {
        Map<String, String[]> asked = new LinkedHashMap<>(request.getParameters());
        int max = max(asked.remove("max"));
        if (!asked.containsKey("patient") && !asked.containsKey("subject")) {
            throw Refusal.of(ErrorCode.PARAMETER_INVALID, "$lastn needs patient or subject, and one of them alone")
                    .asException();
        }
        if (!asked.containsKey("category") && !asked.containsKey("code")) {
            throw Refusal.of(ErrorCode.PARAMETER_INVALID, "$lastn needs a category or a code")
                    .asException();
        }
        Map<String, Integer> taken = new HashMap<>();
        List<IBaseResource> matches = new ArrayList<>();
        List<IBaseResource> included = new ArrayList<>();
        // Newest first; those without a moment last.
        asked.put("_sort", new String[] {"-date"});
        for (IBaseResource found : repository.searchAll("Observation", asked, request)) {
            if (!(found instanceof Observation observation)) {
                included.add(found);
            } else if (codes(observation).stream().anyMatch(code -> taken.merge(code, 1, Integer::sum) <= max)) {
                matches.add(observation);
            }
        }
        return bundle(matches, included);
    }

    private static Set<String> codes(Observation observation) {
        Set<String> codes = observation.getCode().getCoding().stream()
                .map((Coding code) -> code.getSystem() + "|" + code.getCode())
                .collect(Collectors.toSet());
        return codes.isEmpty() ? Set.of("text|" + observation.getCode().getText()) : codes;
    }

    private Bundle bundle(List<IBaseResource> matches, List<IBaseResource> included) {
        Bundle bundle = new Bundle();
        bundle.setType(BundleType.SEARCHSET).setTotal(matches.size());
        matches.forEach(resource -> add(bundle, resource, SearchEntryMode.MATCH));
        included.stream()
                .filter(resource -> bundle.getEntry().stream().noneMatch(entry -> same(entry.getResource(), resource)))
                .forEach(resource -> add(bundle, resource, SearchEntryMode.INCLUDE));
        return bundle;
    }

    private static boolean same(IBaseResource one, IBaseResource other) {
        return one.getIdElement().getIdPart().equals(other.getIdElement().getIdPart());
    }

    private void add(Bundle bundle, IBaseResource resource, SearchEntryMode mode) {
        bundle.addEntry()
                .setFullUrl(address.base() + "/" + resource.fhirType() + "/"
                        + resource.getIdElement().getIdPart())
                .setResource((org.hl7.fhir.r4.model.Resource) resource)
                .getSearch()
                .setMode(mode);
    }

    private static int max(String @org.jspecify.annotations.Nullable [] values) {
        if (values == null || values.length == 0) {
            return 1;
        }
        try {
            int max = Integer.parseInt(values[0]);
            if (max > 0) {
                return max;
            }
        } catch (NumberFormatException e) {
            // told below, together with zero and less
        }
        throw Refusal.of(ErrorCode.PARAMETER_INVALID, "max must be a whole number of 1 or more")
                .asException();
    }
}
