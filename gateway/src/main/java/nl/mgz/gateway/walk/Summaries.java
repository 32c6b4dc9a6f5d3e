package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import nl.mgz.gateway.consent.fhir.Items;
import nl.mgz.gateway.consent.gate.Verdict;
import nl.mgz.gateway.identity.GatewayAddress;
import nl.mgz.gateway.summary.PatientSummary;
import nl.mgz.gateway.summary.SummarySection;
import nl.mgz.gateway.summary.Wanted;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A patient's summary as its reader may see it. It is made of what was permitted and cleared of what an obligation takes out;
 * the ETag is of that and of nothing else.
 *
 * @see <a href="https://hl7.org/fhir/uv/ips/STU2/OperationDefinition-summary.html">Patient/$summary</a>
 */
@Component
class Summaries {

    private static final Set<String> PARAMETERS = Set.of("section", "_format", "_pretty");

    private final Accesses accesses;
    private final Permitted permitted;
    private final Named named;
    private final Documents documents;
    private final GatewayAddress address;

    Summaries(Accesses accesses, Permitted permitted, Named named, Documents documents, GatewayAddress address) {
        this.accesses = accesses;
        this.permitted = permitted;
        this.named = named;
        this.documents = documents;
        this.address = address;
    }

    Bundle of(IIdType patient, @Nullable List<? extends PrimitiveType<String>> asked, RequestDetails request) {
        OperationInput.requireKnown(request, PARAMETERS);
        Set<SummarySection> sections = sections(asked);
        List<Verdict> visible = permitted.everything(patient.getIdPart(), request);
        List<Items.Row> rows = Wanted.of(visible.stream().map(Verdict::row).toList(), sections);
        Permitted.Read shown = permitted.load(rows, request);
        Bundle document = PatientSummary.of(
                patient.getIdPart(),
                shown.statements(),
                named.by(shown.resources(), 2, request),
                sections,
                address.base(),
                accesses.of(request).at());
        return documents.answer(document, request);
    }

    private static Set<SummarySection> sections(@Nullable List<? extends PrimitiveType<String>> asked) {
        if (asked == null || asked.isEmpty()) {
            return SummarySection.all();
        }
        Set<SummarySection> sections = EnumSet.noneOf(SummarySection.class);
        for (PrimitiveType<String> one : asked) {
            for (String word : String.valueOf(one.getValue()).split(",", -1)) {
                SummarySection section = SummarySection.of(word);
                if (section == null) {
                    throw OperationInput.invalid("section", "some of " + SummarySection.words());
                }
                sections.add(section);
            }
        }
        return sections;
    }
}
