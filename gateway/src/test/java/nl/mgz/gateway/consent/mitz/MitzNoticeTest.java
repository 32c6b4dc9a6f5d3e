package nl.mgz.gateway.consent.mitz;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Files;
import java.util.Set;
import nl.mgz.gateway.Cases;
import nl.mgz.gateway.patient.Bsn;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

class MitzNoticeTest {

    private static final FhirContext FHIR = FhirContext.forR4Cached();

    private static Bundle published() throws Exception {
        return FHIR.newXmlParser()
                .parseResource(
                        Bundle.class,
                        Files.readString(Cases.folder("mitz").resolve("example__example_notification_bundle.xml")));
    }

    private static Consent about(String... bsns) {
        Patient patient = new Patient();
        for (String one : bsns) {
            patient.addIdentifier().setSystem(Bsn.SYSTEM).setValue(one);
        }
        Consent consent = new Consent().setPatient(new Reference(patient));
        return consent.setStatus(ConsentState.ACTIVE);
    }

    @Test
    void thePublishedOneIsAboutItsPatient() throws Exception {
        assertThat(MitzNotice.about(published())).hasValue(Set.of(Questions.PATIENT));
        assertThat(MitzNotice.about(published()).toString()).doesNotContain(Questions.DIGITS);
    }

    @Test
    void aConsentAloneIsOneToo() {
        assertThat(MitzNotice.about(about(Questions.DIGITS))).hasValue(Set.of(Questions.PATIENT));
        Consent byBsn = new Consent();
        byBsn.getPatient().setIdentifier(new Identifier().setSystem(Bsn.SYSTEM).setValue(Questions.DIGITS));
        assertThat(MitzNotice.about(byBsn)).hasValue(Set.of(Questions.PATIENT));
    }

    @Test
    void oneAboutNobodyOrTwoPeopleIsNotRead() {
        assertThat(MitzNotice.about(new Consent())).isEmpty();
        assertThat(MitzNotice.about(about())).isEmpty();
        assertThat(MitzNotice.about(about("123456789")))
                .as("fails the eleven-test")
                .isEmpty();
        assertThat(MitzNotice.about(about(Questions.DIGITS, "999911120"))).isEmpty();
        assertThat(MitzNotice.about(about(Questions.DIGITS, Questions.DIGITS))).isPresent();
    }

    @Test
    void ofABundleEveryConsentCounts() {
        Bundle bundle = new Bundle();
        assertThat(MitzNotice.about(bundle)).isEmpty();
        bundle.addEntry().setResource(about(Questions.DIGITS));
        bundle.addEntry().setResource(about("999911120"));
        assertThat(MitzNotice.about(bundle).orElseThrow()).hasSize(2);
        bundle.addEntry().setResource(about());
        assertThat(MitzNotice.about(bundle)).isEmpty();
    }

    @Test
    void anythingElseIsNone() {
        assertThat(MitzNotice.about(new Patient())).isEmpty();
    }
}
