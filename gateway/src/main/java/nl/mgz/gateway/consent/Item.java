package nl.mgz.gateway.consent;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The facts of one resource (section 2), prepared for matching. Holds no content, and prints none. */
public final class Item {

    private final String self;
    private final String type;
    private final @Nullable String patient;
    private final @Nullable Category category;
    private final @Nullable Confidentiality confidentiality;
    private final String[] sensitivity;
    private final String[] codes;
    private final String authorOrg;
    private final @Nullable String author;
    private final @Nullable Span date;
    private final Set<String> related;
    private final boolean enteredInError;

    private Item(Builder from) {
        this.type = from.type;
        this.self = from.type + "/" + from.id;
        this.patient = Reference.bareOrNull(from.patient);
        this.category = from.category;
        this.confidentiality = from.confidentiality;
        this.sensitivity = from.sensitivity.toArray(String[]::new);
        this.codes = from.codes.toArray(String[]::new);
        this.authorOrg = Reference.bare(from.authorOrg);
        this.author = Reference.bareOrNull(from.author);
        this.date = from.date;
        this.related = Set.copyOf(Reference.bare(from.related));
        this.enteredInError = "entered-in-error".equals(from.status);
    }

    /** @param authorOrg the organisation that holds the data */
    public static Builder of(String type, String id, String authorOrg) {
        return new Builder(type, id, authorOrg);
    }

    /** {@code Type/id}. */
    public String self() {
        return self;
    }

    String type() {
        return type;
    }

    @Nullable
    String patient() {
        return patient;
    }

    @Nullable
    Category category() {
        return category;
    }

    String[] sensitivity() {
        return sensitivity;
    }

    String[] codes() {
        return codes;
    }

    String authorOrg() {
        return authorOrg;
    }

    @Nullable
    Span date() {
        return date;
    }

    boolean enteredInError() {
        return enteredInError;
    }

    boolean isAuthor(String reference) {
        return reference.equals(authorOrg) || reference.equals(author);
    }

    boolean isRelatedTo(String reference) {
        return reference.equals(self) || related.contains(reference);
    }

    /** Whether the resource itself carries a confidentiality or sensitivity code. */
    boolean carriesLabel() {
        return confidentiality != null || sensitivity.length > 0;
    }

    /** L: the effective confidentiality. */
    Confidentiality effectiveConfidentiality(Confidentiality unlabelled) {
        Confidentiality own = confidentiality == null ? unlabelled : confidentiality;
        return sensitivity.length > 0 && own.compareTo(Confidentiality.R) < 0 ? Confidentiality.R : own;
    }

    @Override
    public String toString() {
        return self;
    }

    /** Categories of data. The first eight are clinical. */
    public enum Category {
        SUMMARY("summary"),
        CAREPLAN("careplan"),
        CONSULTATION("consultation"),
        MEDICATION("medication"),
        ALLERGY("allergy"),
        PROBLEM("problem"),
        OBSERVATION("observation"),
        DOCUMENT("document"),
        ADMINISTRATIVE("administrative"),
        CONSENT("consent"),
        AUDIT("audit");

        private static final Set<Category> CLINICAL = EnumSet.range(SUMMARY, DOCUMENT);
        private final String code;

        Category(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }

        public static @Nullable Category of(@Nullable String code) {
            return Words.find(values(), Category::code, code);
        }

        boolean isClinical() {
            return CLINICAL.contains(this);
        }
    }

    /** HL7 confidentiality, from low to high. */
    public enum Confidentiality {
        U,
        L,
        M,
        N,
        R,
        V;

        public static @Nullable Confidentiality of(@Nullable String code) {
            return Words.find(values(), Confidentiality::name, code);
        }

        boolean atMost(Confidentiality other) {
            return compareTo(other) <= 0;
        }
    }

    /** Makes an item; what is not named is absent. */
    public static final class Builder {

        private final String type;
        private final String id;
        private final String authorOrg;
        private @Nullable String patient;
        private @Nullable Category category;
        private @Nullable Confidentiality confidentiality;
        private List<String> sensitivity = List.of();
        private List<String> codes = List.of();
        private @Nullable String author;
        private @Nullable Span date;
        private List<String> related = List.of();
        private @Nullable String status;

        private Builder(String type, String id, String authorOrg) {
            this.type = type;
            this.id = id;
            this.authorOrg = authorOrg;
        }

        public Builder patient(@Nullable String reference) {
            this.patient = reference;
            return this;
        }

        public Builder category(@Nullable Category value) {
            this.category = value;
            return this;
        }

        public Builder confidentiality(@Nullable Confidentiality value) {
            this.confidentiality = value;
            return this;
        }

        public Builder sensitivity(Collection<String> labels) {
            this.sensitivity = List.copyOf(labels);
            return this;
        }

        public Builder codes(Collection<String> clinicalCodes) {
            this.codes = List.copyOf(clinicalCodes);
            return this;
        }

        public Builder author(@Nullable String reference) {
            this.author = reference;
            return this;
        }

        /** The interval of the content's date, see {@link Span#ofDate}. */
        public Builder date(@Nullable Span interval) {
            this.date = interval;
            return this;
        }

        public Builder related(Collection<String> references) {
            this.related = List.copyOf(references);
            return this;
        }

        public Builder status(@Nullable String resourceStatus) {
            this.status = resourceStatus;
            return this;
        }

        public Item build() {
            return new Item(this);
        }
    }
}
