package nl.mgz.bench.partition;

import ca.uhn.fhir.jpa.searchparam.SearchParameterMap;
import ca.uhn.fhir.model.api.Include;
import ca.uhn.fhir.rest.param.HistorySearchDateRangeParam;
import ca.uhn.fhir.rest.param.ReferenceOrListParam;
import ca.uhn.fhir.rest.param.ReferenceParam;
import ca.uhn.fhir.rest.param.TokenParam;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Device;
import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;

/** Does with one storage what partners do, and tells what came of it. Each step stands on its own. */
final class Probe {

    private interface Step {
        Object outcome() throws SQLException;
    }

    private final Storage storage;
    private final List<IdType> directory;
    private final IdType first;
    private final IdType second;
    private final Map<String, String> outcomes = new LinkedHashMap<>();
    private int used = 50_000;

    private Probe(Storage storage) {
        this.storage = storage;
        this.directory = storage.load(Records.directory());
        this.first = stored(1);
        this.second = stored(2);
    }

    /** By a POST of the Patient alone, which every mode takes. */
    private IdType stored(int index) {
        return create(Records.patient(index, new Random(index), directory.get(0)));
    }

    /** @return what was tried, in order, with what happened */
    static Map<String, String> of(Storage storage) {
        Probe probe = new Probe(storage);
        probe.pushes();
        probe.writes();
        probe.places();
        probe.searches();
        return probe.outcomes;
    }

    private void pushes() {
        tried(
                "POST Patient alone",
                () -> storage.dao("Patient")
                        .create(patient(), storage.request())
                        .getCreated());
        Bundle push = push("");
        tried("transaction: POST Patient + Observation", () -> load(push.copy()));
        Bundle conditional = push("If-None-Exist");
        tried("transaction: POST Patient If-None-Exist + Observation, new BSN", () -> load(conditional.copy()));
        tried("the same push again: the Patient must be found", () -> load(conditional.copy()));
        tried("transaction: PUT Patient?identifier= + Observation, new BSN", () -> load(push("PUT")));
        tried("transaction: Observation of Patient?identifier=", () -> load(byIdentifier()));
        tried("transaction: Observation of a stored Patient", () -> load(bundle(observation(reference(first)))));
        tried(
                "transaction about two stored Patients",
                () -> load(bundle(observation(reference(first)), observation(reference(second)))));
    }

    private void writes() {
        tried("PUT Condition with a client's id", () -> put("Condition/client-1", first));
        tried("PUT in a transaction of Patient with a client's id", () -> {
            Bundle bundle = Records.transaction();
            bundle.addEntry()
                    .setResource((Patient) patient().setId("Patient/client-a"))
                    .getRequest()
                    .setMethod(HTTPVerb.PUT)
                    .setUrl("Patient/client-a");
            return load(bundle);
        });
        tried("update of an Observation: subject becomes another Patient", () -> {
            Observation moved = (Observation) storage.read(create(observation(reference(first))));
            moved.setSubject(reference(second));
            storage.update(moved);
            return place(moved.getIdElement().toUnqualifiedVersionless()) + ", found under the new Patient: "
                    + isFound(moved.getIdElement(), second);
        });
        tried("PUT one client's id for two Patients, then read it", () -> {
            put("Condition/client-2", first);
            put("Condition/client-2", second);
            Condition read = (Condition) storage.read(new IdType("Condition/client-2"));
            return rows(read.getIdElement()) + " rows of that id";
        });
        tried("history and vread of an updated Condition", () -> {
            Condition condition = (Condition) storage.read(create(condition(first)));
            condition.getCode().setText("herzien");
            storage.update(condition);
            IdType id = condition.getIdElement().toUnqualifiedVersionless();
            storage.read(id.withVersion("1"));
            return storage.dao("Condition")
                    .history(id, new HistorySearchDateRangeParam(), storage.request())
                    .getResources(0, 10)
                    .size();
        });
        tried("delete a Condition, then read it", () -> {
            IdType id = create(condition(first));
            storage.dao("Condition").delete(id, storage.request());
            return storage.read(id);
        });
    }

    /** Which partition a resource went to, told as that of the first patient, of the second, or of the directory. */
    private void places() {
        tried("place of an Observation", () -> place(observation(reference(first))));
        tried("place of a Task for the Patient", () -> place(new Task().setFor(reference(first))));
        tried("place of a Device of the Patient", () -> place(new Device().setPatient(reference(first))));
        tried(
                "place of an Observation of the first Patient by the second",
                () -> place(observation(reference(first)).addPerformer(reference(second))));
        tried(
                "... is it found by Observation?patient= of the first",
                () -> isFound(create(observation(reference(first)).addPerformer(reference(second))), first));
        tried("place of a Device of nobody", () -> place(new Device()));
        tried(
                "place of an Observation about the Device of a Patient",
                () -> place(observation(new Reference(create(new Device().setPatient(reference(first)))))));
    }

