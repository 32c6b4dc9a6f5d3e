package nl.mgz.gateway.identity;

import org.jspecify.annotations.Nullable;

/**
 * A professional as the calling organisation names one, under its signature.
 *
 * @param id UZI number, Dezi id or the organisation's own number of an employee
 * @param name as it is shown to the patient
 * @param role code of a role (system|code), as of the UZI register; null where none is stated
 */
public record Person(String id, String name, @Nullable String role) {

    /** Names of employees do not belong in a log by accident. */
    @Override
    public String toString() {
        return "Person[]";
    }
}
