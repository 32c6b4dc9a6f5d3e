package nl.mgz.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;

class ElementsTest {

    private static final Attachment PAPER = new Attachment().setContentType("application/pdf");

    @Test
    void findsWhatStandsInWhateverElement() {
        Patient patient = new Patient();
        patient.addPhoto(PAPER);
        assertThat(hasAttachment(patient)).isTrue();
        assertThat(hasAttachment(new Patient().addContact().setName(name("Jansen"))))
                .isFalse();
    }

    @Test
    void findsWhatStandsInTheExtensionOfAPrimitive() {
        HumanName name = name("Jansen");
        name.getFamilyElement().addExtension(new Extension("https://example.com/scan", PAPER));
        assertThat(hasAttachment(new Patient().addName(name))).isTrue();
    }

    @Test
    void findsWhatStandsInAContainedResource() {
        DocumentReference paper = new DocumentReference();
        paper.addContent().setAttachment(PAPER);
        Patient patient = new Patient();
        patient.addContained(paper);
        assertThat(hasAttachment(patient)).isTrue();
    }

    @Test
    void tellsWhatIsRightBelow() {
        Patient patient = new Patient().addName(name("Jansen")).addGeneralPractitioner(new Reference("Organization/1"));
        patient.addExtension("https://example.com/known", new StringType("x"));
        List<IBase> below = new ArrayList<>();
        Elements.below(patient, below::add);
        assertThat(below).extracting(IBase::fhirType).containsExactlyInAnyOrder("HumanName", "Reference", "Extension");
    }

    private static HumanName name(String family) {
        return new HumanName().setFamily(family);
    }

    private static boolean hasAttachment(IBase element) {
        return Elements.any(element, Attachment.class::isInstance);
    }
}
