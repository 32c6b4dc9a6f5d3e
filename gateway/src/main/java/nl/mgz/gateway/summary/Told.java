package nl.mgz.gateway.summary;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.careplan.CurrentDirectives;
import nl.mgz.gateway.careplan.CurrentGoals;
import nl.mgz.gateway.careplan.Directive;
import nl.mgz.gateway.careplan.FormAnswers;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.DeviceUseStatement;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** What each section tells of what may be seen of a patient: that which counts at a moment, the latest first, by source. */
public final class Told {

    private static final int LAST_CONTACTS = 10;

    private final Belonging belonging;
    private final List<Statement> statements;
    private final Map<String, Resource> byReference = new HashMap<>();
    private final Map<SummarySection, List<Statement>> sections = new EnumMap<>(SummarySection.class);

    /**
     * @param statements what the reader may see of the patient, the Patient among them
     * @param named organisations, people and products that those name
     */
    public Told(Collection<Statement> statements, Collection<Resource> named, Instant at) {
        this.belonging = new Belonging(at);
        this.statements = withForms(statements).stream()
                .sorted(Comparator.comparing((Statement one) -> SortDate.of(one.resource()), Comparator.reverseOrder())
                        .thenComparing(Statement::id))
                .toList();
        named.forEach(
                one -> byReference.put(one.fhirType() + "/" + one.getIdElement().getIdPart(), one));
        this.statements.forEach(one -> byReference.put(one.reference(), one.resource()));
    }

    /** What the forms that hold state counts as what their holder states. */
    private static List<Statement> withForms(Collection<Statement> statements) {
        Map<Resource, String> holders = new HashMap<>();
        Map<String, String> names = new HashMap<>();
        statements.forEach(one -> {
            holders.put(one.resource(), one.ura());
            names.put(one.ura(), one.organisation());
        });
        List<Statement> all = new ArrayList<>(statements);
        FormAnswers.of(holders.keySet(), one -> String.valueOf(holders.get(one)))
                .stated()
                .forEach((resource, ura) -> all.add(new Statement(resource, ura, String.valueOf(names.get(ura)))));
        return all;
    }

    /** Everything, the latest first. */
    public List<Statement> all() {
        return statements;
    }

    /** By its reference, {@code Type/id}; null where it is not among what may be seen or is named. */
    public @Nullable Resource find(@Nullable String reference) {
        return byReference.get(String.valueOf(reference));
    }

    Map<String, Resource> byReference() {
        return byReference;
    }

    public Line line(Statement statement) {
        return Line.of(statement.resource(), byReference);
    }

    public List<Statement> in(SummarySection section) {
        return sections.computeIfAbsent(section, one -> switch (one) {
            case LIMITS -> limits();
            case VITALS -> latest(section);
            case CONTACTS -> contacts();
            case DEVICES -> devices();
            case ENCOUNTERS -> belonging(section).limit(LAST_CONTACTS).toList();
            default -> belonging(section).toList();
        });
    }

    /** What a section tells, and what is told there no longer. */
    List<Statement> inOrBefore(SummarySection section) {
        Set<String> current = in(section).stream().map(Statement::reference).collect(Collectors.toSet());
        return statements.stream()
                .filter(one -> current.contains(one.reference()) || belonging.isNoLonger(section, one.resource()))
                .toList();
    }

    private Stream<Statement> belonging(SummarySection section) {
        return statements.stream().filter(one -> belonging.in(section, one.resource()));
    }

    /** Of the treatment directives and goals those that hold now. */
    private List<Statement> limits() {
        List<Statement> all = belonging(SummarySection.LIMITS).toList();
        List<Consent> directives = all.stream()
                .filter(one -> one.resource() instanceof Consent)
                .map(one -> (Consent) one.resource())
                .toList();
        Set<Resource> current = new HashSet<>(CurrentDirectives.at(belonging.at(), directives));
        Map<Resource, String> holders = new HashMap<>();
        all.forEach(one -> holders.put(one.resource(), one.ura()));
        current.addAll(CurrentGoals.of(holders.keySet(), one -> String.valueOf(holders.get(one))));
        return all.stream()
                .filter(one -> current.contains(one.resource())
                        || (one.resource() instanceof Consent consent && !Directive.isOne(consent)))
                .toList();
    }

    /** Of each measurement the last. */
    private List<Statement> latest(SummarySection section) {
        Map<String, Statement> byCode = new LinkedHashMap<>();
        belonging(section).forEach(one -> byCode.putIfAbsent(line(one).what(), one));
        return List.copyOf(byCode.values());
    }

    /** Of what was found on the capacity to decide, the last of each source. */
    private List<Statement> contacts() {
        Set<String> sources = new HashSet<>();
        return belonging(SummarySection.CONTACTS)
                .filter(one -> !"Observation".equals(one.resource().fhirType()) || sources.add(one.ura()))
                .sorted(Comparator.comparing(one -> one.resource().fhirType()))
                .toList();
    }

    /** A device of which is told how it is used, is told once. */
    private List<Statement> devices() {
        List<Statement> all = belonging(SummarySection.DEVICES).toList();
        Set<String> used = all.stream()
                .filter(one -> one.resource() instanceof DeviceUseStatement)
                .map(one -> ((DeviceUseStatement) one.resource())
                        .getDevice()
                        .getReferenceElement()
                        .getIdPart())
                .collect(Collectors.toCollection(HashSet::new));
        return all.stream().filter(one -> !used.contains(one.id())).toList();
    }
}
