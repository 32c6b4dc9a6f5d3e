package nl.mgz.gateway.consent.choice;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import nl.mgz.gateway.consent.fhir.PatientRecord;
import nl.mgz.gateway.consent.fhir.ReferenceText;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ProvisionComponent;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;

/** A Consent in plain Dutch: who may see what, for what, whose data, until when, who said so. */
final class ChoiceWords {

    private static final Set<String> IN_EMERGENCY = Set.of("TREAT", "ETREAT", "BTG");

    private final PatientRecord record;
    private final Organisations.Register register;

    ChoiceWords(PatientRecord record, Organisations.Register register) {
        this.record = record;
        this.register = register;
    }

    /** @param patient who reads it as the patient is "u", otherwise "de cliënt" */
    String of(Consent consent, String patient) {
        ProvisionComponent root = consent.getProvision();
        List<String> sentences = new ArrayList<>();
        sentences.add(provision(root));
        for (ProvisionComponent child : root.getProvision()) {
            sentences.add("Daarbij geldt: " + provision(merged(child, root)));
            child.getProvision()
                    .forEach(grandchild -> sentences.add("En: " + provision(merged(grandchild, merged(child, root)))));
        }
        holders(consent, sentences);
        period(root.getPeriod(), sentences);
        String day = DutchWords.day(consent.getDateTimeElement().getValueAsString());
        sentences.add("Gekozen door " + signers(consent, record, patient) + (day.isEmpty() ? "" : " op " + day) + ".");
        return String.join(" ", sentences);
    }

    private String provision(ProvisionComponent provision) {
        boolean permit = provision.getType() == ConsentProvisionType.PERMIT;
        boolean everybody = !provision.hasActor();
        boolean one = provision.getActor().size() == 1
                && actor(provision.getActorFirstRep().getReference()).startsWith("Organization/");
        String who = everybody
                ? (permit ? "alle zorgorganisaties die de cliënt behandelen" : "geen enkele andere organisatie")
                : DutchWords.and(provision.getActor().stream()
                        .map(actor -> named(actor(actor.getReference())))
                        .toList());
        String verb = one || (everybody && !permit) ? " mag " : " mogen ";
        String not = permit || everybody ? "" : " niet";
        return (permit ? "Ja: " : "Nee: ") + who + verb + data(provision) + not + " zien"
                + permitLabels(provision, permit) + purposes(provision, permit) + ".";
    }

    private static String actor(Reference reference) {
        return ReferenceText.of(reference).orElse("iemand");
    }

    private String named(String reference) {
        String canonical = record.directory().canonical(reference);
        if (canonical.startsWith("Group/cat-")) {
            return DutchWords.category(canonical.substring("Group/cat-".length()));
        }
        return canonical.startsWith("Practitioner/") ? "een bepaalde zorgverlener" : register.name(canonical);
    }

    private static String data(ProvisionComponent provision) {
        String what = provision.hasClass_()
                ? DutchWords.and(provision.getClass_().stream()
                        .map(coding -> DutchWords.data(String.valueOf(coding.getCode())))
                        .toList())
                : "alle gegevens";
        List<String> labels = sensitivities(provision);
        if (!labels.isEmpty() && confidentiality(provision).isEmpty()) {
            what = (provision.hasClass_() ? what + " (alleen gevoelig: " : "gevoelige gegevens (")
                    + DutchWords.and(labels) + ")";
        } else if (provision.getType() == ConsentProvisionType.DENY
                && confidentiality(provision).stream().anyMatch(code -> code.equals("R") || code.equals("V"))) {
            what = "gevoelige gegevens";
        }
        boolean parts = provision.hasCode() || provision.hasData() || provision.hasDataPeriod();
        return parts ? what + " (alleen bepaalde onderdelen)" : what;
    }

    private static String permitLabels(ProvisionComponent provision, boolean permit) {
        List<String> levels = confidentiality(provision);
        if (!permit || (levels.isEmpty() && provision.hasSecurityLabel())) {
            return "";
        }
        if (levels.contains("V")) {
            return ", ook wat zeer gevoelig is";
        }
        return levels.contains("R") ? ", ook wat gevoelig is" : ", maar niet wat gevoelig is";
    }

    private static List<String> confidentiality(ProvisionComponent provision) {
        return provision.getSecurityLabel().stream()
                .filter(label -> String.valueOf(label.getSystem()).endsWith("v3-Confidentiality"))
                .map(Coding::getCode)
                .toList();
    }

    private static List<String> sensitivities(ProvisionComponent provision) {
        return provision.getSecurityLabel().stream()
                .filter(label -> !String.valueOf(label.getSystem()).endsWith("v3-Confidentiality"))
                .map(label -> DutchWords.sensitivity(String.valueOf(label.getCode())))
                .toList();
    }

    /** A refusal without purposes, or one that names treatment, holds in an emergency too (M5). */
    private static String purposes(ProvisionComponent provision, boolean permit) {
        Set<String> codes = new LinkedHashSet<>();
        provision.getPurpose().forEach(purpose -> codes.add(String.valueOf(purpose.getCode())));
        String named = DutchWords.and(codes.stream().map(DutchWords::purpose).toList());
        if (permit) {
            return codes.isEmpty() ? ", voor zorg of behandeling" : ", " + named;
        }
        if (codes.isEmpty()) {
            return ", ook niet in een noodgeval";
        }
        return ", " + named + (codes.stream().anyMatch(IN_EMERGENCY::contains) ? ", ook niet in een noodgeval" : "");
    }

    private void holders(Consent consent, List<String> sentences) {
        List<String> named = consent.getOrganization().stream()
                .map(ChoiceWords::actor)
                .filter(holder -> !holder.equals(ReferenceText.EVERY_HOLDER))
                .map(this::named)
                .toList();
        if (!named.isEmpty() && named.size() == consent.getOrganization().size()) {
            sentences.add("Het gaat om gegevens van " + DutchWords.and(named) + ".");
        }
    }

    private static void period(Period period, List<String> sentences) {
        String start = DutchWords.day(period.getStartElement().getValueAsString());
        String end = DutchWords.day(period.getEndElement().getValueAsString());
        if (!start.isEmpty() || !end.isEmpty()) {
            sentences.add("Dit geldt" + (start.isEmpty() ? "" : " vanaf " + start)
                    + (end.isEmpty() ? "" : " tot en met " + end) + ".");
        }
    }

    /** The criteria of a provision where it has them, else those of the one that it stands in (M1). */
    private static ProvisionComponent merged(ProvisionComponent child, ProvisionComponent parent) {
        ProvisionComponent all = child.copy();
        if (!child.hasActor()) {
            all.setActor(parent.getActor());
        }
        if (!child.hasSecurityLabel()) {
            all.setSecurityLabel(parent.getSecurityLabel());
        }
        if (!child.hasPurpose()) {
            all.setPurpose(parent.getPurpose());
        }
        if (!child.hasClass_()) {
            all.setClass_(parent.getClass_());
        }
        return all;
    }

    /** Who signed, in the words of {@link DutchWords}. */
    static String signers(Consent consent, PatientRecord record, String patient) {
        Set<String> all = new LinkedHashSet<>();
        for (Reference performer : consent.getPerformer()) {
            String reference = ReferenceText.of(performer).orElse("");
            all.add(
                    reference.startsWith("Patient/")
                            ? patient
                            : DutchWords.relationship(
                                    record.relationship(reference).orElse(null)));
        }
        return all.isEmpty() ? "iemand" : DutchWords.and(all);
    }
}
