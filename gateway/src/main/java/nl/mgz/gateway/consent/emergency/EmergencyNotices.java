package nl.mgz.gateway.consent.emergency;

/** Tells somebody of broken glass, in the transaction that breaks it. */
public interface EmergencyNotices {

    /** The receiver that is the patient. */
    String PATIENT = "patient";

    /**
     * @param receiver an organisation by URA, or {@link #PATIENT}
     * @param focus the review of who holds data, {@code Task/[id]}; for others {@code Patient/[id]}
     */
    void tell(String patientId, String receiver, String focus);
}
