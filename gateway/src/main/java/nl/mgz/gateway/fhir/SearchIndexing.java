package nl.mgz.gateway.fhir;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeChildDefinition.IAccessor;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.model.RequestPartitionId;
import ca.uhn.fhir.jpa.dao.index.SearchParamWithInlineReferencesExtractor;
import ca.uhn.fhir.jpa.model.entity.ResourceTable;
import ca.uhn.fhir.jpa.searchparam.extractor.ResourceIndexedSearchParams;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.storage.TransactionDetails;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;

/**
 * What is in the search index of a resource, found once for each time that one is stored, and not at all for a change of what no search
 * parameter looks at: its rows stay as they are.
 *
 * <p>HAPI's own finds it twice for what a transaction creates, before and after the references are known, of which only the second
 * counts; and by each expression anew for each change.
 */
public final class SearchIndexing extends SearchParamWithInlineReferencesExtractor {

    private static final String REPLACED = "nl.mgz.replaced";
    private static final String CAME_BY = "nl.mgz.came-by";

    /** By these an expression reaches elements that it does not name. */
    private static final Set<String> REACHING_ALL = Set.of("children", "descendants", "repeat");

    private final FhirContext context;
    private final IndexState state;
    private final Map<String, List<IAccessor>> lookedAt;

    SearchIndexing(FhirContext context, ServedSearchParameters served, IndexState state) {
        this.context = context;
        this.state = state;
        this.lookedAt = ServedTypes.all().stream()
                .collect(Collectors.toUnmodifiableMap(
                        ServedType::name, type -> lookedAt(type.name(), served.words(type.name()))));
    }

    /** Tells what is stored instead of what, in one transaction. */
    public static void replaces(Resource before, Resource after) {
        after.setUserData(REPLACED, before);
    }

    /** @param last whether the references are what they are stored as */
    @Override
    public void populateFromResource(
            RequestPartitionId partition,
            ResourceIndexedSearchParams found,
            TransactionDetails transaction,
            ResourceTable entity,
            IBaseResource resource,
            ResourceIndexedSearchParams there,
            RequestDetails request,
            boolean last) {
        if (!last) {
            // It is compared with what is stored after this, which had its contained resources put in order.
            if (resource instanceof DomainResource domain && domain.hasContained()) {
                context.newTerser().containResources(resource, null, true);
            }
            ((Resource) resource).setUserData(CAME_BY, true);
            return;
        }
        if (resource instanceof Resource after
                && after.getUserData(REPLACED) instanceof Resource before
                && !before.isDeleted()
                && state.isWhole()
                && looksAlike(before, after)) {
            extractInlineReferences(request, resource, transaction);
            keep(there, found);
        } else {
            super.populateFromResource(partition, found, transaction, entity, resource, there, request, true);
        }
        if (resource instanceof Resource created && created.getUserData(CAME_BY) != null) {
            // HAPI sets them where it comes by first, and after that only where the text has changed since.
            found.populateResourceTableSearchParamsPresentFlags(entity);
        }
    }

    /** HAPI's own looks for them by a walk that keeps a path to each element, here and where it is asked to. */
    @Override
    public void extractInlineReferences(
            RequestDetails request, IBaseResource resource, TransactionDetails transaction) {
        boolean any = !(resource instanceof Resource one)
                || References.in(one).stream()
                        .anyMatch(reference -> reference.hasReference()
                                && reference.getReference().indexOf('?') >= 0);
        if (any) {
            super.extractInlineReferences(request, resource, transaction);
        }
    }

    private boolean looksAlike(Resource before, Resource after) {
        List<IAccessor> elements = lookedAt.get(after.fhirType());
        return elements != null
                && before.fhirType().equals(after.fhirType())
                && alike(before.getMeta(), after.getMeta())
                && elements.stream()
                        .allMatch(element -> Elements.same(element.getValues(before), element.getValues(after)));
    }

    /** But for version and time, which nobody sends. HAPI stores tags in another order than that in which they came. */
    private static boolean alike(Meta before, Meta after) {
        return sameInAnyOrder(before.getTag(), after.getTag())
                && sameInAnyOrder(before.getSecurity(), after.getSecurity())
                && sameInAnyOrder(before.getProfile(), after.getProfile())
                && sameInAnyOrder(before.getExtension(), after.getExtension())
                && Objects.equals(before.getSource(), after.getSource());
    }

    private static boolean sameInAnyOrder(List<? extends Base> some, List<? extends Base> others) {
        return some.size() == others.size()
                && some.stream().allMatch(one -> others.stream().anyMatch(other -> Elements.same(one, other)))
                && others.stream().allMatch(one -> some.stream().anyMatch(other -> Elements.same(one, other)));
    }

    /** What an expression can look at: meta is compared by itself, and a reference may lead to what is contained. */
    private List<IAccessor> lookedAt(String type, Set<String> words) {
        boolean all = words.stream().anyMatch(REACHING_ALL::contains);
        return context.getResourceDefinition(type).getChildrenAndExtension().stream()
                .filter(child -> {
                    String name = child.getElementName().replace("[x]", "");
                    return !Set.of("id", "meta").contains(name)
                            && (all || "contained".equals(name) || words.contains(name));
                })
                .map(BaseRuntimeChildDefinition::getAccessor)
                .toList();
    }

    private static void keep(ResourceIndexedSearchParams there, ResourceIndexedSearchParams found) {
        found.myStringParams.addAll(there.myStringParams);
        found.myTokenParams.addAll(there.myTokenParams);
        found.myNumberParams.addAll(there.myNumberParams);
        found.myQuantityParams.addAll(there.myQuantityParams);
        found.myQuantityNormalizedParams.addAll(there.myQuantityNormalizedParams);
        found.myDateParams.addAll(there.myDateParams);
        found.myUriParams.addAll(there.myUriParams);
        found.myCoordsParams.addAll(there.myCoordsParams);
        found.myComboStringUniques.addAll(there.myComboStringUniques);
        found.myComboTokenNonUnique.addAll(there.myComboTokenNonUnique);
        found.myLinks.addAll(there.myLinks);
    }
}
