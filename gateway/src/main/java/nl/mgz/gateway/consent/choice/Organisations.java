package nl.mgz.gateway.consent.choice;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.fhir.ReferenceText;
import nl.mgz.gateway.consent.gate.Callers;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Partners;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The organisations that take part in the region, as a decision names them and as people do. */
@Component
public class Organisations {

    private static final Duration RECENT = Duration.ofMinutes(1);

    private final Partners partners;
    private volatile @Nullable Seen seen;

    Organisations(Partners partners) {
        this.partners = partners;
    }

    private record Seen(Register register, long at) {}

    /**
     * The name of an organisation for people, from the register of the last minute; one that is not there is looked for again.
     *
     * @param ura its number
     * @return empty for one that takes no part
     */
    public Optional<String> name(String ura) {
        String reference = ReferenceText.ofUra(ura);
        Seen last = seen;
        if (last == null
                || System.nanoTime() - last.at() > RECENT.toNanos()
                || last.register().find(reference).isEmpty()) {
            last = new Seen(now(), System.nanoTime());
            seen = last;
        }
        return last.register().find(reference).map(Organisation::name);
    }

    /** The register as it is now. */
    public Register now() {
        Map<String, Organisation> all = new LinkedHashMap<>();
        for (Partners.Registered one : partners.all()) {
            if (!one.suspended()) {
                OrgCategory category =
                        OrganizationKind.of(one.kind()).map(Callers::category).orElse(null);
                String reference = ReferenceText.ofUra(one.ura().value());
                all.put(reference, new Organisation(reference, one.ura().value(), one.name(), category));
            }
        }
        return new Register(all);
    }

    /**
     * One organisation.
     *
     * @param reference its one name in decisions
     * @param category null where a patient's choice gives it nothing
     */
    public record Organisation(
            String reference,
            @Nullable String ura,
            String name,
            @Nullable OrgCategory category) {}

    /** @param byReference the organisations under the names that decisions have for them */
    public record Register(Map<String, Organisation> byReference) {

        Collection<Organisation> all() {
            return byReference.values();
        }

        public Optional<Organisation> find(String reference) {
            return Optional.ofNullable(byReference.get(reference));
        }

        /** As people call it. */
        String name(String reference) {
            Organisation found = byReference.get(reference);
            return found == null ? reference.replace("Organization/ura-", "de organisatie met URA ") : found.name();
        }
    }
}
