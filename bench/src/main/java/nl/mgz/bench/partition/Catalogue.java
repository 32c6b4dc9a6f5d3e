package nl.mgz.bench.partition;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.SearchParameter;

/** The types that the measurement stores, with the search parameters that the gateway indexes for them. */
final class Catalogue {

    private static final Map<String, String> PARAMETERS = Map.ofEntries(
            Map.entry(
                    "Patient",
                    "identifier name family given birthdate gender general-practitioner organization active"),
            Map.entry("AllergyIntolerance", "patient clinical-status code category date"),
            Map.entry(
                    "Condition",
                    "patient subject code category clinical-status verification-status onset-date recorded-date"
                            + " encounter"),
            Map.entry("Device", "patient type identifier status"),
            Map.entry("Encounter", "patient subject date class type status reason-reference"),
            Map.entry("MedicationStatement", "patient subject status category medication effective code"),
            Map.entry(
                    "Observation",
                    "patient subject code category date status encounter value-concept method has-member derived-from"
                            + " specimen"),
            Map.entry(
                    "Task",
                    "patient subject code status owner requester focus group-identifier authored-on modified"
                            + " business-status"),
            Map.entry("Organization", "identifier name type active partof"),
            Map.entry("Practitioner", "identifier name family active"),
            Map.entry("PractitionerRole", "identifier practitioner organization role specialty active service"));

    private Catalogue() {}

    static boolean stores(String type) {
        return PARAMETERS.containsKey(type);
    }

    /** Leaves of what the standard defines only what the gateway serves: an index nobody uses would count as cost. */
    static List<SearchParameter> served(List<SearchParameter> standard) {
        return standard.stream()
                .map(Catalogue::served)
                .filter(parameter -> !parameter.getBase().isEmpty())
                .toList();
    }

    private static SearchParameter served(SearchParameter standard) {
        Set<String> bases = standard.getBase().stream().map(CodeType::getCode).collect(Collectors.toSet());
        boolean everywhere = bases.contains("Resource") || bases.contains("DomainResource");
        SearchParameter served = standard.copy();
        served.setStatus(PublicationStatus.ACTIVE);
        served.setBase(PARAMETERS.keySet().stream()
                .filter(type -> everywhere || bases.contains(type))
                .filter(type -> parameters(type).contains(standard.getCode()))
                .map(CodeType::new)
                .toList());
        return served;
    }

    private static Set<String> parameters(String type) {
        Set<String> all =
                new TreeSet<>(Arrays.asList(PARAMETERS.getOrDefault(type, "").split(" ")));
        all.add("_id");
        all.add("_lastUpdated");
        return all;
    }
}
