package nl.mgz.gateway.consent.choice;

import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import nl.mgz.gateway.consent.Decision;
import nl.mgz.gateway.consent.Decision.Result;
import nl.mgz.gateway.consent.Standing;
import nl.mgz.gateway.identity.Ura;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;

/** An explanation as the answer of {@code Consent/$decide}. */
public final class ExplanationParameters {

    private ExplanationParameters() {}

    public static Parameters of(Explanation explanation) {
        Parameters all = new Parameters();
        List<Decision> decisions =
                explanation.answers().stream().map(Explanation.Answer::decision).toList();
        Set<String> outcomes = decisions.stream()
                .map(decision -> outcome(decision))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        all.addParameter(
                "outcome",
                new CodeType(outcomes.size() == 1 ? outcomes.iterator().next() : "mixed"));
        decisions.stream()
                .map(decision -> decision.rule().name())
                .distinct()
                .forEach(rule -> all.addParameter("rule", new CodeType(rule)));
        all.addParameter("text", new StringType(explanation.text()));
        all.addParameter("at", new InstantType(Date.from(explanation.question().at())));
        all.addParameter("evaluator", new StringType(Decision.EVALUATOR));
        explanation.answers().forEach(answer -> answer(all.addParameter().setName("answer"), answer));
        explanation.notCounting().forEach((id, standing) -> {
            ParametersParameterComponent part = all.addParameter().setName("not-counting");
            part.addPart().setName("consent").setValue(new Reference("Consent/" + id));
            standing(part, standing);
        });
        if (explanation.change() != null) {
            change(all.addParameter().setName("dry-run"), explanation.change());
        }
        return all;
    }

    private static void answer(ParametersParameterComponent into, Explanation.Answer answer) {
        Decision decision = answer.decision();
        code(into, "category", answer.category());
        code(into, "label", answer.confidentiality().name());
        answer.sensitivity().forEach(label -> code(into, "label", label));
        code(into, "outcome", outcome(decision));
        code(into, "rule", decision.rule().name());
        decision.obligations().forEach(obligation -> code(into, "obligation", obligation.name()));
        into.addPart().setName("text").setValue(new StringType(answer.text()));
        decision.reasons().results().forEach(result -> weighed(into, result, "first"));
        decision.reasons().breakGlassResults().forEach(result -> weighed(into, result, "break-glass"));
    }

    private static void weighed(ParametersParameterComponent into, Result result, String run) {
        ParametersParameterComponent part = into.addPart().setName("weighed");
        part.addPart().setName("consent").setValue(new Reference("Consent/" + result.consent()));
        part.addPart().setName("provision").setValue(new StringType(result.path()));
        code(part, "effect", result.effect().name().toLowerCase(java.util.Locale.ROOT));
        code(part, "run", run);
        if (result.rank() != null) {
            ParametersParameterComponent rank = part.addPart().setName("rank");
            number(rank, "holder", result.rank().holder());
            number(rank, "requester", result.rank().requester());
            number(rank, "data", result.rank().data());
            number(rank, "context", result.rank().context());
        }
        part.addPart().setName("stands").setValue(new BooleanType(result.stands()));
        part.addPart().setName("targeted").setValue(new BooleanType(result.targeted()));
        result.dominatedBy()
                .forEach(by -> part.addPart().setName("dominated-by").setValue(new StringType(by)));
    }

    private static void change(ParametersParameterComponent into, Explanation.Change change) {
        into.addPart()
                .setName("counts")
                .setValue(new BooleanType(change.standing().counts()));
        standing(into, change.standing());
        into.addPart().setName("summary").setValue(new StringType(change.text()));
        change.gains().forEach(one -> difference(into.addPart().setName("gain"), one));
        change.losses().forEach(one -> difference(into.addPart().setName("loss"), one));
    }

    private static void difference(ParametersParameterComponent into, Explanation.Difference difference) {
        Organisations.Organisation organisation = difference.organisation();
        Reference reference = new Reference().setDisplay(organisation.name());
        reference.setIdentifier(new Identifier().setSystem(Ura.SYSTEM).setValue(organisation.ura()));
        into.addPart().setName("organization").setValue(reference);
        if (organisation.category() != null) {
            code(into, "organization-category", organisation.category().code());
        }
        code(into, "category", difference.data().category());
        code(into, "label", difference.data().confidentiality().name());
        difference.data().sensitivity().forEach(label -> code(into, "label", label));
        code(into, "purpose", difference.purpose());
        code(into, "before", outcome(difference.before()));
        code(into, "rule-before", difference.before().rule().name());
        code(into, "after", outcome(difference.after()));
        code(into, "rule-after", difference.after().rule().name());
    }

    private static void standing(ParametersParameterComponent into, Standing standing) {
        standing.faults().forEach(fault -> code(into, "rule", fault.rule()));
        standing.faults()
                .forEach(fault -> into.addPart().setName("text").setValue(new StringType(FaultWords.dutch(fault))));
    }

    private static String outcome(Decision decision) {
        return switch (decision.outcome()) {
            case PERMIT -> "permit";
            case DENY -> "deny";
            case BREAK_GLASS -> "break-glass";
        };
    }

    private static void code(ParametersParameterComponent into, String name, String value) {
        into.addPart().setName(name).setValue(new CodeType(value));
    }

    private static void number(ParametersParameterComponent into, String name, int value) {
        into.addPart().setName(name).setValue(new IntegerType(value));
    }
}
