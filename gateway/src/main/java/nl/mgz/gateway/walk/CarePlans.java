package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import nl.mgz.gateway.capability.DataCategory;
import nl.mgz.gateway.careplan.CurrentPlan;
import nl.mgz.gateway.careplan.Decided;
import nl.mgz.gateway.careplan.Finding;
import nl.mgz.gateway.careplan.FormAnswers;
import nl.mgz.gateway.careplan.PzpConversion;
import nl.mgz.gateway.careplan.PzpVersion;
import nl.mgz.gateway.consent.fhir.Items;
import nl.mgz.gateway.consent.fhir.Representatives;
import nl.mgz.gateway.consent.gate.Verdict;
import nl.mgz.gateway.summary.Statement;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The plan of a patient that holds now, as its reader may see it, in one answer and in the version that was asked for. */
@Component
class CarePlans {

    private static final Set<String> PARAMETERS = Set.of("version", "superseded", "_format", "_pretty");

    private static final Set<String> BESIDES =
            Set.of("Patient", "RelatedPerson", "CareTeam", "Device", "DeviceUseStatement");

    private final Accesses accesses;
    private final Permitted permitted;
    private final Named named;
    private final Answers answers;

    CarePlans(Accesses accesses, Permitted permitted, Named named, Answers answers) {
        this.accesses = accesses;
        this.permitted = permitted;
        this.named = named;
        this.answers = answers;
    }

    Bundle of(IIdType patient, @Nullable String version, boolean superseded, RequestDetails request) {
        OperationInput.requireKnown(request, PARAMETERS);
        PzpVersion asked = version == null ? PzpVersion.RC2 : PzpVersion.of(version);
        if (asked == null) {
            throw OperationInput.invalid("version", "rc2 or beta3");
        }
        List<Items.Row> visible = permitted.everything(patient.getIdPart(), request).stream()
                .map(Verdict::row)
                .toList();
        List<Statement> read = read(visible, CarePlans::mayBelong, request);
        Map<Resource, String> holders = new HashMap<>();
        read.forEach(one -> holders.put(one.resource(), one.ura()));
        FormAnswers forms = FormAnswers.of(holders.keySet(), one -> String.valueOf(holders.get(one)));
        holders.putAll(forms.stated());
        Instant at = accesses.of(request).at();
        List<Resource> plan =
                new ArrayList<>(CurrentPlan.of(holders.keySet(), at, one -> String.valueOf(holders.get(one)), forms));
        List<Finding> findings = new ArrayList<>(Decided.findings(plan, holders.keySet(), Representatives::rank));
        findings.addAll(forms.findings());
        if (superseded) {
            plan.addAll(CurrentPlan.superseded(holders.keySet(), plan));
        }
        plan.addAll(conversations(visible, plan, request));
        List<Resource> along = named.by(plan, 2, request);
        // What becomes another resource is on record as what it was.
        Trails.of(request).ifPresent(trail -> plan.forEach(one -> Trails.shown(one, trail)));
        PzpConversion.Converted converted = PzpConversion.to(asked, plan);
        findings.addAll(converted.findings());
        Bundle bundle = answers.aboutPatient(
                converted.resources(), along, converted.resources().size(), request);
        answers.tell(bundle, outcome(findings));
        return bundle;
    }

    private List<Statement> read(List<Items.Row> visible, Predicate<Items.Row> wanted, RequestDetails request) {
        return permitted.load(visible.stream().filter(wanted).toList(), request).statements();
    }

    private static boolean mayBelong(Items.Row row) {
        return !"entered-in-error".equals(row.status())
                && (DataCategory.CAREPLAN.code().equals(row.category()) || BESIDES.contains(row.type()));
    }

    /** The conversations that the plan names, of those that may be seen. */
    private List<Resource> conversations(List<Items.Row> visible, List<Resource> plan, RequestDetails request) {
        Set<String> ids = new LinkedHashSet<>();
        Set<String> there = new LinkedHashSet<>();
        plan.forEach(one -> {
            there.add(one.getIdElement().getIdPart());
            named.references(one).stream()
                    .filter(id -> "Encounter".equals(id.getResourceType()))
                    .forEach(id -> ids.add(id.getIdPart()));
        });
        return read(visible, row -> ids.contains(row.id()) && !there.contains(row.id()), request).stream()
                .map(Statement::resource)
                .toList();
    }

    private static OperationOutcome outcome(List<Finding> findings) {
        OperationOutcome outcome = new OperationOutcome();
        for (Finding finding : findings) {
            outcome.addIssue()
                    .setSeverity(finding.warning() ? IssueSeverity.WARNING : IssueSeverity.INFORMATION)
                    .setCode(finding.warning() ? IssueType.BUSINESSRULE : IssueType.INFORMATIONAL)
                    .setDiagnostics(finding.about() + ": " + finding.text());
        }
        return outcome;
    }
}
