package nl.mgz.gateway.careplan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Goal;
import org.hl7.fhir.r4.model.Goal.GoalLifecycleStatus;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseItemComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.RelatedPerson;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Type;
import org.jspecify.annotations.Nullable;

/**
 * One completed PZP form as single resources, in the shapes of rc2.
 *
 * <p>INVARIANT: only the code for "do it", without a condition beside it, becomes a permit; whatever else was answered never does.
 */
final class FormReading {

    private static final String SNOMED = "http://snomed.info/sct";
    private static final String NULL_FLAVOR = "http://terminology.hl7.org/CodeSystem/v3-NullFlavor";
    private static final String CONTACT_ROLE = "urn:oid:2.16.840.1.113883.2.4.3.11.22.472";

    /** Zib BehandelBesluit: 0 do it, 1 otherwise, 2 do not. */
    private static final String DECISION = "urn:oid:2.16.840.1.113883.2.4.3.11.60.40.4.25.1";

    private static final Map<String, String> ABSENT_REASONS =
            Map.of("UNK", "unknown", "ASKU", "asked-unknown", "NASK", "not-asked");
    private static final String ACP = "713603004";
    private static final String CAPABLE = "665671000146101";
    private static final int DAY = "2026-11-22".length();

    private static final Map<String, ContactPointSystem> PHONE_KINDS =
            Map.of("FAX", ContactPointSystem.FAX, "PG", ContactPointSystem.PAGER);

    private final PzpForm form = PzpForm.get();
    private final QuestionnaireResponse response;
    private final BaseDateTimeType stated;
    private final List<Resource> resources = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    private FormReading(QuestionnaireResponse response) {
        this.response = response;
        this.stated = filledIn(response);
    }

    static FormReading of(QuestionnaireResponse response) {
        FormReading reading = new FormReading(response);
        reading.read();
        return reading;
    }

    /** The day of the conversation; when the form was sent only where it does not say. */
    static BaseDateTimeType filledIn(QuestionnaireResponse response) {
        return new FormItems(response.getItem())
                .value(PzpForm.get().filledIn())
                .filter(BaseDateTimeType.class::isInstance)
                .map(BaseDateTimeType.class::cast)
                .orElseGet(response::getAuthoredElement);
    }

    List<Resource> stated() {
        return resources;
    }

    Stream<Consent> directives() {
        return resources.stream().filter(Consent.class::isInstance).map(Consent.class::cast);
    }

    List<Finding> findings() {
        return findings;
    }

    private void read() {
        FormItems all = new FormItems(response.getItem());
        for (PzpForm.Limit limit : form.directives()) {
            all.beside(limit.decision()).forEach(items -> directive(limit, items));
        }
        goal(all);
        capacity(all);
        form.observations().forEach(one -> observation(one, all));
        person(form.representative(), all);
        person(form.firstContact(), all);
    }

    private void directive(PzpForm.Limit limit, FormItems items) {
        List<Type> decision = items.values(limit.decision());
        if (decision.isEmpty()) {
            return;
        }
        Optional<Type> treatment = items.value(limit.treatment());
        if (limit.code() != null
                && treatment.isPresent()
                && !(treatment.get() instanceof Coding coding && limit.code().equals(coding.getCode()))) {
            findings.add(new Finding(
                    true,
                    "An answer on a treatment (linkId " + limit.decision()
                            + ") names another treatment than its question: it was" + " not read as a directive",
                    FormAnswers.reference(response)));
            return;
        }
        Consent consent = new Consent();
        mark(consent);
        consent.setStatus(ConsentState.ACTIVE)
                .setScope(concept("http://terminology.hl7.org/CodeSystem/consentscope", "treatment"))
                .addCategory(concept(SNOMED, "129125009"))
                .setPatient(response.getSubject().copy())
                .setSource(new Reference(FormAnswers.reference(response)))
                .addPolicy()
                .setUri("https://wetten.overheid.nl/");
        if (stated.hasValue()) {
            consent.setDateTimeElement(new DateTimeType(stated.getValueAsString()));
        }
        consent.getProvision().addCode(treatment(limit, treatment.orElse(null), items));
        agreed(consent, response.getSource(), Set.of("Patient", "RelatedPerson"));
        agreed(consent, response.getAuthor(), Set.of("Practitioner", "PractitionerRole"));
        decide(consent, decision, items.text(limit.otherwise()));
        items.text(limit.comment())
                .ifPresent(comment -> consent.addExtension(Directive.COMMENT, new StringType(comment)));
        resources.add(consent);
    }

