package nl.mgz.gateway.audit.view;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import nl.mgz.gateway.audit.Touched;

/** Dutch names of the resource types that are served. */
final class DataKinds {

    private record Name(String one, String several) {}

    private static final Map<String, Name> NAMES = new LinkedHashMap<>();

    static {
        // One patient has one such record, and nobody counts those.
        name("Patient", "uw persoonsgegevens", "uw persoonsgegevens");
        name("RelatedPerson", "contactpersoon", "contactpersonen");
        name("AllergyIntolerance", "allergie", "allergieën");
        name("Appointment", "afspraak", "afspraken");
        name("CarePlan", "zorgplan", "zorgplannen");
        name("CareTeam", "zorgteam", "zorgteams");
        name("Communication", "bericht", "berichten");
        name("CommunicationRequest", "verzoek om iemand te informeren", "verzoeken om iemand te informeren");
        name("Composition", "verslag", "verslagen");
        name("Condition", "aandoening", "aandoeningen");
        name("Consent", "toestemming of behandelafspraak", "toestemmingen of behandelafspraken");
        name("Coverage", "verzekering", "verzekeringen");
        name("Device", "hulpmiddel", "hulpmiddelen");
        name("DeviceRequest", "aanvraag van een hulpmiddel", "aanvragen van hulpmiddelen");
        name("DeviceUseStatement", "gegeven over hulpmiddelen", "gegevens over hulpmiddelen");
        name("DiagnosticReport", "uitslag van onderzoek", "uitslagen van onderzoek");
        name("DocumentReference", "document", "documenten");
        name("Encounter", "contact met een zorgverlener", "contacten met zorgverleners");
        name("EpisodeOfCare", "zorgperiode", "zorgperiodes");
        name("Flag", "waarschuwing", "waarschuwingen");
        name("Goal", "behandeldoel", "behandeldoelen");
        name("Immunization", "vaccinatie", "vaccinaties");
        name("ImmunizationRecommendation", "advies over vaccinatie", "adviezen over vaccinatie");
        name("MedicationAdministration", "toegediend medicijn", "toegediende medicijnen");
        name("MedicationDispense", "meegegeven medicijn", "meegegeven medicijnen");
        name("MedicationRequest", "medicatie-afspraak", "medicatie-afspraken");
        name("MedicationStatement", "medicijn dat u gebruikt", "medicijnen die u gebruikt");
        name("NutritionOrder", "afspraak over voeding", "afspraken over voeding");
        name("Observation", "meting of bevinding", "metingen of bevindingen");
        name("Procedure", "behandeling", "behandelingen");
        name("QuestionnaireResponse", "ingevulde vragenlijst", "ingevulde vragenlijsten");
        name("ServiceRequest", "verwijzing of aanvraag", "verwijzingen of aanvragen");
        name("Specimen", "afgenomen monster", "afgenomen monsters");
        name("Task", "taak", "taken");
        name("Organization", "organisatie", "organisaties");
        name("OrganizationAffiliation", "samenwerking van organisaties", "samenwerkingen van organisaties");
        name("Practitioner", "zorgverlener", "zorgverleners");
        name("PractitionerRole", "functie van een zorgverlener", "functies van zorgverleners");
        name("Location", "locatie", "locaties");
        name("HealthcareService", "zorgdienst", "zorgdiensten");
        name("Endpoint", "technisch adres", "technische adressen");
        name("Medication", "medicijn", "medicijnen");
        name("Questionnaire", "vragenlijst", "vragenlijsten");
        name("AuditEvent", "regel over wie gegevens zag", "regels over wie gegevens zag");
    }

    private DataKinds() {}

    private static void name(String type, String one, String several) {
        NAMES.put(type, new Name(one, several));
    }

    static Set<String> named() {
        return NAMES.keySet();
    }

    /** Several versions of one record are one; kinds in the order of the list above, those without a name behind them. */
    static String counted(Collection<Touched> resources) {
        Map<String, Set<String>> ids = new TreeMap<>();
        resources.forEach(
                one -> ids.computeIfAbsent(one.type(), type -> new TreeSet<>()).add(one.id()));
        List<String> order = List.copyOf(NAMES.keySet());
        return ids.entrySet().stream()
                .sorted(Comparator.comparingInt(
                        kind -> NAMES.containsKey(kind.getKey()) ? order.indexOf(kind.getKey()) : order.size()))
                .map(kind -> counted(kind.getKey(), kind.getValue().size()))
                .collect(Collectors.joining(", "));
    }

    private static String counted(String type, int count) {
        if (type.equals("Patient")) {
            return "uw persoonsgegevens";
        }
        Name name =
                NAMES.getOrDefault(type, new Name("ander gegeven (" + type + ")", "andere gegevens (" + type + ")"));
        return count + " " + (count == 1 ? name.one() : name.several());
    }
}
