package nl.mgz.gateway.fhir;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeChildDefinition.IAccessor;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.instance.model.api.IBaseHasExtensions;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.BaseDateTimeType;

/** The elements of a resource. HAPI's own walks keep a path to each, or make a description of each that nobody reads. */
public final class Elements {

    private static final FhirContext CONTEXT = FhirContext.forR4Cached();

    /** What a class of HAPI's model holds; of primitives nothing. */
    private static final ClassValue<List<IAccessor>> CHILDREN = new ClassValue<>() {
        @Override
        protected List<IAccessor> computeValue(Class<?> type) {
            return children(type);
        }
    };

    private Elements() {}

    /** Those right below one, contained resources and extensions among them; below a primitive there is none. */
    public static void below(IBase element, Consumer<IBase> each) {
        for (IAccessor child : CHILDREN.get(element.getClass())) {
            for (IBase value : child.getValues(element)) {
                if (value != null) {
                    each.accept(value);
                }
            }
        }
    }

    /** One, and all that is below it as {@link #below} reaches it. */
    public static void each(IBase element, Consumer<IBase> each) {
        each.accept(element);
        below(element, value -> each(value, each));
    }

    /** Whether one is such, or has one that is somewhere below it, extensions of primitives included. */
    public static boolean any(IBase element, Predicate<IBase> such) {
        if (such.test(element)) {
            return true;
        }
        if (element instanceof IPrimitiveType<?>) {
            return element instanceof IBaseHasExtensions extended
                    && extended.hasExtension()
                    && extended.getExtension().stream().anyMatch(one -> any(one, such));
        }
        for (IAccessor child : CHILDREN.get(element.getClass())) {
            for (IBase value : child.getValues(element)) {
                if (value != null && any(value, such)) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * Whether two say the same. HAPI's own comparison takes dates and times for the same that begin at one moment, as 1950 and
     * 1950-01-01 do, or one time in two offsets.
     */
    public static boolean same(IBase one, IBase other) {
        return one instanceof Base some
                && other instanceof Base others
                && some.equalsDeep(others)
                && moments(one).equals(moments(other));
    }

    /** The same of lists, place by place. */
    public static boolean same(List<? extends IBase> some, List<? extends IBase> others) {
        if (some.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < some.size(); i++) {
            if (!same(some.get(i), others.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Every date and time as it was written, extensions of primitives included. */
    private static List<String> moments(IBase element) {
        List<String> moments = new ArrayList<>();
        any(element, one -> {
            if (one instanceof BaseDateTimeType moment) {
                moments.add(String.valueOf(moment.getValueAsString()));
            }
            return false;
        });
        return moments;
    }

    @SuppressWarnings("unchecked")
    private static List<IAccessor> children(Class<?> type) {
        BaseRuntimeElementDefinition<?> definition = IBaseResource.class.isAssignableFrom(type)
                ? CONTEXT.getResourceDefinition((Class<? extends IBaseResource>) type)
                : CONTEXT.getElementDefinition((Class<? extends IBase>) type);
        return definition instanceof BaseRuntimeElementCompositeDefinition<?> composite
                ? composite.getChildrenAndExtension().stream()
                        .map(BaseRuntimeChildDefinition::getAccessor)
                        .toList()
                : List.of();
    }
}