    /** What is no plain yes or no is told in words, and a reader that does not know the words must not read on. */
    private static void decide(Consent consent, List<Type> answers, Optional<String> otherwise) {
        Coding only = answers.size() == 1 && answers.get(0) instanceof Coding coding ? coding : new Coding();
        String code = DECISION.equals(only.getSystem()) ? only.getCode() : null;
        if (otherwise.isEmpty() && "0".equals(code)) {
            consent.getProvision().setType(ConsentProvisionType.PERMIT);
        } else if (otherwise.isEmpty() && "2".equals(code)) {
            consent.getProvision().setType(ConsentProvisionType.DENY);
        } else {
            String words = otherwise.orElseGet(
                    () -> answers.stream().map(FormReading::inWords).collect(Collectors.joining("; ")));
            consent.addModifierExtension(new Extension(Directive.SPECIFICATION_OTHER, new StringType(words)));
            if (otherwise.isEmpty() && NULL_FLAVOR.equals(only.getSystem())) {
                String reason = ABSENT_REASONS.getOrDefault(String.valueOf(only.getCode()), "unknown");
                consent.getProvision().getTypeElement().addExtension(CurrentDirectives.ABSENT, new CodeType(reason));
            }
        }
    }

    private static String inWords(Type answer) {
        if (answer instanceof Coding coding) {
            return coding.hasDisplay() ? coding.getDisplay() : "antwoord met code " + coding.getCode();
        }
        return answer.isPrimitive() ? answer.primitiveValue() : "een antwoord dat hier niet te lezen is";
    }

    /** Another treatment is known by its text; the form has no place for it but the free text beside the answer. */
    private static CodeableConcept treatment(PzpForm.Limit limit, @Nullable Type answered, FormItems items) {
        if (limit.code() != null && !limit.asOther()) {
            return new CodeableConcept(new Coding(SNOMED, limit.code(), null));
        }
        CodeableConcept other = concept(NULL_FLAVOR, "OTH");
        if (limit.code() != null) {
            return other.setText(Directive.TREATMENTS.get(limit.code()) + " (SNOMED CT - " + limit.code() + ")");
        }
        if (answered instanceof Coding coding && SNOMED.equals(coding.getSystem())) {
            return new CodeableConcept(coding.copy());
        }
        return other.setText(
                answered instanceof StringType text
                        ? text.getValue()
                        : items.text(limit.comment()).orElse("Overige behandelingen, niet omschreven"));
    }

    /** Who answered, and who wrote it down, are the parties: the form has no question for them. */
    private static void agreed(Consent consent, Reference party, Set<String> types) {
        if (types.contains(String.valueOf(party.getReferenceElement().getResourceType()))) {
            consent.getProvision()
                    .addActor()
                    .setRole(concept("http://terminology.hl7.org/CodeSystem/v3-RoleCode", "CONSENTER"))
                    .setReference(party.copy());
        }
    }

    private void goal(FormItems all) {
        if (all.value(form.goal()).orElse(null) instanceof Coding answer) {
            Goal goal = new Goal();
            mark(goal);
            goal.setLifecycleStatus(GoalLifecycleStatus.ACTIVE)
                    .addCategory(concept(SNOMED, ACP))
                    .setDescription(new CodeableConcept(answer.copy()))
                    .setSubject(response.getSubject().copy());
            if (stated.hasValue()) {
                String day = stated.getValueAsString();
                goal.setStatusDateElement(new DateType(day.substring(0, Math.min(DAY, day.length()))));
            }
            resources.add(goal);
        }
    }

