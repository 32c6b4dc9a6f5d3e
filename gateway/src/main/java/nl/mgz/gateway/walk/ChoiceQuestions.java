package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nl.mgz.gateway.consent.AccessRequest.OrgCategory;
import nl.mgz.gateway.consent.AccessRequest.Purpose;
import nl.mgz.gateway.consent.AccessRequest.Relation;
import nl.mgz.gateway.consent.AccessRequest.Role;
import nl.mgz.gateway.consent.Item;
import nl.mgz.gateway.consent.choice.CurrentChoices;
import nl.mgz.gateway.consent.choice.Data;
import nl.mgz.gateway.consent.choice.DutchWords;
import nl.mgz.gateway.consent.choice.Explaining;
import nl.mgz.gateway.consent.choice.ExplanationParameters;
import nl.mgz.gateway.consent.choice.Organisations;
import nl.mgz.gateway.consent.choice.Question;
import nl.mgz.gateway.consent.fhir.ConsentReading;
import nl.mgz.gateway.consent.fhir.Items;
import nl.mgz.gateway.consent.fhir.PatientRecord;
import nl.mgz.gateway.consent.fhir.ReferenceText;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code Consent/$decide} and {@code Patient/[id]/$choices}: what a patient chose and what follows from it. For the patient's
 * own organisations, who watches over privacy and the patient; everybody else gets the answer that there is no such patient.
 */
@Component
class ChoiceQuestions {

    private static final Set<String> DECIDE = Set.of(
            "patient",
            "organization",
            "category",
            "role",
            "user",
            "purpose",
            "relation",
            "breakGlass",
            "at",
            "resource",
            "data",
            "label",
            "holder",
            "draft");

    private static final Set<String> FORMATS = Set.of("fhir", "text");

    private final Accesses accesses;
    private final ChoiceSources sources;
    private final Explaining explaining;
    private final Organisations organisations;
    private final CurrentChoices current;
    private final ConsentReading reading;
    private final Answers answers;

    ChoiceQuestions(
            Accesses accesses,
            ChoiceSources sources,
            Explaining explaining,
            Organisations organisations,
            CurrentChoices current,
            ConsentReading reading,
            Answers answers) {
        this.accesses = accesses;
        this.sources = sources;
        this.explaining = explaining;
        this.organisations = organisations;
        this.current = current;
        this.reading = reading;
        this.answers = answers;
    }

    Parameters decide(@Nullable Parameters parameters, RequestDetails request) {
        OperationInput input = new OperationInput(parameters, DECIDE);
        String patient = input.neededId("patient", "Patient");
        PatientRecord record = sources.explained(patient, request);
        Question question = question(input, patient, record, request);
        List<Data> data = data(input, patient, record, accesses.of(request));
        Consent draft = input.resource("draft", Consent.class)
                .map(one -> checked(one, patient))
                .orElse(null);
        return ExplanationParameters.of(explaining.explain(question, record, data, sources.consents(patient), draft));
    }

    private Question question(OperationInput input, String patient, PatientRecord record, RequestDetails request) {
        String organization = one("organization", input, record);
        OrgCategory registered = organisations
                .now()
                .find(organization)
                .map(Organisations.Organisation::category)
                .orElse(null);
        OrgCategory category = input.word("category", OrgCategory::of, "a code of mgz-organization-category")
                .orElse(registered);
        return new Question(
                patient,
                organization,
                category,
                input.word(
                                "role",
                                Role::of,
                                "a role of the rules: physician, nurse, care-professional, triagist, administrative,"
                                        + " system")
                        .orElse(Role.CARE_PROFESSIONAL),
                input.text("user").map(user -> user(user, record)).orElse(null),
                input.word("purpose", Purpose::of, "TREAT, ETREAT, CAREMGT, COC, HOPERAT, HPAYMT or HRESCH")
                        .orElse(Purpose.TREAT),
                input.word("relation", ChoiceQuestions::relation, "treatment, locum or none")
                        .orElse(null),
                input.flag("breakGlass"),
                input.moment("at").orElse(accesses.of(request).at()));
    }

