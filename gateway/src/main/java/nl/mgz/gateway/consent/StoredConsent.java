package nl.mgz.gateway.consent;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One consent, read as far as it can be read (section 2.1): what cannot be read excludes nothing, and makes the whole
 * uninterpretable (C5).
 *
 * @param name the id, or its place in the list where it has none
 * @param patient null when it cannot be read; so with scope and status
 * @param dateTime null when absent or unreadable
 * @param performers without version; null for an entry without reference
 * @param organizations null when they cannot be read
 * @param rootPeriod null when absent or unreadable
 * @param provision null for an uninterpretable consent
 * @param problems why it is uninterpretable, each with the element's path; empty when it is not
 * @param refusesOnly whether nothing that it permits counts, because another source says what is permitted
 */
record StoredConsent(
        String name,
        @Nullable String patient,
        @Nullable String scope,
        @Nullable String status,
        Set<Identifier> identifiers,
        @Nullable Span dateTime,
        List<Signer> performers,
        @Nullable Set<String> organizations,
        Set<String> policies,
        @Nullable Span rootPeriod,
        @Nullable Provision provision,
        List<String> problems,
        boolean refusesOnly) {

    private static final String ALL_HOLDERS = "Organization/region";

    /** C3: equal value and equal system; an absent system equals only an absent one. */
    record Identifier(@Nullable String system, String value) {}

    /** A performer; without reference nobody. */
    record Signer(@Nullable String reference) {}

    static StoredConsent read(@Nullable Object tree, String otherName) {
        Tree consent = Tree.of("Consent", tree);
        String id = consent.text("id");
        String patient =
                Reference.bareOrNull(nullIfEmpty(consent.neededObject("patient").needed("reference")));
        String scope = scope(consent.neededObject("scope"));
        String status = nullIfEmpty(consent.needed("status"));
        Set<Identifier> identifiers = identifiers(consent);
        Span dateTime = consent.date("dateTime");
        List<Signer> performers = consent.objects("performer").stream()
                .map(performer -> new Signer(Reference.bareOrNull(performer.text("reference"))))
                .toList();
        Set<String> organizations = organizations(consent);
        Set<String> policies = consent.objects("policy").stream()
                .map(policy -> policy.text("uri"))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
        if (consent.has("modifierExtension") && !consent.isEmptyList("modifierExtension")) {
            consent.problem("Consent.modifierExtension is not understood");
        }
        consent.refuseNulls();
        Tree root = consent.neededObject("provision");
        Provision provision = Provision.readRoot(root);
        List<String> problems = List.copyOf(consent.problems());
        return new StoredConsent(
                id == null ? otherName : id,
                patient,
                scope,
                status,
                identifiers,
                dateTime,
                performers,
                organizations,
                policies,
                root.has("period") ? provision.criteria().period() : null,
                problems.isEmpty() ? provision : null,
                problems,
                false);
    }

    /** The same, of which nothing that it permits counts. */
    StoredConsent refusingOnly() {
        return new StoredConsent(
                name,
                patient,
                scope,
                status,
                identifiers,
                dateTime,
                performers,
                organizations,
                policies,
                rootPeriod,
                provision,
                problems,
                true);
    }

    private static @Nullable String scope(Tree scope) {
        List<Tree> codings = scope.objects("coding");
        if (codings.isEmpty()) {
            scope.problem("Consent.scope.coding is missing");
            return null;
        }
        return nullIfEmpty(codings.get(0).needed("code"));
    }

    private static Set<Identifier> identifiers(Tree consent) {
        List<Identifier> found = new ArrayList<>();
        for (Tree identifier : consent.objects("identifier")) {
            String value = identifier.text("value");
            String system = identifier.text("system");
            if (value != null && (system != null || !identifier.has("system") || identifier.isNull("system"))) {
                found.add(new Identifier(system, value));
            }
        }
        return Set.copyOf(found);
    }

    private static @Nullable Set<String> organizations(Tree consent) {
        int before = consent.problems().size();
        List<String> references = consent.objects("organization").stream()
                .map(organization -> organization.needed("reference"))
                .toList();
        return consent.problems().size() == before ? Set.copyOf(Reference.bare(references)) : null;
    }

    private static @Nullable String nullIfEmpty(String text) {
        return text.isEmpty() ? null : text;
    }

    /** C1 and C2, as far as the elements can be read. */
    boolean takesPart(String ofPatient) {
        return (patient == null || patient.equals(ofPatient))
                && (scope == null || scope.equals("patient-privacy"))
                && (status == null || status.equals("active") || isInactive());
    }

    boolean isInactive() {
        return "inactive".equals(status);
    }

    boolean isUninterpretable() {
        return provision == null;
    }

    /** A permission pure and simple: no deny at any level, and interpretable (C3). */
    boolean isPlainPermission() {
        return provision != null && !provision.hasDeny();
    }

    /** Whether it permits something at some level. */
    boolean hasPermit() {
        return provision != null && provision.hasPermit();
    }

    /** C8. */
    boolean appliesTo(String holder) {
        return organizations == null
                || organizations.isEmpty()
                || organizations.contains(ALL_HOLDERS)
                || organizations.contains(holder);
    }

    /** S1. */
    boolean namesHolder(String holder) {
        return organizations != null && organizations.contains(holder);
    }

    boolean isSignedBy(String reference) {
        return performers.stream().anyMatch(signer -> reference.equals(signer.reference()));
    }
}
