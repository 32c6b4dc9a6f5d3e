package nl.mgz.gateway.summary;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import nl.mgz.gateway.capability.DataCategory;
import nl.mgz.gateway.consent.fhir.Items.Row;

/** Which of a patient's resources a summary has to read at all, by what is known of them without reading them. */
public final class Wanted {

    private static final String VITAL_SIGNS = "|vital-signs";
    private static final String CAPACITY = "|" + Belonging.LEGALLY_CAPABLE;
    private static final String ADR = "|adr";
    private static final String TREATMENT = "|treatment";
    private static final int LAST_CONTACTS = 20;

    private Wanted() {}

    /** @param rows what may be seen of one patient */
    public static List<Row> of(Collection<Row> rows, Set<SummarySection> sections) {
        Set<String> types = sections.stream()
                .flatMap(section -> section == SummarySection.DIFFERENCES
                        ? java.util.stream.Stream.of(SummarySection.MEDICATION, SummarySection.ALLERGIES)
                        : java.util.stream.Stream.of(section))
                .flatMap(section -> section.types().stream())
                .collect(Collectors.toSet());
        List<Row> wanted = new ArrayList<>();
        Map<String, Row> vitals = new LinkedHashMap<>();
        List<Row> contacts = new ArrayList<>();
        for (Row row : rows) {
            if ("Patient".equals(row.type())) {
                wanted.add(row);
            } else if (!types.contains(row.type()) || "entered-in-error".equals(row.status())) {
                continue;
            } else if ("Observation".equals(row.type())) {
                observation(row, wanted, vitals);
            } else if ("Encounter".equals(row.type())) {
                contacts.add(row);
            } else if (mayBeTold(row)) {
                wanted.add(row);
            }
        }
        wanted.addAll(vitals.values());
        contacts.stream()
                .filter(row -> !"planned".equals(row.status()) && !"cancelled".equals(row.status()))
                .sorted(Comparator.comparing(Wanted::moment).reversed().thenComparing(Row::id))
                .limit(LAST_CONTACTS)
                .forEach(wanted::add);
        return wanted;
    }

    private static void observation(Row row, List<Row> wanted, Map<String, Row> vitals) {
        if (has(row, CAPACITY)) {
            wanted.add(row);
        } else if (has(row, VITAL_SIGNS) && !"cancelled".equals(row.status())) {
            String code = row.codes().stream()
                    .filter(one -> !one.endsWith(VITAL_SIGNS))
                    .sorted()
                    .collect(Collectors.joining(" "));
            vitals.merge(code, row, Wanted::later);
        }
    }

    private static Row later(Row one, Row other) {
        int order = Long.compare(moment(one), moment(other));
        return order > 0 || (order == 0 && one.id().compareTo(other.id()) < 0) ? one : other;
    }

    private static long moment(Row row) {
        return row.date() == null ? Long.MIN_VALUE : row.date().from();
    }

    /** Of Consents those about treatment, of filled in forms those of a care plan. */
    private static boolean mayBeTold(Row row) {
        return switch (row.type()) {
            case "Consent" -> isWish(row);
            case "QuestionnaireResponse" -> DataCategory.CAREPLAN.code().equals(row.category());
            default -> true;
        };
    }

    private static boolean isWish(Row row) {
        return has(row, TREATMENT) || has(row, ADR);
    }

    private static boolean has(Row row, String ending) {
        return row.codes().stream().anyMatch(code -> code.endsWith(ending));
    }
}
