package nl.mgz.gateway.sandbox.region;

import org.hl7.fhir.r4.model.Bundle;

/**
 * What one organisation sends about one client at one moment.
 *
 * @param authorUra the URA of the organisation that sends it
 * @param title what a person would call it, in Dutch
 * @param bundle a transaction about exactly one patient; the Patient is its first entry
 */
public record Push(String authorUra, String title, Bundle bundle) {}
