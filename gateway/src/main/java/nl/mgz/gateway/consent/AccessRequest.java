package nl.mgz.gateway.consent;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who asks for whose data, as what and what for (section 2). Null where it is unknown or not in its list: G1 and G2 refuse.
 *
 * @param malformedTask one of the consult tasks could not be read: E1 at the task step
 */
public record AccessRequest(
        @Nullable String org,
        Set<String> orgPartOf,
        @Nullable OrgCategory orgCategory,
        @Nullable Role role,
        @Nullable String user,
        @Nullable Purpose purpose,
        @Nullable String patient,
        Relation relation,
        Instant at,
        boolean breakGlassAuthorised,
        @Nullable Declaration declaration,
        List<Task> tasks,
        boolean malformedTask) {

    public AccessRequest {
        org = Reference.bareOrNull(org);
        orgPartOf = Set.copyOf(Reference.bare(orgPartOf));
        user = Reference.bareOrNull(user);
        patient = Reference.bareOrNull(patient);
        tasks = List.copyOf(tasks);
    }

    public static Builder at(Instant at) {
        return new Builder(at);
    }

    /** Whether the purpose is in the treatment family (TF). */
    boolean inTreatmentFamily() {
        return purpose != null && Purpose.TREATMENT_FAMILY.contains(purpose);
    }

    /** The kinds of organisation. The first four are care. */
    public enum OrgCategory {
        GP("gp"),
        DISABILITY_CARE("disability-care"),
        TRIAGE("triage"),
        EMERGENCY("emergency"),
        INSURER("insurer"),
        RESEARCH("research");

        private static final Set<OrgCategory> CARE = EnumSet.of(GP, DISABILITY_CARE, TRIAGE, EMERGENCY);
        private final String code;

        OrgCategory(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }

        public static @Nullable OrgCategory of(@Nullable String code) {
            return Words.find(values(), OrgCategory::code, code);
        }

        boolean isCare() {
            return CARE.contains(this);
        }
    }

    /** The roles of a user. The first four are professionals. */
    public enum Role {
        PHYSICIAN("physician"),
        NURSE("nurse"),
        CARE_PROFESSIONAL("care-professional"),
        TRIAGIST("triagist"),
        ADMINISTRATIVE("administrative"),
        SYSTEM("system");

        private final String code;

        Role(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }

        public static @Nullable Role of(@Nullable String code) {
            return Words.find(values(), Role::code, code);
        }

        boolean isProfessional() {
            return this != ADMINISTRATIVE && this != SYSTEM;
        }
    }

    /** What the data are for. BTG is no purpose of a request: only the second run of the rules has it. */
    public enum Purpose {
        TREAT,
        ETREAT,
        CAREMGT,
        COC,
        HOPERAT,
        HPAYMT,
        HRESCH;

        static final Set<Purpose> TREATMENT_FAMILY = Set.of(TREAT, ETREAT, CAREMGT, COC);

        public static @Nullable Purpose of(@Nullable String code) {
            return Words.find(values(), Purpose::name, code);
        }
    }

    /** The treatment relation between patient and organisation. */
    public enum Relation {
        TREATMENT("treatment"),
        LOCUM("locum"),
        NONE("none");

        private final String code;

        Relation(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }

        /** Absent or another word is none. */
        public static Relation of(@Nullable String code) {
            Relation found = Words.find(values(), Relation::code, code);
            return found == null ? NONE : found;
        }
    }

    /** The declaration of a user who breaks the glass (B2). */
    public record Declaration(
            @Nullable Instant declaredAt,
            String reason,
            @Nullable String ground,
            @Nullable String user,
            @Nullable String org,
            @Nullable String patient) {

        public Declaration {
            user = Reference.bareOrNull(user);
            org = Reference.bareOrNull(org);
            patient = Reference.bareOrNull(patient);
        }
    }

    /**
     * A consult task. The caller verified requester, owner and references when they were written.
     *
     * @param patient the task's {@code for}
     * @param restriction {@link Span#ALWAYS} where there is none
     */
    public record Task(
            String id,
            String status,
            String requester,
            String owner,
            String patient,
            Instant authoredOn,
            @Nullable Instant ended,
            Span restriction,
            Set<String> references,
            Set<String> outputs) {

        public Task {
            requester = Reference.bare(requester);
            owner = Reference.bare(owner);
            patient = Reference.bare(patient);
            references = Set.copyOf(Reference.bare(references));
            outputs = Set.copyOf(Reference.bare(outputs));
        }
    }

    /** Makes a request; what is not named is unknown. */
    public static final class Builder {

        private final Instant at;
        private @Nullable String org;
        private Set<String> orgPartOf = Set.of();
        private @Nullable OrgCategory orgCategory;
        private @Nullable Role role;
        private @Nullable String user;
        private @Nullable Purpose purpose;
        private @Nullable String patient;
        private Relation relation = Relation.NONE;
        private boolean breakGlassAuthorised;
        private @Nullable Declaration declaration;
        private List<Task> tasks = List.of();
        private boolean malformedTask;

        private Builder(Instant at) {
            this.at = at;
        }

        public Builder organisation(@Nullable String reference, @Nullable OrgCategory category) {
            this.org = reference;
            this.orgCategory = category;
            return this;
        }

        public Builder partOf(Collection<String> organisations) {
            this.orgPartOf = Set.copyOf(organisations);
            return this;
        }

        public Builder user(@Nullable String practitioner, @Nullable Role userRole) {
            this.user = practitioner;
            this.role = userRole;
            return this;
        }

        public Builder purpose(@Nullable Purpose value) {
            this.purpose = value;
            return this;
        }

        public Builder patient(@Nullable String reference, Relation toOrganisation) {
            this.patient = reference;
            this.relation = toOrganisation;
            return this;
        }

        public Builder breakGlassAuthorised(boolean value) {
            this.breakGlassAuthorised = value;
            return this;
        }

        public Builder declaration(@Nullable Declaration value) {
            this.declaration = value;
            return this;
        }

        /** Examined in this order. */
        public Builder tasks(List<Task> values) {
            this.tasks = values;
            return this;
        }

        public Builder malformedTask(boolean value) {
            this.malformedTask = value;
            return this;
        }

        public AccessRequest build() {
            return new AccessRequest(
                    org,
                    orgPartOf,
                    orgCategory,
                    role,
                    user,
                    purpose,
                    patient,
                    relation,
                    at,
                    breakGlassAuthorised,
                    declaration,
                    tasks,
                    malformedTask);
        }
    }
}
