package nl.mgz.gateway.labels;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Coding;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Says how sensitive a resource is: what its codes say, raised by what its sender says in {@code meta.security}. Nothing of it
 * is written into the resource; only the sender's own labels are part of what is stored. {@code docs/labels.md} has the table.
 */
@Component
public final class Labeller {

    private final CodeRules rules;
    private final CodeWalk walk = new CodeWalk();

    @Autowired
    Labeller(LabelSettings settings) {
        this(CodeRules.load(settings.rules()));
    }

    Labeller(CodeRules rules) {
        this.rules = rules;
    }

    /** Which rules are in use, 40 characters at most: labels that others computed are computed again. */
    public String rules() {
        return rules.version();
    }

    /** The labels that count. */
    public Labels labels(IBaseResource resource) {
        return ofCodes(resource).raise(Stated.labels(resource));
    }

    /** What the codes alone say; never above restricted. */
    Labels ofCodes(IBaseResource resource) {
        TreeSet<String> sensitivity = new TreeSet<>();
        walk.each(resource, concept -> rules.addTo(sensitivity, concept));
        return sensitivity.isEmpty() ? Labels.NORMAL : new Labels(Confidentiality.R, sensitivity);
    }

    /** What is wrong with the security labels that a client sent, if anything. */
    public Optional<Refusal> check(IBaseResource resource) {
        return Stated.check(resource);
    }

    /**
     * Gives a new version the labels that its client raised before. What comes back as we showed it, and is only computed, is
     * taken out: else every client that reads, changes and writes would raise for good what the rules merely say today.
     */
    public void neverLower(IBaseResource before, IBaseResource after) {
        List<Coding> security = Stated.security(after);
        dropEchoes(before, after, security);
        Labels now = Stated.labels(after);
        List<Coding> earlier = Stated.security(before);
        for (Coding coding : earlier) {
            if (Stated.isSensitivity(coding) && !now.sensitivity().contains(coding.getCode())) {
                security.add(coding.copy());
            }
        }
        earlier.stream()
                .filter(Stated::isConfidentiality)
                .max(Comparator.comparing(Stated::level))
                .ifPresent(highest -> {
                    boolean kept = security.stream()
                            .filter(Stated::isConfidentiality)
                            .anyMatch(coding -> Stated.level(coding).compareTo(Stated.level(highest)) >= 0);
                    if (!kept) {
                        security.removeIf(Stated::isConfidentiality);
                        security.add(0, highest.copy());
                    }
                });
    }

    private void dropEchoes(IBaseResource before, IBaseResource after, List<Coding> security) {
        if (security.stream().noneMatch(LabelsOnShow::isComputed)) {
            return;
        }
        Labels computed = ofCodes(before).raise(ofCodes(after));
        security.removeIf(coding -> LabelsOnShow.isComputed(coding)
                && (Stated.isConfidentiality(coding)
                        ? Stated.level(coding).compareTo(computed.confidentiality()) <= 0
                        : computed.sensitivity().contains(coding.getCode())));
    }
}
