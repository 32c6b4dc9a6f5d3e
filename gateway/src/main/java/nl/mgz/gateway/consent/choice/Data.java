package nl.mgz.gateway.consent.choice;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import nl.mgz.gateway.consent.Item;
import nl.mgz.gateway.consent.fhir.Directory;
import nl.mgz.gateway.consent.fhir.Items;
import org.jspecify.annotations.Nullable;

/**
 * Something that a question is about: a stored resource, or one that might be.
 *
 * @param category of data, by code
 */
public record Data(Item item, String category, Item.Confidentiality confidentiality, SortedSet<String> sensitivity) {

    public static Data of(Items.Row row, Directory directory) {
        return new Data(
                row.item(directory),
                row.category(),
                Item.Confidentiality.valueOf(row.labels().confidentiality().name()),
                row.labels().sensitivity());
    }

    /**
     * Of a kind, whether there is any or not.
     *
     * @param holder the organisation that would hold it
     */
    public static Data supposed(
            String patientId,
            String category,
            Item.@Nullable Confidentiality confidentiality,
            List<String> sensitivity,
            String holder) {
        Item.Confidentiality level = confidentiality != null
                ? confidentiality
                : sensitivity.isEmpty() ? Item.Confidentiality.N : Item.Confidentiality.R;
        Item item = Item.of("Basic", "supposed", holder)
                .patient("Patient/" + patientId)
                .category(Item.Category.of(category))
                .confidentiality(level)
                .sensitivity(sensitivity)
                .build();
        return new Data(item, category, level, new TreeSet<>(sensitivity));
    }

    /** As people call it. */
    String dutch() {
        return DutchWords.data(category, sensitivity, confidentiality);
    }
}
