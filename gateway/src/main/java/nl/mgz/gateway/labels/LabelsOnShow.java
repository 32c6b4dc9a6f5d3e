package nl.mgz.gateway.labels;

import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Coding;

/** Puts the labels that count into {@code meta.security} of what is shown. */
public final class LabelsOnShow {

    private LabelsOnShow() {}

    /**
     * Afterwards the resource has exactly one level of confidentiality, and every sensitivity code once. What nobody but the
     * gateway says is marked {@code userSelected: false}.
     */
    public static void add(IBaseResource resource, Labels labels) {
        List<Coding> security = Stated.security(resource);
        Labels shown = labels.raise(Stated.labels(resource));
        Coding[] level = security.stream()
                .filter(coding -> Stated.isConfidentiality(coding) && Stated.level(coding) == shown.confidentiality())
                .limit(1)
                .toArray(Coding[]::new);
        security.removeIf(Stated::isConfidentiality);
        security.add(
                0,
                level.length == 1
                        ? level[0]
                        : computed(
                                Stated.CONFIDENTIALITY, shown.confidentiality().name()));
        for (String code : shown.sensitivity()) {
            boolean there =
                    security.stream().anyMatch(coding -> Stated.isSensitivity(coding) && code.equals(coding.getCode()));
            if (!there) {
                security.add(computed(Stated.systemOf(code), code));
            }
        }
    }

    private static Coding computed(String system, String code) {
        return new Coding(system, code, null).setUserSelected(false);
    }

    /** Whether a label is one that the gateway put there, as far as its mark says. */
    static boolean isComputed(Coding coding) {
        return coding.hasUserSelected() && !coding.getUserSelected();
    }
}
