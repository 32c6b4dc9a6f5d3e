package nl.mgz.gateway.validation;

import java.lang.reflect.Field;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.common.hapi.validation.validator.FhirDefaultPolicyAdvisor;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r5.context.IWorkerContext;
import org.hl7.fhir.r5.elementmodel.Element;
import org.hl7.fhir.r5.elementmodel.Element.SpecialElement;
import org.hl7.fhir.r5.model.Base.ValidationMode;
import org.hl7.fhir.r5.model.ElementDefinition;
import org.hl7.fhir.r5.model.StructureDefinition;
import org.hl7.fhir.r5.utils.validation.ValidatorSession;
import org.hl7.fhir.r5.utils.validation.constants.BestPracticeWarningLevel;
import org.hl7.fhir.r5.utils.validation.constants.IdStatus;
import org.hl7.fhir.r5.utils.xver.XVerExtensionManager;
import org.hl7.fhir.r5.utils.xver.XVerExtensionManagerOld;
import org.hl7.fhir.utilities.validation.ValidationMessage;
import org.hl7.fhir.validation.ValidatorSettings;
import org.hl7.fhir.validation.codesystem.CodingsObserver;
import org.hl7.fhir.validation.instance.InstanceValidator;
import org.hl7.fhir.validation.instance.ResourcePercentageLogger;
import org.hl7.fhir.validation.instance.utils.ElementInfo;
import org.hl7.fhir.validation.instance.utils.IndexedElement;
import org.hl7.fhir.validation.instance.utils.NodeStack;
import org.hl7.fhir.validation.instance.utils.ResolvedReference;
import org.hl7.fhir.validation.instance.utils.ValidationContext;
import org.jspecify.annotations.Nullable;

/**
 * HL7's validator, with the same findings for less work: a resource or a part that was
 * sound before is not looked at again, an entry
 * of a Bundle is held against our profile instead of the base definition that the profile holds already, and a reference
 * within a Bundle is looked up instead of compared with every entry.
 *
 * <p>Not for two threads at a time.
 */
final class RememberingValidator extends InstanceValidator {

    private static final String BASE = "http://hl7.org/fhir/StructureDefinition/";

    /** Sees every code with the tree it stands in, for a check that is off, and never lets go of them. */
    private static final Field CODES_SEEN = field("codingObserver");

    private final XVerExtensionManager extensions;
    private final SoundParts sound;

    /** FullUrls of entries that are not looked at, for they are known to be sound. */
    private Set<String> known = Set.of();

    /** FullUrls of entries whose verdict rests on what is in another. */
    private final Set<String> resting = new HashSet<>();

    /** Entries that are looked at, each because of the one before it. */
    private final Deque<Element> within = new ArrayDeque<>();

    RememberingValidator(IWorkerContext context, SoundParts sound) {
        this(context, new XVerExtensionManagerOld(context), sound);
    }

    private RememberingValidator(IWorkerContext context, XVerExtensionManager extensions, SoundParts sound) {
        super(
                context,
                new FhirInstanceValidator.NullEvaluationContext(),
                extensions,
                new ValidatorSession(),
                new ValidatorSettings());
        this.extensions = extensions;
        this.sound = sound;
        setAssumeValidRestReferences(true);
        setBestPracticeWarningLevel(BestPracticeWarningLevel.Ignore);
        setAnyExtensionsAllowed(true);
        setResourceIdRule(IdStatus.OPTIONAL);
        setNoTerminologyChecks(false);
        setErrorForUnknownProfiles(false);
        setUnknownCodeSystemsCauseErrors(true);
        setPolicyAdvisor(new FhirDefaultPolicyAdvisor());
        setNoExtensibleWarnings(true);
        setNoBindingMsgSuppressed(false);
        setAllowExamples(false);
        setAllowXsiLocation(true);
    }

    private static Field field(String name) {
        try {
            Field field = InstanceValidator.class.getDeclaredField(name);
            field.setAccessible(true);
            return field;
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException("this version of HL7's validator keeps its codes elsewhere", e);
        }
    }

