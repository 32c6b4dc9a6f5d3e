package nl.mgz.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Attachment;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource({
        "1950, 1950-01-01",
        "1950-03, 1950-03-01",
        "2026-03-02T00:30:00+01:00, 2026-03-01T23:30:00Z",
        "2026-03-02T10:00:00Z, 2026-03-02T10:00:00.000Z"
    })
    void tellsTimesApartThatBeginAtOneMoment(String one, String other) {
        assertThat(Elements.same(onset(one), onset(one))).isTrue();
        assertThat(Elements.same(onset(one), onset(other))).isFalse();
        assertThat(Elements.same(List.of(onset(one)), List.of(onset(one), onset(one))))
                .isFalse();
    }

    @Test
    void tellsApartWhatOnlyTheExtensionOfAPrimitiveSaysOtherwise() {
        assertThat(Elements.same(since("1950"), since("1950"))).isTrue();
        assertThat(Elements.same(since("1950"), since("1950-01-01"))).isFalse();
    }

    private static Condition onset(String text) {
        return new Condition().setOnset(new DateTimeType(text));
    }

    private static HumanName since(String text) {
        HumanName name = name("Jansen");
        name.getFamilyElement().addExtension(new Extension("https://example.com/since", new DateTimeType(text)));
        return name;
    }

    private static HumanName name(String family) {
        return new HumanName().setFamily(family);
    }

    private static boolean hasAttachment(IBase element) {
        return Elements.any(element, Attachment.class::isInstance);
    }
}
