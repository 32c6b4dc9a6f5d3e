package nl.mgz.gateway.fhir;

import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.jpa.searchparam.registry.ISearchParamProvider;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.server.SimpleBundleProvider;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.SearchParameter;

/** Gives HAPI the search parameters of the positive list and no others, from memory: no node needs a stored copy. */
final class ServedSearchParameters implements ISearchParamProvider {

    private static final Pattern NO_WORD = Pattern.compile("\\W+");

    private final List<IBaseResource> served = new ArrayList<>();

    /** @param known every definition that the standard and our own packages hold */
    ServedSearchParameters(Stream<SearchParameter> known) {
        known.forEach(this::serve);
        served.add(holder());
    }

    /** Not served to anybody: conditions of a create look among the own resources of whoever sends them by it. */
    private static SearchParameter holder() {
        SearchParameter holder = new SearchParameter();
        holder.setId("mgz-holder");
        holder.setUrl("https://mgz-gateway.nl/fhir/SearchParameter/mgz-holder");
        holder.setName("MgzHolder").setCode(FhirRepository.HOLDER).setStatus(PublicationStatus.ACTIVE);
        holder.setType(org.hl7.fhir.r4.model.Enumerations.SearchParamType.TOKEN);
        holder.setExpression(
                "Resource.meta.tag.where(system = 'https://mgz-gateway.nl/fhir/NamingSystem/author-organization')");
        ServedTypes.all().stream()
                .filter(type -> type.parameters().contains("identifier")
                        && (type.aboutPatient() || type.kind() == ServedType.Kind.PATIENT))
                .forEach(type -> holder.addBase(type.name()));
        return holder;
    }

    private void serve(SearchParameter known) {
        SearchParameter trimmed = known.copy();
        trimmed.setStatus(PublicationStatus.ACTIVE);
        List<CodeType> bases = bases(known);
        if (!bases.isEmpty()) {
            trimmed.setBase(bases);
            served.add(trimmed);
        }
    }

    private static List<CodeType> bases(SearchParameter known) {
        boolean everywhere = known.getBase().stream()
                .anyMatch(base -> "Resource".equals(base.getCode()) || "DomainResource".equals(base.getCode()));
        return ServedTypes.all().stream()
                .filter(type -> everywhere || known.hasBase(type.name()))
                .filter(type -> type.parameters().contains(known.getCode()))
                .map(ServedType::name)
                .map(CodeType::new)
                .toList();
    }

    /** What is indexed: for each type and code by which expression. */
    List<String> indexed() {
        return served.stream()
                .map(SearchParameter.class::cast)
                .flatMap(one -> one.getBase().stream()
                        .map(base ->
                                base.getCode() + " " + one.getCode() + " " + one.getType() + " " + one.getExpression()))
                .sorted()
                .toList();
    }

    /** Every word that an expression over this type holds, names of elements among them. */
    Set<String> words(String type) {
        return served.stream()
                .map(SearchParameter.class::cast)
                .filter(one -> one.hasBase(type) && one.hasExpression())
                .flatMap(one -> NO_WORD.splitAsStream(one.getExpression()))
                .collect(Collectors.toUnmodifiableSet());
    }

    static String digest(List<String> indexed) {
        return UUID.nameUUIDFromBytes(String.join("\n", indexed).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    @Override
    public IBundleProvider search(SearchParameterMap parameters) {
        return new SimpleBundleProvider(served);
    }

    @Override
    public IBaseResource read(IIdType id) {
        throw new UnsupportedOperationException("search parameters are not stored");
    }
}
