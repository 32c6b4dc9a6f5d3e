package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.OptionalParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.StringParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.param.UriParam;
import ca.uhn.fhir.rest.server.IResourceProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import nl.mgz.gateway.definitions.Definitions;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.terminology.CodeQuestions;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.ConceptMap;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.NamingSystem;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.SearchParameter;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;
import org.jspecify.annotations.Nullable;

/** The definitions that this node holds, to read and to find by canonical. They come with the software and with packages; nobody writes them here. */
public class DefinitionProvider<T extends MetadataResource> implements IResourceProvider {

    static final Map<String, Class<? extends MetadataResource>> TYPES = types();

    /** The search parameters of every definition type. */
    static final Map<String, SearchParamType> PARAMETERS =
            Map.of("url", SearchParamType.URI, "name", SearchParamType.STRING, "_id", SearchParamType.TOKEN);

    private static final Set<String> ABOUT_THE_ANSWER =
            Set.of("_format", "_pretty", "_count", "_elements", "_summary", "_offset");

    private final Class<T> type;
    private final Definitions definitions;

    DefinitionProvider(Class<T> type, Definitions definitions) {
        this.type = type;
        this.definitions = definitions;
    }

    /** One for each type; the terminological ones answer questions about codes as well. */
    static List<IResourceProvider> all(Definitions definitions, CodeQuestions codes) {
        return List.of(
                new DefinitionProvider<>(StructureDefinition.class, definitions),
                new DefinitionProvider<>(SearchParameter.class, definitions),
                new DefinitionProvider<>(OperationDefinition.class, definitions),
                new DefinitionProvider<>(NamingSystem.class, definitions),
                new CodeSystemProvider(definitions, codes),
                new ValueSetProvider(definitions, codes),
                new ConceptMapProvider(definitions, codes));
    }

    private static Map<String, Class<? extends MetadataResource>> types() {
        Map<String, Class<? extends MetadataResource>> types = new LinkedHashMap<>();
        types.put("StructureDefinition", StructureDefinition.class);
        types.put("SearchParameter", SearchParameter.class);
        types.put("OperationDefinition", OperationDefinition.class);
        types.put("CodeSystem", CodeSystem.class);
        types.put("ValueSet", ValueSet.class);
        types.put("ConceptMap", ConceptMap.class);
        types.put("NamingSystem", NamingSystem.class);
        return types;
    }

    @Override
    public Class<T> getResourceType() {
        return type;
    }

    @Read
    public T read(@IdParam IIdType id) {
        return definitions
                .all(type)
                .filter(one -> id.getIdPart().equals(one.getIdElement().getIdPart()))
                .findFirst()
                .orElseThrow(ErrorMapping::notFound);
    }

    @Search
    public List<T> search(
            @OptionalParam(name = "url") @Nullable UriParam url,
            @OptionalParam(name = "name") @Nullable StringParam name,
            @OptionalParam(name = "_id") @Nullable TokenParam id,
            RequestDetails request) {
        refuseOthers(request);
        return definitions
                .all(type)
                .filter(one -> url == null || url.getValueNotNull().equals(one.getUrl()))
                .filter(one -> name == null || startsWith(one.getName(), name.getValueNotNull()))
                .filter(one -> id == null
                        || id.getValueNotNull().equals(one.getIdElement().getIdPart()))
                .toList();
    }

    /** HAPI passes over what begins with an underscore; an answer to another question is no answer. */
    private static void refuseOthers(RequestDetails request) {
        for (String name : request.getParameters().keySet()) {
            String plain = name.replaceFirst("[:.].*$", "");
            if (!PARAMETERS.containsKey(plain) && !ABOUT_THE_ANSWER.contains(name)) {
                throw Refusal.of(
                                ErrorCode.PARAMETER_NOT_SUPPORTED,
                                "Search parameter " + plain + " is not served here; served are "
                                        + String.join(", ", new TreeSet<>(PARAMETERS.keySet())))
                        .asException();
            }
        }
    }

    private static boolean startsWith(@Nullable String text, String start) {
        return text != null && text.toLowerCase(Locale.ROOT).startsWith(start.toLowerCase(Locale.ROOT));
    }
}
