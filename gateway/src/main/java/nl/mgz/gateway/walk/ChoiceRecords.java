package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import nl.mgz.gateway.consent.choice.Choice;
import nl.mgz.gateway.consent.choice.CurrentChoices;
import nl.mgz.gateway.consent.choice.Data;
import nl.mgz.gateway.consent.choice.DutchWords;
import nl.mgz.gateway.consent.choice.Explaining;
import nl.mgz.gateway.consent.choice.Recording;
import nl.mgz.gateway.consent.choice.Recording.Outcome;
import nl.mgz.gateway.consent.fhir.Items;
import nl.mgz.gateway.consent.fhir.PatientRecord;
import nl.mgz.gateway.consent.gate.Access;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code Consent/$record} and {@code Consent/[id]/$withdraw}: a few answers become a Consent that counts, or a refusal that
 * names the rule. For who may add to the patient's record; to everybody else there is no such patient.
 */
@Component
class ChoiceRecords {

    private static final Set<String> SIGNING = Set.of("signedBy", "capacity", "spoken");

    private static final Set<String> RECORD = Set.of(
            "patient",
            "decision",
            "to",
            "holder",
            "what",
            "sensitive",
            "purpose",
            "from",
            "until",
            "signedBy",
            "capacity",
            "spoken");

    private final Accesses accesses;
    private final ChoiceSources sources;
    private final Recording recording;
    private final Explaining explaining;
    private final CurrentChoices current;
    private final RequestWalk walk;

    ChoiceRecords(
            Accesses accesses,
            ChoiceSources sources,
            Recording recording,
            Explaining explaining,
            CurrentChoices current,
            RequestWalk walk) {
        this.accesses = accesses;
        this.sources = sources;
        this.recording = recording;
        this.explaining = explaining;
        this.current = current;
        this.walk = walk;
    }

    Parameters record(@Nullable Parameters parameters, RequestDetails request) {
        OperationInput input = new OperationInput(parameters, RECORD);
        String patient = input.neededId("patient", "Patient");
        Trails.about(request, patient);
        Access access = accesses.of(request);
        PatientRecord record = access.recordToAddTo(patient).orElseThrow(ErrorMapping::notFound);
        Choice choice = choice(input, patient);
        requireSigners(choice.signers(), input, patient, record, access);
        Instant now = access.at().truncatedTo(ChronoUnit.MILLIS);
        Outcome outcome = recording.record(choice, patient, record, now);
        if (!(outcome instanceof Outcome.ToStore toStore)) {
            throw refused(outcome);
        }
        Consent consent = toStore.made().consent();
        List<String> warnings = new ArrayList<>(toStore.made().warnings());
        if (access.isOwn(patient)) {
            warnUseless(choice, patient, record, consent, access, warnings);
        }
        String sentence = current.sentence(consent, record);
        current.narrate(consent, sentence);
        return answer(walk.createMade(consent, request), consent, sentence, warnings);
    }

    private static RuntimeException refused(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused
                ? refused.refusal().asException()
                : new IllegalStateException("neither stored nor refused");
    }

    /** A yes that changes nothing for anybody, most often because a refusal is stronger: for who may have choices explained. */
    private void warnUseless(
            Choice choice,
            String patient,
            PatientRecord record,
            Consent consent,
            Access access,
            List<String> warnings) {
        List<Data> data = sources.data(patient, record, access);
        if (choice.permit()
                && choice.from() == null
                && explaining
                        .change(patient, record, data, consent, access.at())
                        .gains()
                        .isEmpty()) {
            warnings.add(
                    "Nobody sees more by this now: a refusal may be stronger, or it was allowed already, or there are no"
                            + " such data. | Door deze keuze ziet nu niemand meer: misschien gaat een weigering voor, mocht het al, of"
                            + " zijn er geen gegevens.");
        }
    }

    private static Choice choice(OperationInput input, String patient) {
        boolean permit = input.word("decision", ChoiceRecords::isPermit, "permit or deny")
                .orElseThrow(() -> OperationInput.invalid("decision", "given: permit or deny"));
        if (input.values("to").isEmpty()) {
            throw OperationInput.invalid("to", "given: organisations, categories of them, or all");
        }
        List<String> sensitive = input.codes(
                "sensitive",
                code -> Set.of("all", "true", "false").contains(code) || DutchWords.isSensitivity(code),
                "all, or codes of sensitivity");
        return new Choice(
                permit,
                input.organizations("to", true),
                input.organizations("holder", false),
                input.codes("what", DutchWords::isData, "a code of mgz-data-category"),
                sensitive.contains("all") || sensitive.contains("true"),
                sensitive.stream().filter(DutchWords::isSensitivity).toList(),
                input.codes("purpose", DutchWords::isPurpose, "a purpose of the rules, as TREAT, ETREAT or BTG"),
                input.date("from").orElse(null),
                input.date("until").orElse(null),
                signers(input, patient),
                input.flag("spoken"));
    }

