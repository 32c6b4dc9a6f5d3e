package nl.mgz.gateway.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.FhirTerser;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import nl.mgz.gateway.sandbox.region.Region;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

class ReferencesTest {

    private static final FhirTerser TERSER = FhirContext.forR4Cached().newTerser();
    private static final String URL = "https://example.org/names";

    @Test
    void areFoundWhereverTheyStand() {
        Condition condition = new Condition();
        condition.setSubject(new Reference("Patient/direct"));
        condition.addStage().addAssessment(new Reference("Observation/in-a-part"));
        condition.addExtension(new Extension(URL, new Reference("Practitioner/in-an-extension")));
        condition.addModifierExtension(new Extension(URL, new Reference("Practitioner/in-a-modifier")));
        condition.getSubject().getIdentifier().setAssigner(new Reference("Organization/in-a-reference"));
        Observation contained = new Observation();
        contained.setSubject(new Reference("Patient/of-what-is-contained"));
        condition.addContained(contained);
        condition.setRecorder(new Reference());
        assertThat(References.in(condition))
                .extracting(Reference::getReference)
                .containsExactlyInAnyOrder(
                        "Patient/direct",
                        "Observation/in-a-part",
                        "Practitioner/in-an-extension",
                        "Practitioner/in-a-modifier",
                        "Organization/in-a-reference",
                        "Patient/of-what-is-contained");
    }

    @Test
    void areThoseThatHapiFindsInAllThatTheRegionHolds() {
        List<Resource> resources = resources().toList();
        assertThat(resources).hasSizeGreaterThan(500);
        List<Reference> all = new ArrayList<>();
        for (Resource resource : resources) {
            List<Reference> hapis = TERSER.getAllResourceReferences(resource).stream()
                    .map(info -> (Reference) info.getResourceReference())
                    .toList();
            assertThat(References.in(resource)).as(resource.fhirType()).containsExactlyInAnyOrderElementsOf(hapis);
            all.addAll(hapis);
        }
        assertThat(all).hasSizeGreaterThan(1_000);
    }

    private static Stream<Resource> resources() {
        Region region = Region.of(1);
        return Stream.concat(
                        region.directory().getEntry().stream(),
                        IntStream.range(0, 20)
                                .mapToObj(client -> region.client(client, key -> "Organization/" + key))
                                .flatMap(List::stream)
                                .flatMap(push -> push.bundle().getEntry().stream()))
                .map(BundleEntryComponent::getResource);
    }
}