    private void capacity(FormItems all) {
        form.capacity().answers().stream()
                .flatMap(linkId -> all.value(linkId).stream())
                .flatMap(answer -> yesOrNo(answer).stream())
                .findFirst()
                .ifPresent(capable -> {
                    Observation observation =
                            finding(CAPABLE, all.text(form.capacity().comment()));
                    observation.setValue(new BooleanType(capable));
                });
    }

    private static Optional<Boolean> yesOrNo(Type answer) {
        if (answer instanceof BooleanType known && known.hasValue()) {
            return Optional.of(known.booleanValue());
        }
        String code = answer instanceof Coding coding ? String.valueOf(coding.getCode()) : "";
        return switch (code) {
            case "1", "373066001" -> Optional.of(true);
            case "0", "373067005" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private void observation(PzpForm.Wish wanted, FormItems all) {
        all.value(wanted.value()).ifPresent(answer -> {
            Observation observation = finding(wanted.code(), all.text(wanted.comment()));
            observation.setValue(answer instanceof Coding coding ? new CodeableConcept(coding.copy()) : answer.copy());
            if (wanted.method() != null) {
                observation.setMethod(concept(SNOMED, wanted.method()));
            }
        });
    }

    private Observation finding(String code, Optional<String> comment) {
        Observation observation = new Observation();
        mark(observation);
        observation
                .setStatus(ObservationStatus.FINAL)
                .setCode(concept(SNOMED, code))
                .setSubject(response.getSubject().copy())
                .addDerivedFrom(new Reference(FormAnswers.reference(response)));
        if (stated.hasValue()) {
            observation.setEffective(new DateTimeType(stated.getValueAsString()));
        }
        if (response.hasEncounter()) {
            observation.setEncounter(response.getEncounter().copy());
        }
        if (response.hasAuthor()) {
            observation.addPerformer(response.getAuthor().copy());
        }
        comment.ifPresent(text -> observation.addNote().setText(text));
        resources.add(observation);
        return observation;
    }

    private void person(PzpForm.Person wanted, FormItems all) {
        HumanName name = new HumanName();
        all.text(wanted.given()).ifPresent(name::addGiven);
        String family = Stream.of(wanted.prefix(), wanted.family())
                .flatMap(linkId -> all.text(linkId).stream())
                .reduce((one, next) -> one + " " + next)
                .orElse("");
        if (!family.isEmpty()) {
            name.setFamily(family);
        }
        RelatedPerson person = new RelatedPerson();
        wanted.relations().stream()
                .flatMap(linkId -> all.values(linkId).stream())
                .filter(Coding.class::isInstance)
                .forEach(answer -> person.addRelationship(new CodeableConcept(((Coding) answer).copy())));
        if (name.isEmpty() && person.getRelationship().isEmpty()) {
            return;
        }
        mark(person);
        person.setActive(true).setPatient(response.getSubject().copy());
        role(person, wanted.role());
        if (wanted.isFirstContact() != null
                && all.value(wanted.isFirstContact())
                        .flatMap(FormReading::yesOrNo)
                        .orElse(false)) {
            role(person, form.firstContact().role());
        }
        if (!name.isEmpty()) {
            person.addName(name);
        }
        telecom(person, wanted, all);
        resources.add(person);
    }

    private static void role(RelatedPerson person, String code) {
        boolean there = person.getRelationship().stream()
                .flatMap(concept -> concept.getCoding().stream())
                .anyMatch(coding -> CONTACT_ROLE.equals(coding.getSystem()) && code.equals(coding.getCode()));
        if (!there) {
            person.addRelationship(concept(CONTACT_ROLE, code));
        }
    }

    private static void telecom(RelatedPerson person, PzpForm.Person wanted, FormItems all) {
        all.groups(wanted.phones())
                .forEach(group -> group.text(wanted.phone()).ifPresent(number -> {
                    String kind = group.value(wanted.phoneKind()).orElse(null) instanceof Coding coding
                            ? String.valueOf(coding.getCode())
                            : "";
                    person.addTelecom(new ContactPoint()
                            .setSystem(PHONE_KINDS.getOrDefault(kind, ContactPointSystem.PHONE))
                            .setValue(number));
                }));
        all.values(wanted.email()).stream()
                .filter(StringType.class::isInstance)
                .forEach(address -> person.addTelecom(
                        new ContactPoint().setSystem(ContactPointSystem.EMAIL).setValue(address.primitiveValue())));
    }

    /** It is shown to whom the form is shown, as what the form is shown as. */
    private void mark(Resource resource) {
        String version = response.getIdElement().hasVersionIdPart()
                ? response.getIdElement().getVersionIdPart()
                : response.getMeta().getVersionId();
        resource.getMeta().setSource(FormAnswers.reference(response) + (version == null ? "" : "/_history/" + version));
        resource.setUserData(FormAnswers.KEY, resource.getMeta().getSource() + "#" + resources.size());
        response.getMeta().getTag().forEach(tag -> resource.getMeta().addTag(tag.copy()));
        response.getMeta().getSecurity().forEach(label -> resource.getMeta().addSecurity(label.copy()));
    }

    private static CodeableConcept concept(String system, String code) {
        return new CodeableConcept(new Coding(system, code, null));
    }

    /** The answers below some items, by linkId. */
    private static final class FormItems {

        private final List<QuestionnaireResponseItemComponent> items;
        private final Map<String, List<Type>> byLink = new HashMap<>();

        FormItems(List<QuestionnaireResponseItemComponent> items) {
            this.items = items;
            collect(items);
        }

        private void collect(List<QuestionnaireResponseItemComponent> some) {
            for (QuestionnaireResponseItemComponent item : some) {
                item.getAnswer().forEach(answer -> {
                    if (answer.hasValue() && !answer.getValue().isEmpty()) {
                        byLink.computeIfAbsent(String.valueOf(item.getLinkId()), linkId -> new ArrayList<>())
                                .add(answer.getValue());
                    }
                    collect(answer.getItem());
                });
                collect(item.getItem());
            }
        }

        List<Type> values(String linkId) {
            return byLink.getOrDefault(linkId, List.of());
        }

        Optional<Type> value(String linkId) {
            return values(linkId).stream().findFirst();
        }

        Optional<String> text(@Nullable String linkId) {
            return linkId == null
                    ? Optional.empty()
                    : value(linkId)
                            .filter(Type::isPrimitive)
                            .map(Type::primitiveValue)
                            .filter(Objects::nonNull)
                            .map(String::strip)
                            .filter(text -> !text.isEmpty());
        }

        /** Each group of this name. */
        List<FormItems> groups(String linkId) {
            List<FormItems> found = new ArrayList<>();
            visit(
                    items,
                    some -> some.stream()
                            .filter(item -> linkId.equals(item.getLinkId()))
                            .forEach(item -> found.add(new FormItems(item.getItem()))));
            return found;
        }

        /** Each list of items in which one of this name is: what stands beside it belongs to it. */
        List<FormItems> beside(String linkId) {
            List<FormItems> found = new ArrayList<>();
            visit(items, some -> {
                if (some.stream().anyMatch(item -> linkId.equals(item.getLinkId()))) {
                    found.add(new FormItems(some));
                }
            });
            return found;
        }

        private static void visit(
                List<QuestionnaireResponseItemComponent> some,
                Consumer<List<QuestionnaireResponseItemComponent>> look) {
            look.accept(some);
            for (QuestionnaireResponseItemComponent item : some) {
                visit(item.getItem(), look);
                item.getAnswer().forEach(answer -> visit(answer.getItem(), look));
            }
        }
    }
}
