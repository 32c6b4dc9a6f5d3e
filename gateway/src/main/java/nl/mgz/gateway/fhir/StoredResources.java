package nl.mgz.gateway.fhir;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import ca.uhn.fhir.rest.param.TokenParam;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.IdType;
import org.springframework.stereotype.Component;

/** Reads what is stored for the gateway's own use, not for an answer. */
@Component
public class StoredResources {

    private final DaoRegistry daos;

    StoredResources(DaoRegistry daos) {
        this.daos = daos;
    }

    /** The current versions by id; what is deleted, or was not found, is not among them. */
    public Map<String, IBaseResource> current(String type, Collection<String> ids) {
        TokenOrListParam wanted = new TokenOrListParam();
        ids.forEach(id -> wanted.add(new TokenParam(id)));
        SearchParameterMap search = SearchParameterMap.newSynchronous();
        search.add("_id", wanted);
        search.setLoadSynchronousUpTo(ids.size());
        Map<String, IBaseResource> found = new HashMap<>();
        dao(type)
                .search(search, new SystemRequestDetails())
                .getAllResources()
                .forEach(one -> found.put(one.getIdElement().getIdPart(), one));
        return found;
    }

    /** Whether there is surely none: it was deleted, or never stored. */
    public boolean isGone(String type, String id) {
        try {
            dao(type).read(new IdType(type, id), new SystemRequestDetails());
            return false;
        } catch (ResourceGoneException | ResourceNotFoundException e) {
            return true;
        }
    }

    @SuppressWarnings("unchecked")
    private IFhirResourceDao<IBaseResource> dao(String type) {
        return daos.getResourceDao(type);
    }
}