    private static @Nullable Relation relation(String word) {
        Relation relation = Relation.of(word);
        return relation.code().equals(word) ? relation : null;
    }

    private static String user(String text, PatientRecord record) {
        return text.startsWith("Practitioner/") ? record.directory().canonical(text) : ReferenceText.ofPerson(text);
    }

    private static String one(String name, OperationInput input, PatientRecord record) {
        List<Reference> named = input.organizations(name, false);
        if (named.size() != 1) {
            throw OperationInput.invalid(name, "one organisation");
        }
        return record.directory().canonical(ReferenceText.of(named.get(0)).orElseThrow());
    }

    /** One stored resource, something that might be, or everything of which the caller may be told. */
    private List<Data> data(OperationInput input, String patient, PatientRecord record, Access access) {
        String resource = input.text("resource").orElse(null);
        if (resource != null) {
            Items.Row row = sources.tellable(resource.replaceFirst("^.*/", ""), access);
            boolean otherType = resource.contains("/") && !resource.endsWith(row.type() + "/" + row.id());
            if (otherType || !row.patientId().equals(patient)) {
                throw ErrorMapping.notFound();
            }
            return List.of(Data.of(row, record.directory()));
        }
        List<String> supposed = input.codes("data", DutchWords::isData, "a code of mgz-data-category");
        List<String> labels = input.codes(
                "label",
                code -> Item.Confidentiality.of(code) != null || DutchWords.isSensitivity(code),
                "a code of confidentiality or sensitivity");
        if (supposed.isEmpty() && labels.isEmpty() && input.values("holder").isEmpty()) {
            return sources.data(patient, record, access);
        }
        String holder = input.values("holder").isEmpty() ? ReferenceText.EVERY_HOLDER : one("holder", input, record);
        return supposed(supposed.isEmpty() ? List.of("summary") : supposed, labels, patient, holder);
    }

    private static List<Data> supposed(List<String> categories, List<String> labels, String patient, String holder) {
        Item.Confidentiality level = labels.stream()
                .map(Item.Confidentiality::of)
                .filter(java.util.Objects::nonNull)
                .findFirst()
                .orElse(null);
        List<String> sensitive =
                labels.stream().filter(DutchWords::isSensitivity).toList();
        return categories.stream()
                .map(category -> Data.supposed(patient, category, level, sensitive, holder))
                .toList();
    }

    private Consent checked(Consent draft, String patient) {
        boolean other = !ReferenceText.of(draft.getPatient())
                .filter(("Patient/" + patient)::equals)
                .isPresent();
        boolean privacy = draft.getScope().getCoding().stream()
                .findFirst()
                .filter(coding -> "patient-privacy".equals(coding.getCode()))
                .isPresent();
        if (other || !privacy) {
            throw OperationInput.invalid("draft", "a privacy Consent about the same patient");
        }
        List<Refusal.Fault> faults = reading.problems(draft).stream()
                .map(problem -> new Refusal.Fault(
                        ErrorCode.CONSENT_INVALID, "C5: Nobody could decide by this Consent: " + problem, "Consent"))
                .toList();
        if (!faults.isEmpty()) {
            throw new Refusal(ErrorCode.CONSENT_INVALID, faults).asException();
        }
        return draft;
    }

    IBaseResource choices(IIdType id, @Nullable String format, RequestDetails request) {
        String form = format == null ? "fhir" : format;
        if (!FORMATS.contains(form)) {
            throw OperationInput.invalid("format", "fhir or text");
        }
        String patient = id.getIdPart();
        PatientRecord record = sources.explained(patient, request);
        Map<String, Consent> consents = sources.consents(patient);
        List<CurrentChoices.Told> told =
                current.of(record, consents, accesses.of(request).at());
        if (form.equals("text")) {
            Shown.notice(request);
            Binary text = new Binary();
            text.setContentType("text/plain;charset=UTF-8")
                    .setData(current.text(told, accesses.of(request).at()).getBytes(StandardCharsets.UTF_8));
            return text;
        }
        List<Consent> narrated = told.stream().map(current::narrated).toList();
        return answers.aboutPatient(narrated, List.of(), narrated.size(), request);
    }
}