    /** Lets go of what was sent, so that it can be used again. */
    void forget() {
        getTextsToCheck().clear();
        known = Set.of();
        resting.clear();
        within.clear();
        try {
            CODES_SEEN.set(this, new CodingsObserver(context, settings, extensions, session));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param fullUrls of entries that are known to be sound: they are looked at only where others lead to them */
    void passOver(Set<String> fullUrls) {
        known = fullUrls;
    }

    /** FullUrls of the entries whose verdict rests on what is in another. */
    Set<String> resting() {
        return resting;
    }

    @Override
    public boolean startInner(
            ValidationContext valContext,
            List<ValidationMessage> errors,
            Element resource,
            Element element,
            StructureDefinition definition,
            NodeStack stack,
            boolean checkSpecials,
            ResourcePercentageLogger percentage,
            ValidationMode mode,
            boolean fromContained) {
        if (element.getSpecial() != SpecialElement.BUNDLE_ENTRY) {
            return super.startInner(
                    valContext,
                    errors,
                    resource,
                    element,
                    definition,
                    stack,
                    checkSpecials,
                    percentage,
                    mode,
                    fromContained);
        }
        Element first = within.peekFirst();
        if (first == null && isKnown(element)) {
            return true;
        }
        if (!claims(element, definition)) {
            // What is found here is not asked again for those in between: HL7's validator keeps it.
            within.stream().filter(outer -> outer != element).forEach(outer -> resting.add(fullUrl(outer)));
        }
        within.addLast(element);
        try {
            return super.startInner(
                    valContext,
                    errors,
                    resource,
                    element,
                    held(element, definition),
                    stack,
                    checkSpecials,
                    percentage,
                    mode,
                    fromContained);
        } finally {
            within.removeLast();
        }
    }

    @Override
    public boolean checkSpecials(
            ValidationContext valContext,
            List<ValidationMessage> errors,
            Element element,
            NodeStack stack,
            boolean checkSpecials,
            ResourcePercentageLogger percentage,
            ValidationMode mode,
            boolean contained,
            boolean isOk) {
        return (element.getSpecial() == SpecialElement.BUNDLE_ENTRY && isKnown(element))
                || super.checkSpecials(
                        valContext, errors, element, stack, checkSpecials, percentage, mode, contained, isOk);
    }

    private boolean isKnown(Element resource) {
        return !known.isEmpty() && known.contains(fullUrl(resource));
    }

    private static String fullUrl(Element resource) {
        Element entry = resource.getParentForValidator();
        return entry == null ? "" : String.valueOf(entry.getNamedChildValue("fullUrl", false));
    }

    /** Whether a resource is held against a definition whoever leads to it: as it claims that or what is derived from it. */
    private boolean claims(Element resource, StructureDefinition definition) {
        if (definition.getUrl().equals(BASE + definition.getType())) {
            return true;
        }
        Element meta = resource.getNamedChild("meta", false);
        List<Element> claims = meta == null ? List.of() : meta.getChildren("profile");
        return claims.stream().anyMatch(claim -> isOrComesFrom(claim.primitiveValue(), definition.getUrl()));
    }

    private boolean isOrComesFrom(@Nullable String canonical, String ancestor) {
        String url = canonical;
        while (url != null && !url.equals(ancestor)) {
            StructureDefinition profile = context.fetchResource(StructureDefinition.class, url);
            url = profile == null ? null : profile.getBaseDefinition();
        }
        return url != null;
    }

    /** Our profile is derived from the base definition: its snapshot says all that the base says. */
    private StructureDefinition held(Element resource, StructureDefinition definition) {
        StructureDefinition ours =
                definition.getUrl().startsWith(BASE) ? imposed(resource, definition.getType()) : null;
        return ours == null ? definition : ours;
    }

    private @Nullable StructureDefinition imposed(Element resource, String type) {
        Element meta = resource.getNamedChild("meta", false);
        List<Element> claims = meta == null ? List.of() : meta.getChildren("profile");
        // Ours is the first that was put there.
        String url = claims.isEmpty() ? null : claims.get(0).primitiveValue();
        if (url == null || !ImposedProfiles.isOurs(url)) {
            return null;
        }
        StructureDefinition profile = context.fetchResource(StructureDefinition.class, url);
        return profile != null && profile.hasSnapshot() && type.equals(profile.getType()) ? profile : null;
    }

    @Override
    public boolean checkChildByDefinition(
            ValidationContext valContext,
            List<ValidationMessage> errors,
            StructureDefinition profile,
            ElementDefinition definition,
            Element resource,
            Element element,
            String actualType,
            NodeStack stack,
            boolean inCodeableConcept,
            boolean checkDisplayInContext,
            ElementInfo info,
            String extensionUrl,
            ElementDefinition checked,
            boolean isSlice,
            ResourcePercentageLogger percentage,
            ValidationMode mode) {
        Fingerprint key = sound.key(
                profile,
                checked,
                // What is around the part and can change the verdict.
                () -> definition.getId()
                        + ' '
                        + actualType
                        + ' '
                        + stack.getWorkingLang()
                        + ' '
                        + inCodeableConcept
                        + ' '
                        + checkDisplayInContext
                        + ' '
                        + extensionUrl
                        + ' '
                        + isSlice,
                info.getElement());
        if (key != null && sound.has(key)) {
            return true;
        }
        int before = errors.size();
        boolean ok = super.checkChildByDefinition(
                valContext,
                errors,
                profile,
                definition,
                resource,
                element,
                actualType,
                stack,
                inCodeableConcept,
                checkDisplayInContext,
                info,
                extensionUrl,
                checked,
                isSlice,
                percentage,
                mode);
        if (key != null && ok && errors.size() == before) {
            sound.add(key);
        }
        return ok;
    }

    @Override
    public @Nullable ResolvedReference localResolve(
            String reference,
            NodeStack stack,
            List<ValidationMessage> errors,
            String path,
            Element rootResource,
            Element groupingResource,
            Element source,
            BooleanHolder holder,
            BooleanHolder stop) {
        BundlePlaces.Entry entry = BundlePlaces.entryOf(stack.getElement());
        BundlePlaces.Place<IndexedElement> place =
                entry == null ? null : BundlePlaces.of(entry.bundle()).look(reference, entry.fullUrl());
        if (place != null) {
            return place.here() == null ? null : resolved(place.here(), stack);
        }
        return super.localResolve(reference, stack, errors, path, rootResource, groupingResource, source, holder, stop);
    }

    private ResolvedReference resolved(IndexedElement found, NodeStack stack) {
        ResolvedReference resolved = new ResolvedReference()
                .setResource(found.getMatch())
                .setFocus(found.getMatch())
                .setExternal(false)
                .setStack(new NodeStack(context, null, found.getMatch(), getValidationLanguage()));
        resolved.setVia(stack);
        resolved.getStack()
                .pathComment(
                        found.getMatch().fhirType() + "/" + found.getMatch().getIdBase());
        return resolved;
    }

    /** Before all else HL7's validator looks up each reference within the Bundle, with nowhere to say what it finds. */
    @Override
    protected @Nullable Element resolveInBundle(
            Element bundle,
            List<Element> entries,
            String reference,
            String fullUrl,
            String type,
            String id,
            @Nullable NodeStack stack,
            @Nullable List<ValidationMessage> errors,
            String name,
            Element source,
            boolean isWarning,
            boolean isLink) {
        BundlePlaces.Place<IndexedElement> place =
                stack == null && fullUrl != null ? BundlePlaces.of(bundle).look(reference, fullUrl) : null;
        if (place != null) {
            return place.here() == null ? null : place.here().getEntry();
        }
        return super.resolveInBundle(
                bundle, entries, reference, fullUrl, type, id, stack, errors, name, source, isWarning, isLink);
    }
}
