package nl.mgz.gateway.consent;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.Item.Confidentiality;

/**
 * The choices that a jurist must confirm (section 12), each a setting that works. {@link #defaults()} is the document; the
 * second constant of each enum is the alternative.
 *
 * @param refusalInEmergency refusal-in-emergency (M5)
 * @param purposeLimitedRefusal purpose-limited refusal (M5)
 * @param permitNamingBreakGlass permit naming BTG (S4)
 * @param rankVariant rank-variant (S3, S4)
 * @param narrowList narrow-list (S3, S4)
 * @param incomparableRanks incomparable ranks (S5)
 * @param parentOrganisation parent and location (S2)
 * @param uninterpretable uninterpretable consent (C5, M4, M6, M9, M10)
 * @param malformedTask malformed task (E1)
 * @param denyFormalities deny without formalities
 * @param withdrawal withdrawal (C3)
 * @param sensitivityUpward sensitivity upward (M6)
 * @param ageMoment age rule moment (C9)
 * @param representation representation from 16 (C9)
 * @param patientRefusal refusal of the patient (S6)
 * @param parentalRefusal refusal by parents (C10)
 * @param consultBeforeAcceptance consult before acceptance (T1)
 * @param taskAgainstRefusal task against blanket refusal
 * @param unlabelledIs unlabelled data (L): what a resource without confidentiality counts as; V hides it from every permit and task, N opens it to every permit
 * @param unlabelledPermitCovers unlabelled data (M6): the highest confidentiality that a permit without label covers; R spares the opt-in
 * @param togetherFrom age rule: age in years from which the patient signs beside a parent (C9)
 * @param aloneFrom age rule: age in years from which the patient signs alone (C9) and refusals by parents lapse (C10)
 * @param representatives representation from 16 (C9): who may sign for an incapable patient from that age
 * @param emergencyWithoutRelation emergency without relation (P1): kinds of organisation that need no treatment relation for ETREAT; empty: all need one
 * @param gpMayClaimEmergency emergency without relation (G4): whether a general practice may have ETREAT
 * @param consultGrace grace (T2): how long a completed task keeps open what it refers to
 * @param consultStaleness staleness (T1, T2): how long after its start a task opens anything
 * @param outcomeOpenFor T3 without end: how long after its start the requester of a task reads its outcome
 * @param declarationValidFor break-glass declaration (B2): how long a declaration holds
 * @param declarationGrounds break-glass declaration (B2): the grounds that count
 * @param reasonLength break-glass declaration (B2): visible code points that a reason has at least
 * @param recognisedPolicies recognised policies (C6): policy uris under which a permit counts
 */