    private void searches() {
        tried(
                "Condition?patient=A,B",
                () -> found(
                        "Condition",
                        new SearchParameterMap()
                                .add(
                                        "patient",
                                        new ReferenceOrListParam()
                                                .add(value(first))
                                                .add(value(second)))));
        tried(
                "Condition?subject:Patient=A",
                () -> found(
                        "Condition",
                        new SearchParameterMap()
                                .add("subject", new ReferenceParam("Patient", null, first.getIdPart()))));
        tried(
                "Condition?patient:Patient.identifier=",
                () -> found("Condition", new SearchParameterMap().add("patient", chained())));
        tried(
                "Patient?_id=A&_include=general-practitioner",
                () -> found("Patient", byId(first).addInclude(new Include("Patient:general-practitioner"))));
        tried(
                "Patient?_id=A&_revinclude=Condition:patient",
                () -> found("Patient", byId(first).addRevInclude(new Include("Condition:patient"))));
        tried("Patient?_id=A&_revinclude=Task:patient", () -> {
            create(new Task().setFor(reference(first)));
            return found("Patient", byId(first).addRevInclude(new Include("Task:patient")));
        });
        tried(
                "Condition?patient=A&_include=patient",
                () -> found("Condition", of(first).addInclude(new Include("Condition:patient"))));
        tried("Task?patient=A", () -> found("Task", of(first)));
    }

    private Bundle push(String how) {
        Bundle bundle = Records.transaction();
        Patient patient = patient();
        Reference subject = Records.add(bundle, "probe/" + used, patient);
        String match = "identifier=" + Records.BSN + "|"
                + patient.getIdentifierFirstRep().getValue();
        if (how.equals("If-None-Exist")) {
            bundle.getEntryFirstRep().getRequest().setIfNoneExist(match);
        } else if (how.equals("PUT")) {
            bundle.getEntryFirstRep().getRequest().setMethod(HTTPVerb.PUT).setUrl("Patient?" + match);
        }
        Records.add(bundle, "probe/observation/" + used, observation(subject));
        return bundle;
    }

    private Bundle byIdentifier() {
        return bundle(observation(new Reference("Patient?identifier=" + Records.BSN + "|" + Records.bsn(1))));
    }

    private Bundle bundle(DomainResource... resources) {
        Bundle bundle = Records.transaction();
        for (DomainResource resource : resources) {
            Records.add(bundle, "probe/entry/" + used++, resource);
        }
        return bundle;
    }

    private Object load(Bundle bundle) {
        return storage.load(bundle).stream().map(IdType::getResourceType).toList();
    }

    private Object put(String id, IdType patient) {
        Condition condition = condition(patient);
        condition.setId(id);
        storage.update(condition);
        return "stored";
    }

    private IdType create(IBaseResource resource) {
        return (IdType) storage.dao(resource.fhirType())
                .create(resource, storage.request())
                .getId()
                .toUnqualifiedVersionless();
    }

    private Object place(IBaseResource resource) throws SQLException {
        return place(create(resource));
    }

    private Object place(IdType id) throws SQLException {
        int partition = partition(id);
        if (partition < 0) {
            return "no partition";
        }
        return partition == partition(first)
                ? "with the first patient"
                : partition == partition(second) ? "with the second patient" : "in partition " + partition;
    }

    private boolean isFound(IdType id, IdType patient) {
        return storage.search("Observation", of(patient)).stream()
                .anyMatch(found -> found.getIdElement().getIdPart().equals(id.getIdPart()));
    }

    private int partition(IdType id) throws SQLException {
        return count("coalesce(max(partition_id), -1)", id);
    }

    private int rows(IdType id) throws SQLException {
        return count("count(*)", id);
    }

    private int count(String what, IdType id) throws SQLException {
        try (Connection connection = storage.connection();
                PreparedStatement statement = connection.prepareStatement(
                        "select " + what + " from hfj_resource where res_type = ? and fhir_id = ?")) {
            statement.setString(1, id.getResourceType());
            statement.setString(2, id.getIdPart());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }

    private Object found(String type, SearchParameterMap search) {
        return storage.search(type, search).size() + " resources";
    }

    private Patient patient() {
        return Records.patient(used++, new Random(used), directory.get(0));
    }

    private static Observation observation(Reference subject) {
        return new Observation()
                .setStatus(ObservationStatus.FINAL)
                .setCode(Records.code(Records.LOINC, "probe"))
                .setSubject(subject.copy());
    }

    private static Condition condition(IdType patient) {
        return new Condition().setSubject(reference(patient));
    }

    private static Reference reference(IdType patient) {
        return new Reference("Patient/" + patient.getIdPart());
    }

    private static ReferenceParam value(IdType patient) {
        return new ReferenceParam("Patient/" + patient.getIdPart());
    }

    private ReferenceParam chained() {
        ReferenceParam chained = new ReferenceParam();
        chained.setValueAsQueryToken(storage.fhir(), "patient", ":Patient.identifier", Records.bsn(1));
        return chained;
    }

    private static SearchParameterMap of(IdType patient) {
        return new SearchParameterMap().add("patient", value(patient));
    }

    private static SearchParameterMap byId(IdType id) {
        return new SearchParameterMap().add("_id", new TokenParam(id.getIdPart()));
    }

    /** A refusal is an outcome here, whatever its type: it is what a partner would get to see. */
    private void tried(String what, Step step) {
        try {
            outcomes.put(what, String.valueOf(step.outcome()));
        } catch (RuntimeException | SQLException e) {
            outcomes.put(what, "refused: " + e);
        }
    }
}
