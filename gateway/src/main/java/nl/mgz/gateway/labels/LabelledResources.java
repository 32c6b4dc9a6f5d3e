package nl.mgz.gateway.labels;

import org.hl7.fhir.instance.model.api.IBaseResource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Who keeps something that holds the labels of stored resources. */
public interface LabelledResources {

    /**
     * The labels of a resource were computed anew and stored; its version is the same.
     *
     * @param database on the connection whose transaction stored them
     */
    void labelled(JdbcTemplate database, String id, IBaseResource resource, Labels labels);
}
