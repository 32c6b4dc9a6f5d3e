package nl.mgz.gateway.walk;

import ca.uhn.fhir.model.valueset.BundleTypeEnum;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.server.IBundleProvider;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import jakarta.servlet.http.HttpServletRequest;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Patient;

/** Patient, and the operation that only a patient has. */
public class PatientProvider extends ServedResourceProvider<Patient> {

    private final RequestWalk walk;

    PatientProvider(RequestWalk walk) {
        super(Patient.class, walk);
        this.walk = walk;
    }

    /** @see <a href="https://hl7.org/fhir/R4/patient-operation-everything.html">Patient/$everything</a> */
    @Operation(name = "$everything", idempotent = true, bundleType = BundleTypeEnum.SEARCHSET)
    public IBundleProvider everything(@IdParam IIdType id, HttpServletRequest servlet, RequestDetails request) {
        return walk.everything(id, servlet, request);
    }
}