public record ConsentPolicy(
        RefusalInEmergency refusalInEmergency,
        PurposeLimitedRefusal purposeLimitedRefusal,
        PermitNamingBreakGlass permitNamingBreakGlass,
        RankVariant rankVariant,
        NarrowList narrowList,
        IncomparableRanks incomparableRanks,
        ParentOrganisation parentOrganisation,
        Uninterpretable uninterpretable,
        MalformedTask malformedTask,
        DenyFormalities denyFormalities,
        Withdrawal withdrawal,
        SensitivityUpward sensitivityUpward,
        AgeMoment ageMoment,
        Representation representation,
        PatientRefusal patientRefusal,
        ParentalRefusal parentalRefusal,
        ConsultBeforeAcceptance consultBeforeAcceptance,
        TaskAgainstRefusal taskAgainstRefusal,
        Confidentiality unlabelledIs,
        Confidentiality unlabelledPermitCovers,
        int togetherFrom,
        int aloneFrom,
        Set<String> representatives,
        Set<OrgCategory> emergencyWithoutRelation,
        boolean gpMayClaimEmergency,
        Duration consultGrace,
        Duration consultStaleness,
        Duration outcomeOpenFor,
        Duration declarationValidFor,
        Set<String> declarationGrounds,
        int reasonLength,
        Set<String> recognisedPolicies) {

    private static final ConsentPolicy DEFAULTS = new Builder().build();

    public ConsentPolicy {
        representatives = Set.copyOf(representatives);
        emergencyWithoutRelation = Set.copyOf(emergencyWithoutRelation);
        declarationGrounds = Set.copyOf(declarationGrounds);
        recognisedPolicies = Set.copyOf(recognisedPolicies);
    }

    /** Whether a text says enough to be a reason (B2); white space and invisible characters say nothing. */
    public boolean isReason(String text) {
        return Emergency.visibleLength(text) >= reasonLength;
    }

    public static ConsentPolicy defaults() {
        return DEFAULTS;
    }

    /** Starts from the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Refusal-in-emergency (M5). */
    public enum RefusalInEmergency {
        /** A deny without purpose covers break-glass too. */
        STANDS,
        /** A blanket deny without purpose does not cover BTG: break-glass may override it. A targeted one still does. */
        BREAK_GLASS_OVERRIDES_BLANKET
    }

    /** Purpose-limited refusal (M5). */
    public enum PurposeLimitedRefusal {
        /** A deny that lists TREAT or ETREAT covers BTG. */
        TREATMENT_INCLUDES_BREAK_GLASS,
        /** A deny that lists purposes covers BTG only where it lists BTG. */
        LISTED_PURPOSES_ONLY
    }

    /** Permit naming BTG (S4). */
    public enum PermitNamingBreakGlass {
        /** Naming BTG gives context 1 in the BTG run, so a general permit naming it opens break-glass under a refusal that does not. */
        OPENS,
        /** Naming BTG gives no rank: the permit has to be more specific in holder, requester or data. */
        OPENS_WHEN_MORE_SPECIFIC
    }

    /** Rank-variant (S3, S4). */
    public enum RankVariant {
        /** Only what narrows counts. */
        NARROWING,
        /** Any listed purpose gives context 1 and any listed label data 2. */
        LISTED
    }

    /** Narrow-list (S3, S4). */
    public enum NarrowList {
        /** A permit that lists classes or codes, or purposes without TREAT, ranks above a blanket refusal. */
        COUNTS,
        /** In a permit, listed classes and codes give no data rank, and listed purposes no context in the first run. */
        IGNORED
    }

    /** Incomparable ranks (S5). */
    public enum IncomparableRanks {
        /** The deny stands; date never decides. */
        OBJECTION_WINS,
        /** Of two incomparable ranks the permit dominates when its consent begins later than that of the deny. A deny without dateTime stands. */
        LATER_CONSENT_WINS
    }

    /** Parent and location (S2). */
    public enum ParentOrganisation {
        /** Naming a parent organisation ranks as naming the organisation itself: 2. */
        EQUAL,
        /** Naming a parent organisation ranks as naming its category: 1. */
        AS_CATEGORY
    }

    /** Uninterpretable consent (C5, M4, M6, M9, M10). */
    public enum Uninterpretable {
        /** Cannot be dominated, and does not block break-glass; so with unresolvable actors and meanings, missing labels and dates. */
        DENIES_OUTSIDE_EMERGENCY,
        /** The same in the BTG run: it blocks break-glass. */
        DENIES_ALWAYS
    }

    /** Malformed task (E1). */
    public enum MalformedTask {
        /** One malformed task is enough to refuse. */
        DENIES,
        /** It opens nothing and refuses nothing. A malformed request or resource always refuses. */
        IS_IGNORED
    }

    /** Deny without formalities. */
    public enum DenyFormalities {
        /** A deny is honoured whoever signed it, under whatever policy and date (except C10). */
        COUNTS,
        /** A deny counts under the conditions of a permit: C6, C7 and C9. */
        MUST_BE_FORMAL
    }

    /** Withdrawal (C3). */
    public enum Withdrawal {
        /** Of a permit: overlapping or undated works, in any form. A refusal is replaced by a validly signed version only. */
        GENEROUS,
        /** Every version is treated alike: interpretable, dated later, validly signed. */
        STRICT
    }

    /** Sensitivity upward (M6). */
    public enum SensitivityUpward {
        /** A deny of a narrower code covers a resource with the wider one. */
        DENY_COVERS_WIDER,
        /** It covers the narrower code only. */
        EXACT
    }

    /** Age rule moment (C9). */
    public enum AgeMoment {
        /** The ages are tested at the request. */
        AT_REQUEST,
        /** The ages of C9 are tested at the dateTime of the consent; without one it is not validly signed. */
        AT_SIGNING
    }

    /** Representation from 16 (C9). */
    public enum Representation {
        /** A permit signed while the patient was incapable keeps counting until it is withdrawn. */
        KEEPS_COUNTING,
        /** It counts only while the patient is incapable at the request too. */
        LAPSES_WHEN_CAPABLE
    }

    /** Refusal of the patient (S6). */
    public enum PatientRefusal {
        /** A permit without the patient never dominates a deny of the patient. */
        STRONGER_THAN_REPRESENTATIVE,
        /** Only the ranks decide. */
        BY_RANK
    }

    /** Refusal by parents (C10). */
    public enum ParentalRefusal {
        /** At the age of majority of C10, unless the patient was incapable. */
        LAPSES,
        /** It counts until it is withdrawn. */
        STAYS
    }

    /** Consult before acceptance (T1). */
    public enum ConsultBeforeAcceptance {
        /** A requested or received task opens what it refers to. */
        OPENS,
        /** Only from accepted on. */
        WAITS
    }

    /** Task against blanket refusal. */
    public enum TaskAgainstRefusal {
        /** Only a targeted deny that stands blocks a consult task. */
        TASK_WINS,
        /** Any deny that stands blocks it. */
        REFUSAL_WINS
    }

    /** Makes a policy; what is not named is the default. */
    public static final class Builder {

        private RefusalInEmergency refusalInEmergency = RefusalInEmergency.STANDS;
        private PurposeLimitedRefusal purposeLimitedRefusal = PurposeLimitedRefusal.TREATMENT_INCLUDES_BREAK_GLASS;
        private PermitNamingBreakGlass permitNamingBreakGlass = PermitNamingBreakGlass.OPENS;
        private RankVariant rankVariant = RankVariant.NARROWING;
        private NarrowList narrowList = NarrowList.COUNTS;
        private IncomparableRanks incomparableRanks = IncomparableRanks.OBJECTION_WINS;
        private ParentOrganisation parentOrganisation = ParentOrganisation.EQUAL;
        private Uninterpretable uninterpretable = Uninterpretable.DENIES_OUTSIDE_EMERGENCY;
        private MalformedTask malformedTask = MalformedTask.DENIES;
        private DenyFormalities denyFormalities = DenyFormalities.COUNTS;
        private Withdrawal withdrawal = Withdrawal.GENEROUS;
        private SensitivityUpward sensitivityUpward = SensitivityUpward.DENY_COVERS_WIDER;
        private AgeMoment ageMoment = AgeMoment.AT_REQUEST;
        private Representation representation = Representation.KEEPS_COUNTING;
        private PatientRefusal patientRefusal = PatientRefusal.STRONGER_THAN_REPRESENTATIVE;
        private ParentalRefusal parentalRefusal = ParentalRefusal.LAPSES;
        private ConsultBeforeAcceptance consultBeforeAcceptance = ConsultBeforeAcceptance.OPENS;
        private TaskAgainstRefusal taskAgainstRefusal = TaskAgainstRefusal.TASK_WINS;
        private Confidentiality unlabelledIs = Confidentiality.R;
        private Confidentiality unlabelledPermitCovers = Confidentiality.N;
        private int togetherFrom = 12;
        private int aloneFrom = 16;
        private Set<String> representatives =
                Set.of("curator", "mentor", "proxy", "partner", "parent", "child", "sibling");
        private Set<OrgCategory> emergencyWithoutRelation = Set.of(OrgCategory.TRIAGE, OrgCategory.EMERGENCY);
        private boolean gpMayClaimEmergency = true;
        private Duration consultGrace = Duration.ofHours(24);
        private Duration consultStaleness = Duration.ofDays(90);
        private Duration outcomeOpenFor = ChronoUnit.FOREVER.getDuration();
        private Duration declarationValidFor = Duration.ofHours(4);
        private Set<String> declarationGrounds = Set.of("unable-to-consent", "vital-interest");
        private int reasonLength = 10;
        private Set<String> recognisedPolicies = Set.of("urn:policy:regional-exchange:v1");

        private Builder() {}

        public Builder refusalInEmergency(RefusalInEmergency value) {
            this.refusalInEmergency = value;
            return this;
        }

        public Builder purposeLimitedRefusal(PurposeLimitedRefusal value) {
            this.purposeLimitedRefusal = value;
            return this;
        }

        public Builder permitNamingBreakGlass(PermitNamingBreakGlass value) {
            this.permitNamingBreakGlass = value;
            return this;
        }

        public Builder rankVariant(RankVariant value) {
            this.rankVariant = value;
            return this;
        }

        public Builder narrowList(NarrowList value) {
            this.narrowList = value;
            return this;
        }

        public Builder incomparableRanks(IncomparableRanks value) {
            this.incomparableRanks = value;
            return this;
        }

        public Builder parentOrganisation(ParentOrganisation value) {
            this.parentOrganisation = value;
            return this;
        }

        public Builder uninterpretable(Uninterpretable value) {
            this.uninterpretable = value;
            return this;
        }

        public Builder malformedTask(MalformedTask value) {
            this.malformedTask = value;
            return this;
        }

        public Builder denyFormalities(DenyFormalities value) {
            this.denyFormalities = value;
            return this;
        }

        public Builder withdrawal(Withdrawal value) {
            this.withdrawal = value;
            return this;
        }

        public Builder sensitivityUpward(SensitivityUpward value) {
            this.sensitivityUpward = value;
            return this;
        }

        public Builder ageMoment(AgeMoment value) {
            this.ageMoment = value;
            return this;
        }

        public Builder representation(Representation value) {
            this.representation = value;
            return this;
        }

        public Builder patientRefusal(PatientRefusal value) {
            this.patientRefusal = value;
            return this;
        }

        public Builder parentalRefusal(ParentalRefusal value) {
            this.parentalRefusal = value;
            return this;
        }

        public Builder consultBeforeAcceptance(ConsultBeforeAcceptance value) {
            this.consultBeforeAcceptance = value;
            return this;
        }

        public Builder taskAgainstRefusal(TaskAgainstRefusal value) {
            this.taskAgainstRefusal = value;
            return this;
        }

        public Builder unlabelledIs(Confidentiality value) {
            this.unlabelledIs = value;
            return this;
        }

        public Builder unlabelledPermitCovers(Confidentiality value) {
            this.unlabelledPermitCovers = value;
            return this;
        }

        public Builder togetherFrom(int value) {
            this.togetherFrom = value;
            return this;
        }

        public Builder aloneFrom(int value) {
            this.aloneFrom = value;
            return this;
        }

        public Builder representatives(Set<String> value) {
            this.representatives = value;
            return this;
        }

        public Builder emergencyWithoutRelation(Set<OrgCategory> value) {
            this.emergencyWithoutRelation = value;
            return this;
        }

        public Builder gpMayClaimEmergency(boolean value) {
            this.gpMayClaimEmergency = value;
            return this;
        }

        public Builder consultGrace(Duration value) {
            this.consultGrace = value;
            return this;
        }

        public Builder consultStaleness(Duration value) {
            this.consultStaleness = value;
            return this;
        }

        public Builder outcomeOpenFor(Duration value) {
            this.outcomeOpenFor = value;
            return this;
        }

        public Builder declarationValidFor(Duration value) {
            this.declarationValidFor = value;
            return this;
        }

        public Builder declarationGrounds(Set<String> value) {
            this.declarationGrounds = value;
            return this;
        }

        public Builder reasonLength(int value) {
            this.reasonLength = value;
            return this;
        }

        public Builder recognisedPolicies(Set<String> value) {
            this.recognisedPolicies = value;
            return this;
        }

        public ConsentPolicy build() {
            return new ConsentPolicy(
                    refusalInEmergency,
                    purposeLimitedRefusal,
                    permitNamingBreakGlass,
                    rankVariant,
                    narrowList,
                    incomparableRanks,
                    parentOrganisation,
                    uninterpretable,
                    malformedTask,
                    denyFormalities,
                    withdrawal,
                    sensitivityUpward,
                    ageMoment,
                    representation,
                    patientRefusal,
                    parentalRefusal,
                    consultBeforeAcceptance,
                    taskAgainstRefusal,
                    unlabelledIs,
                    unlabelledPermitCovers,
                    togetherFrom,
                    aloneFrom,
                    representatives,
                    emergencyWithoutRelation,
                    gpMayClaimEmergency,
                    consultGrace,
                    consultStaleness,
                    outcomeOpenFor,
                    declarationValidFor,
                    declarationGrounds,
                    reasonLength,
                    recognisedPolicies);
        }
    }
}
