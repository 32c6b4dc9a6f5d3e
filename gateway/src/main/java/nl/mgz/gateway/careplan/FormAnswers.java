package nl.mgz.gateway.careplan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.QuestionnaireResponse;
import org.hl7.fhir.r4.model.QuestionnaireResponse.QuestionnaireResponseStatus;
import org.hl7.fhir.r4.model.Resource;

/**
 * What completed PZP forms say, as single resources, so that both ways of publishing a plan count alike. Of each organisation the
 * form that was filled in last holds: a form is the whole of a conversation, so what an earlier one says holds no longer.
 *
 * <p>INVARIANT: what is stated has no id and is never stored; it names its form in {@code meta.source}, and whoever may not see
 * the form is not to be given what it states.
 */
public final class FormAnswers {

    private static final Set<QuestionnaireResponseStatus> COUNT =
            Set.of(QuestionnaireResponseStatus.COMPLETED, QuestionnaireResponseStatus.AMENDED);

    /** Under this name a stated resource keeps what takes the place of an id. */
    static final String KEY = "nl.mgz.careplan.stated";

    private final List<QuestionnaireResponse> holding;
    private final Map<Resource, String> stated = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    private FormAnswers(Collection<? extends Resource> resources, Function<Resource, String> holder) {
        Map<String, List<QuestionnaireResponse>> byHolder = byHolder(resources, holder);
        this.holding = byHolder.values().stream().map(all -> all.get(0)).toList();
        byHolder.forEach((ura, all) -> {
            FormReading reading = FormReading.of(all.get(0));
            reading.stated().forEach(one -> stated.put(one, ura));
            findings.addAll(reading.findings());
            if (all.size() > 1) {
                findings.addAll(fallenSilent(reading, all.get(0), all.get(1)));
            }
        });
    }

    /**
     * @param resources of one patient, any; what is no completed PZP form is left alone
     * @param holder which organisation holds a resource
     */
    public static FormAnswers of(Collection<? extends Resource> resources, Function<Resource, String> holder) {
        return new FormAnswers(resources, holder);
    }

    /** Whether it is a PZP form, begun or filled in or withdrawn. */
    public static boolean isForm(IBaseResource resource) {
        return resource instanceof QuestionnaireResponse response
                && PzpForm.get().isAnsweredBy(response);
    }

    /** Whether it is a PZP form that was filled in and not withdrawn. */
    public static boolean isOne(Resource resource) {
        return resource instanceof QuestionnaireResponse response
                && COUNT.contains(response.getStatus())
                && isForm(response);
    }

    /** Of each organisation the form that was filled in last. */
    public List<QuestionnaireResponse> holding() {
        return holding;
    }

    /** What those say, with who holds it. */
    public Map<Resource, String> stated() {
        return Collections.unmodifiableMap(stated);
    }

    /** The treatment directives among it. */
    public List<Consent> directives() {
        return stated.keySet().stream()
                .filter(Consent.class::isInstance)
                .map(Consent.class::cast)
                .toList();
    }

    /** What of the forms a reader must look at. */
    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** How to name something in a text: by itself, or by the form that it is stated in. */
    public static String reference(Resource resource) {
        return isStated(resource)
                ? resource.getMeta().getSource().replaceFirst("/_history/.*", "")
                : resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }

    /** Whether it is stated in a form, and no record of its own. */
    public static boolean isStated(Resource resource) {
        return resource.getUserData(KEY) != null;
    }

    /** What tells one from another, the same each time: the id, or the place in the form. */
    public static String key(Resource resource) {
        return isStated(resource)
                ? resource.getUserString(KEY)
                : String.valueOf(resource.getIdElement().getIdPart());
    }

    /** Newest first; of those of one moment the one that was recorded last, and then by id, so that an answer does not waver. */
    private static Map<String, List<QuestionnaireResponse>> byHolder(
            Collection<? extends Resource> resources, Function<Resource, String> holder) {
        Map<String, List<QuestionnaireResponse>> byHolder = new LinkedHashMap<>();
        resources.stream()
                .filter(FormAnswers::isOne)
                .map(QuestionnaireResponse.class::cast)
                .sorted(Comparator.comparing(FormAnswers::filledIn)
                        .thenComparing(one -> moment(one.getAuthoredElement()))
                        .thenComparing(one -> moment(one.getMeta().getLastUpdatedElement()))
                        .thenComparing(one -> String.valueOf(one.getIdElement().getIdPart()))
                        .reversed())
                .forEach(one -> byHolder.computeIfAbsent(holder.apply(one), ura -> new ArrayList<>())
                        .add(one));
        return byHolder;
    }

    /** A treatment on which the form before has a yes, a no or a condition, and this one has no answer at all. */
    private static List<Finding> fallenSilent(
            FormReading reading, QuestionnaireResponse last, QuestionnaireResponse before) {
        Set<String> answered = new LinkedHashSet<>();
        reading.directives().map(CurrentDirectives::treatment).forEach(answered::add);
        return FormReading.of(before)
                .directives()
                .filter(CurrentDirectives::decides)
                .filter(one -> !answered.contains(CurrentDirectives.treatment(one)))
                .map(one -> new Finding(
                        true,
                        "It has no answer on a treatment that the form before it decided on (" + reference(before)
                                + "): ask which of them is meant",
                        reference(last)))
                .distinct()
                .toList();
    }

    private static Instant filledIn(QuestionnaireResponse response) {
        return moment(FormReading.filledIn(response));
    }

    private static Instant moment(BaseDateTimeType date) {
        return date.hasValue() ? date.getValue().toInstant() : Instant.MIN;
    }
}
