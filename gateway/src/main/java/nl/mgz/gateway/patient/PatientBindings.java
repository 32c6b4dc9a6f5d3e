package nl.mgz.gateway.patient;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Whose data a stored resource is, told to other features. */
@Component
public final class PatientBindings {

    private final BindingStore store;
    private final PatientRegister register;

    PatientBindings(BindingStore store, PatientRegister register) {
        this.store = store;
        this.register = register;
    }

    /** The patient of each of these resources that is about one; ids that are about nobody or unknown are left out. */
    public Map<String, String> patientsOf(Collection<String> resourceIds) {
        return store.patientsOf(resourceIds);
    }

    /** The organisation that wrote a resource first, by URA. */
    public Optional<String> authorOf(String resourceId) {
        return Optional.ofNullable(authorsOf(List.of(resourceId)).get(resourceId));
    }

    /** The same of several; what nobody is known to have written is not among them. */
    public Map<String, String> authorsOf(Collection<String> resourceIds) {
        return store.authorsOf(resourceIds);
    }

    /** The id of the Patient with this BSN, where the region has one. */
    public Optional<String> patientWith(Bsn bsn) {
        return register.find(bsn);
    }

    /** The BSN of a Patient, where it has one. */
    public Optional<Bsn> bsnOf(String patientId) {
        return store.bsnOf(patientId);
    }
}
