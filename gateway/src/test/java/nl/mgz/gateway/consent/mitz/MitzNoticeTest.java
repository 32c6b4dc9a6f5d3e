package nl.mgz.gateway.consent.mitz;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import nl.mgz.gateway.Cases;
import nl.mgz.gateway.identity.Ura;
import nl.mgz.gateway.patient.Bsn;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Consent.ConsentProvisionType;
import org.hl7.fhir.r4.model.Consent.ConsentState;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

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
    void thePublishedOneIsRead() throws Exception {
        List<MitzNotice> read = MitzNotice.consents(published()).stream()
                .map(one -> MitzNotice.read(one).orElseThrow())
                .toList();
        Ura holder = new Ura("00000659");
        assertThat(read)
                .containsExactly(
                        new MitzNotice(Questions.PATIENT, true, holder, "Z3", Set.of("GGC002"), Set.of("RPZAC005")),
                        new MitzNotice(
                                Questions.PATIENT,
                                false,
                                holder,
                                "Z3",
                                Set.of("GGC002"),
                                Set.of("RPZAC001", "RPZAC003", "RPZAC004", "RPZAC103", "RPZAC104", "RPZAC200")));
        assertThat(read.toString()).doesNotContain(Questions.DIGITS);
    }

    @Test
    void thePublishedOneEndsTheAnswersAboutItsPatient() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        MitzConsents consents = new MitzConsents(
                question -> {
                    asked.incrementAndGet();
                    return MitzAnswer.PERMIT;
                },
                new NoticesInMemory(),
                Duration.ofMinutes(15),
                System::nanoTime);
        consents.ask(Questions.published());
        consents.noticed(published());
        consents.ask(Questions.published());
        assertThat(asked).hasValue(2);
    }

    @ParameterizedTest
    @EnumSource(names = "ACTIVE", mode = Mode.EXCLUDE)
    void onlyAnActiveOnePermits(ConsentState status) {
        ConsentState given = status == ConsentState.NULL ? null : status;
        assertThat(MitzNotice.read(about(Questions.DIGITS).setStatus(given))
                        .orElseThrow()
                        .permits())
                .isFalse();
    }

    @Test
    void anActiveOneThatDeniesDoesNotPermit() {
        Consent consent = about(Questions.DIGITS);
        assertThat(MitzNotice.read(consent).orElseThrow().permits()).isTrue();
        consent.getProvision().setType(ConsentProvisionType.DENY);
        assertThat(MitzNotice.read(consent).orElseThrow().permits()).isFalse();
    }

    @Test
    void oneAboutNobodyOrTwoPeopleIsNotRead() {
        assertThat(MitzNotice.read(new Consent())).isEmpty();
        assertThat(MitzNotice.read(about())).isEmpty();
        assertThat(MitzNotice.read(about("123456789")))
                .as("fails the eleven-test")
                .isEmpty();
        assertThat(MitzNotice.read(about(Questions.DIGITS, "999911120"))).isEmpty();
        assertThat(MitzNotice.read(about(Questions.DIGITS, Questions.DIGITS))).isPresent();
    }
}
