package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import nl.mgz.gateway.careplan.CurrentDirectives;
import nl.mgz.gateway.careplan.FormAnswers;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The treatment directives that hold now. One that a PZP form states has no id, and its form comes along: so it is decided on, shown
 * and on record as that form is.
 */
@Component
class TreatmentLimits {

    private static final String FORM = "QuestionnaireResponse";

    private final PermittedSearch searching;
    private final Accesses accesses;
    private final Shown shown;
    private final Answers answers;

    TreatmentLimits(PermittedSearch searching, Accesses accesses, Shown shown, Answers answers) {
        this.searching = searching;
        this.accesses = accesses;
        this.shown = shown;
        this.answers = answers;
    }

    /** @param patient reference or id of one patient */
    Bundle of(@Nullable String patient, RequestDetails request) {
        if (patient == null || patient.isBlank() || patient.contains(",")) {
            throw Refusal.of(ErrorCode.PARAMETER_INVALID, "Name one patient: patient=Patient/[id]")
                    .asException();
        }
        FormAnswers forms = forms(patient, request);
        Map<String, String[]> asked = Map.of(
                "patient", new String[] {patient}, "scope", new String[] {"treatment"}, "status", new String[] {"active"
                });
        PermittedSearch.Found found = forms.holding().isEmpty()
                ? searching.all("Consent", asked, request)
                : searching.allBesides("Consent", asked, request);
        List<Consent> directives = new ArrayList<>();
        found.matches().forEach(one -> directives.add((Consent) one));
        directives.addAll(forms.directives());
        Access access = accesses.of(request);
        List<Consent> current = CurrentDirectives.at(access.at(), directives);
        Set<String> named = current.stream()
                .filter(FormAnswers::isStated)
                .map(FormAnswers::reference)
                .collect(Collectors.toSet());
        List<? extends Resource> along = forms.holding().stream()
                .filter(one -> named.contains(FormAnswers.reference(one)))
                .toList();
        return answers.aboutPatient(current, along, current.size(), request);
    }

    private FormAnswers forms(String patient, RequestDetails request) {
        List<Resource> found = FrontDoor.mayGet(FrontDoor.caller(request), FORM)
                ? searching
                        .allBesides(
                                FORM,
                                Map.of("patient", new String[] {patient}, "status", new String[] {"completed,amended"}),
                                request)
                        .matches()
                        .stream()
                        .map(Resource.class::cast)
                        .filter(FormAnswers::isOne)
                        .toList()
                : List.of();
        // What is stated carries the labels that its form is shown with.
        Bundle all = new Bundle();
        found.forEach(one -> all.addEntry().setResource(one));
        shown.clear(all, request);
        Access access = accesses.of(request);
        return FormAnswers.of(
                found,
                one -> access.verdict(one.getIdElement().getIdPart())
                        .orElseThrow()
                        .row()
                        .authorUra());
    }
}
