package nl.mgz.gateway.consent.choice;

import java.time.Instant;
import nl.mgz.gateway.consent.AccessRequest;
import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.AccessRequest.Purpose;
import nl.mgz.gateway.consent.AccessRequest.Relation;
import nl.mgz.gateway.consent.AccessRequest.Role;
import nl.mgz.gateway.consent.fhir.PatientRecord;
import org.jspecify.annotations.Nullable;

/**
 * Whether somebody may see something, asked by who may know.
 *
 * @param organization its one name in decisions
 * @param category null: none that a patient's choice gives anything
 * @param relation null: what is recorded at that moment
 * @param mayBreakGlass whether the organisation lets this person break the glass
 */
public record Question(
        String patientId,
        String organization,
        @Nullable OrgCategory category,
        Role role,
        @Nullable String user,
        Purpose purpose,
        @Nullable Relation relation,
        boolean mayBreakGlass,
        Instant at) {

    AccessRequest request(PatientRecord record) {
        return AccessRequest.at(at)
                .organisation(organization, category)
                .partOf(record.directory().partOf(organization))
                .user(user, role)
                .purpose(purpose)
                .patient("Patient/" + patientId, relation == null ? record.relation(organization, at) : relation)
                .breakGlassAuthorised(mayBreakGlass)
                .tasks(record.tasks())
                .build();
    }

    Question as(Organisations.Organisation other, Role otherRole, Purpose otherPurpose) {
        return new Question(
                patientId,
                other.reference(),
                other.category(),
                otherRole,
                null,
                otherPurpose,
                relation == null ? Relation.TREATMENT : relation,
                otherPurpose == Purpose.ETREAT,
                at);
    }
}
