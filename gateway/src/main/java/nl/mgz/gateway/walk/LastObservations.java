package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Observation;
import org.springframework.stereotype.Component;

/** The most recent observations of each code (https://hl7.org/fhir/R4/observation-operation-lastn.html), of one patient. */
@Component
class LastObservations {

    private final PermittedSearch searching;
    private final Answers answers;

    LastObservations(PermittedSearch searching, Answers answers) {
        this.searching = searching;
        this.answers = answers;
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
        // Newest first; those without a moment last.
        asked.put("_sort", new String[] {"-date"});
        PermittedSearch.Found all = searching.all("Observation", asked, request);
        for (IBaseResource found : all.matches()) {
            if (codes((Observation) found).stream().anyMatch(code -> taken.merge(code, 1, Integer::sum) <= max)) {
                matches.add(found);
            }
        }
        return answers.aboutPatient(matches, besides(all.included(), matches), matches.size(), request);
    }

    private static List<IBaseResource> besides(List<IBaseResource> included, List<IBaseResource> matches) {
        Set<String> there = new HashSet<>();
        matches.forEach(match -> there.add(match.getIdElement().getIdPart()));
        return included.stream()
                .filter(resource -> there.add(resource.getIdElement().getIdPart()))
                .toList();
    }

    private static Set<String> codes(Observation observation) {
        Set<String> codes = observation.getCode().getCoding().stream()
                .map((Coding code) -> code.getSystem() + "|" + code.getCode())
                .collect(Collectors.toSet());
        return codes.isEmpty() ? Set.of("text|" + observation.getCode().getText()) : codes;
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