    private static @Nullable Boolean isPermit(String word) {
        return switch (word) {
            case "permit" -> true;
            case "deny" -> false;
            default -> null;
        };
    }

    private static List<String> signers(OperationInput input, String patient) {
        List<String> signers = input.texts("signedBy").stream()
                .map(text -> text.equals("patient") || text.equals("Patient/" + patient)
                        ? "Patient/" + patient
                        : "RelatedPerson/" + OperationInput.id("signedBy", text, "RelatedPerson"))
                .distinct()
                .toList();
        if (signers.isEmpty()) {
            throw OperationInput.invalid(
                    "signedBy", "given: patient, or RelatedPerson/[id] of who speaks for the patient");
        }
        return signers;
    }

    /** A representative whom the caller may not see is one who is not there. */
    private void requireSigners(
            List<String> signers, OperationInput input, String patient, PatientRecord record, Access access) {
        for (String signer : signers) {
            if (signer.startsWith("RelatedPerson/")) {
                String id = signer.substring("RelatedPerson/".length());
                access.decide(List.of(id));
                boolean seen = access.verdict(id)
                        .filter(verdict -> verdict.permitted() || access.holds(id))
                        .filter(verdict -> verdict.row().type().equals("RelatedPerson")
                                && verdict.row().patientId().equals(patient))
                        .isPresent();
                if (!seen) {
                    throw WriteRules.unresolved("Parameters.parameter.where(name='signedBy')");
                }
            }
        }
        List<String> capacities = input.texts("capacity").stream()
                .filter(capacity -> !capacity.equals("patient"))
                .toList();
        recording.wrongCapacity(signers, capacities, record).ifPresent(refusal -> {
            throw refusal.asException();
        });
    }

    Parameters withdraw(IIdType id, @Nullable Parameters parameters, RequestDetails request) {
        OperationInput input = new OperationInput(parameters, SIGNING);
        Items.Row row = sources.row(id.getIdPart());
        if (!ChoiceSources.isChoice(row)) {
            throw ErrorMapping.notFound();
        }
        Access access = accesses.of(request);
        String patient = row.patientId();
        PatientRecord record = access.recordToAddTo(patient).orElseThrow(ErrorMapping::notFound);
        List<String> signers =
                input.values("signedBy").isEmpty() ? List.of("Patient/" + patient) : signers(input, patient);
        requireSigners(signers, input, patient, record, access);
        Consent old = sources.consent(row.id());
        Outcome outcome = recording.withdraw(
                old,
                signers,
                input.flag("spoken"),
                access.holds(row.id()),
                record,
                access.at().truncatedTo(ChronoUnit.MILLIS));
        String said = "De keuze is ingetrokken. Dat werkt meteen.";
        if (outcome instanceof Outcome.ToStore toStore) {
            Consent consent = toStore.made().consent();
            current.narrate(consent, said);
            return answer(walk.createMade(consent, request), consent, said, List.of());
        } else if (outcome instanceof Outcome.InPlace inPlace) {
            Consent consent = inPlace.made().consent();
            current.narrate(consent, said);
            return answer(walk.updateMade(consent, id, request), consent, said, List.of());
        } else if (outcome instanceof Outcome.Already) {
            return new Parameters().addParameter("text", new StringType("Deze keuze was al ingetrokken."));
        }
        throw refused(outcome);
    }

    private static Parameters answer(MethodOutcome stored, Consent consent, String sentence, List<String> warnings) {
        Parameters answer = new Parameters();
        answer.addParameter(
                "consent", new Reference(stored.getId().toUnqualified().getValue()));
        consent.getIdentifier().forEach(identifier -> answer.addParameter("identifier", identifier.copy()));
        answer.addParameter("text", new StringType(sentence));
        warnings.forEach(warning -> answer.addParameter("warning", new StringType(warning)));
        answer.addParameter().setName("return").setResource(consent);
        return answer;
    }
}
