package nl.mgz.gateway.consent.choice;

import java.util.List;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/**
 * What somebody answered about sharing a patient's data.
 *
 * @param permit whether it is a yes
 * @param to organisations and categories of them; empty: everybody
 * @param holders whose data; empty: everybody's
 * @param what categories of data; empty: all
 * @param allSensitive whether a yes covers what is sensitive too; a no, whether it is about that alone
 * @param sensitive labels: a yes covers these beside what is everyday, a no is about these alone
 * @param purposes empty: for a yes treatment, for a no everything, emergencies included
 * @param from date, null: now
 * @param until date, null: until it is taken back
 * @param signers references to the Patient and RelatedPersons
 * @param spoken said, and written down by a professional
 */
public record Choice(
        boolean permit,
        List<Reference> to,
        List<Reference> holders,
        List<String> what,
        boolean allSensitive,
        List<String> sensitive,
        List<String> purposes,
        @Nullable String from,
        @Nullable String until,
        List<String> signers,
        boolean spoken) {

    public Choice {
        to = List.copyOf(to);
        holders = List.copyOf(holders);
        what = List.copyOf(what);
        sensitive = List.copyOf(sensitive);
        purposes = List.copyOf(purposes);
        signers = List.copyOf(signers);
    }
}
