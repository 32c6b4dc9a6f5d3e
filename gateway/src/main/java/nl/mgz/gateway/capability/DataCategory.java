package nl.mgz.gateway.capability;

/** The categories of data that a patient's consent can name. The server computes a resource's category when it is written. */
public enum DataCategory {
    SUMMARY("summary"),
    CAREPLAN("careplan"),
    CONSULTATION("consultation"),
    MEDICATION("medication"),
    ALLERGY("allergy"),
    PROBLEM("problem"),
    OBSERVATION("observation"),
    DOCUMENT("document"),
    ADMINISTRATIVE("administrative"),
    CONSENT("consent"),
    AUDIT("audit");

    public static final String SYSTEM = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-data-category";

    private final String code;

    DataCategory(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }
}
