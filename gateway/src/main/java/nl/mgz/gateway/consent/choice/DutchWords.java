package nl.mgz.gateway.consent.choice;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import nl.mgz.gateway.consent.Item;
import nl.mgz.gateway.consent.Span;
import org.jspecify.annotations.Nullable;

/** What codes are called in plain Dutch. A code that has no word here is told as it is. */
public final class DutchWords {

    private static final ZoneId DUTCH = ZoneId.of("Europe/Amsterdam");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.forLanguageTag("nl-NL"));

    private static final Map<String, String> DATA = Map.ofEntries(
            Map.entry("summary", "samenvattingen"),
            Map.entry("careplan", "zorgplannen en behandelwensen"),
            Map.entry("consultation", "verslagen van contacten"),
            Map.entry("medication", "medicatie"),
            Map.entry("allergy", "allergieën"),
            Map.entry("problem", "problemen en diagnoses"),
            Map.entry("observation", "metingen en bevindingen"),
            Map.entry("document", "documenten"),
            Map.entry("administrative", "persoonsgegevens en contactpersonen"),
            Map.entry("consent", "toestemmingen"),
            Map.entry("audit", "wie er heeft gekeken"));

    private static final Map<String, String> SENSITIVE = new LinkedHashMap<>();

    static {
        SENSITIVE.put("PSY", "psychische gezondheid");
        SENSITIVE.put("PSYTHPN", "aantekeningen van psychotherapie");
        SENSITIVE.put("ETH", "gebruik van alcohol of drugs");
        SENSITIVE.put("ETHUD", "alcoholgebruik");
        SENSITIVE.put("OPIOIDUD", "gebruik van opioïden");
        SENSITIVE.put("SEX", "seksuele gezondheid");
        SENSITIVE.put("STD", "geslachtsziekten");
        SENSITIVE.put("HIV", "hiv");
        SENSITIVE.put("SDV", "geweld en misbruik");
        SENSITIVE.put("GDIS", "erfelijkheid");
        SENSITIVE.put("INVOLCARE", "onvrijwillige zorg");
        SENSITIVE.put("EUTHANASIA", "het standpunt over euthanasie");
    }

    private static final Map<String, String> CATEGORIES = Map.of(
            "gp", "huisartsen",
            "disability-care", "organisaties voor gehandicaptenzorg",
            "triage", "triagediensten en huisartsenposten",
            "emergency", "afdelingen voor spoedeisende hulp",
            "insurer", "zorgverzekeraars",
            "research", "onderzoekers");

    private static final Map<String, String> PURPOSES = Map.of(
            "TREAT", "voor zorg of behandeling",
            "ETREAT", "in een noodgeval",
            "BTG", "met noodtoegang",
            "CAREMGT", "om zorg te regelen",
            "COC", "om zorg met elkaar af te stemmen",
            "HOPERAT", "voor de bedrijfsvoering",
            "HPAYMT", "om zorg te betalen",
            "HRESCH", "voor onderzoek");

    private static final Map<String, String> RELATIONSHIPS = Map.of(
            "parent", "een ouder",
            "guardian", "de voogd",
            "mentor", "de mentor",
            "curator", "de curator",
            "proxy", "de gevolmachtigde",
            "partner", "de partner",
            "child", "een kind",
            "sibling", "een broer of zus");

    private DutchWords() {}

    static String data(String code) {
        return DATA.getOrDefault(code, code);
    }

    static String sensitivity(String code) {
        return SENSITIVE.getOrDefault(code, code);
    }

    /** Whether this is a label that a patient can choose about. */
    public static boolean isSensitivity(String code) {
        return SENSITIVE.containsKey(code);
    }

    /** Whether this is a category of data that a patient can choose about. */
    public static boolean isData(String code) {
        return DATA.containsKey(code) && !code.equals("consent") && !code.equals("audit");
    }

    static String category(String code) {
        return CATEGORIES.getOrDefault(code, code);
    }

    static String purpose(String code) {
        return PURPOSES.getOrDefault(code, code);
    }

    /** Whether a choice can be limited to this purpose. */
    public static boolean isPurpose(String code) {
        return PURPOSES.containsKey(code);
    }

    static String relationship(@Nullable String code) {
        return code == null ? "een vertegenwoordiger" : RELATIONSHIPS.getOrDefault(code, "een vertegenwoordiger");
    }

    /** {@code medicatie}, with what makes it sensitive. */
    static String data(
            String category, Collection<String> sensitivity, Item.@Nullable Confidentiality confidentiality) {
        String name = data(category);
        if (!sensitivity.isEmpty()) {
            return name + " (gevoelig: "
                    + and(sensitivity.stream().map(DutchWords::sensitivity).toList()) + ")";
        }
        boolean restricted = confidentiality != null && confidentiality.compareTo(Item.Confidentiality.N) > 0;
        return restricted ? name + " (gevoelig)" : name;
    }

    /** {@code 15 januari 2026}; empty where there is no date that can be read. */
    static String day(@Nullable String fhirDate) {
        Span span = Span.ofDate(fhirDate);
        return span == null ? "" : day(java.time.Instant.ofEpochMilli(span.from()));
    }

    static String day(java.time.Instant moment) {
        return DAY.format(LocalDate.ofInstant(moment, DUTCH));
    }

    /** {@code a, b en c}. */
    static String and(Collection<String> words) {
        List<String> all = new ArrayList<>(words);
        if (all.size() < 2) {
            return String.join("", all);
        }
        String last = all.remove(all.size() - 1);
        return String.join(", ", all) + " en " + last;
    }

    static String capital(String sentence) {
        return sentence.isEmpty() ? sentence : Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
    }
}
