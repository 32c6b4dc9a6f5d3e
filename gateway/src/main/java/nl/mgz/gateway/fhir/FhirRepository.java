package nl.mgz.gateway.fhir;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDaoPatient;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.jpa.api.dao.PatientEverythingParameters;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.PatchTypeEnum;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.DateRangeParam;
import ca.uhn.fhir.rest.param.HistorySearchDateRangeParam;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseParameters;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Meta;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The stored resources. Every call runs in a transaction of its own unless one is open. */
@Component
public class FhirRepository {

    private static final int MOST_IN_ONE_ANSWER = 10_000;

    private final DaoRegistry daos;
    private final IFhirSystemDao<Bundle, Meta> system;
    private final SearchParsing parsing;

    FhirRepository(DaoRegistry daos, IFhirSystemDao<Bundle, Meta> system, SearchParsing parsing) {
        this.daos = daos;
        this.system = system;
        this.parsing = parsing;
    }

    /** @throws ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException when there is none */
    public IBaseResource read(IIdType id, RequestDetails request) {
        return dao(id.getResourceType()).read(id, request);
    }

    /** @throws nl.mgz.gateway.refusal.RefusedException when a parameter is not served or has no meaning */
    public IBundleProvider search(String type, Map<String, String[]> parameters, RequestDetails request) {
        return dao(type).search(parsing.parse(type, parameters), request);
    }

    /**
     * Every match of a search, page by page, with what it includes.
     *
     * @throws nl.mgz.gateway.refusal.RefusedException when there are too many to hold: a part of an answer is none
     */
    public List<IBaseResource> searchAll(String type, Map<String, String[]> parameters, RequestDetails request) {
        Map<String, String[]> asked = new LinkedHashMap<>(parameters);
        asked.put("_count", new String[] {String.valueOf(SearchParsing.LARGEST_PAGE)});
        List<IBaseResource> all = new ArrayList<>();
        for (int offset = 0; offset < MOST_IN_ONE_ANSWER; offset += SearchParsing.LARGEST_PAGE) {
            asked.put("_offset", new String[] {String.valueOf(offset)});
            List<IBaseResource> page = search(type, asked, request).getAllResources();
            all.addAll(page);
            if (page.stream().filter(found -> type.equals(found.fhirType())).count() < SearchParsing.LARGEST_PAGE) {
                return all;
            }
        }
        throw Refusal.of(
                        ErrorCode.PARAMETER_INVALID,
                        "There are too many of these for one answer: ask by code, or since a date")
                .asException();
    }

    public IBundleProvider history(IIdType id, int offset, RequestDetails request) {
        return dao(id.getResourceType())
                .history(id, new HistorySearchDateRangeParam(Map.of(), new DateRangeParam(), offset), request);
    }

    /** @param ifNoneExist search that must find nothing, else the one that it finds is the answer; null for a plain create */
    public MethodOutcome create(IBaseResource resource, @Nullable String ifNoneExist, RequestDetails request) {
        return dao(resource.fhirType()).create(resource, ifNoneExist, request);
    }

    /** Everything in the patient's compartment, and what it refers to (https://hl7.org/fhir/R4/patient-operation-everything.html). */
    public IBundleProvider everything(
            IIdType patient, int count, int offset, HttpServletRequest servlet, RequestDetails request) {
        PatientEverythingParameters parameters = new PatientEverythingParameters();
        parameters.setCount(new IntegerType(count));
        parameters.setOffset(new IntegerType(offset));
        return ((IFhirResourceDaoPatient<?>) daos.getResourceDao("Patient"))
                .patientInstanceEverything(servlet, request, parameters, patient);
    }

    public MethodOutcome update(IBaseResource resource, RequestDetails request) {
        return dao(resource.fhirType()).update(resource, request);
    }

    public MethodOutcome patch(
            IIdType id, PatchTypeEnum kind, String body, @Nullable IBaseParameters fhirPatch, RequestDetails request) {
        return dao(id.getResourceType()).patch(id, null, kind, body, fhirPatch, request);
    }

    public MethodOutcome delete(IIdType id, RequestDetails request) {
        return dao(id.getResourceType()).delete(id, request);
    }

    /** A transaction or a batch, as its type says. */
    public Bundle process(Bundle bundle, RequestDetails request) {
        return system.transaction(request, bundle);
    }

    /** The java class of a resource type. */
    public Class<? extends IBaseResource> classOf(String type) {
        return dao(type).getResourceType();
    }

    @SuppressWarnings("unchecked")
    private IFhirResourceDao<IBaseResource> dao(String type) {
        return daos.getResourceDao(type);
    }
}
