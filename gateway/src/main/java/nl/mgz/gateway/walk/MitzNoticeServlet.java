package nl.mgz.gateway.walk;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.parser.IParser;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import nl.mgz.gateway.audit.RequestTrail;
import nl.mgz.gateway.consent.mitz.MitzNotice;
import nl.mgz.gateway.patient.Bsn;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.refusal.ShortAnswer;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Resource;

/**
 * {@code POST /mitz/notices}: a Consent of Mitz, or a Bundle of them, about what somebody chose there. Nothing of it is
 * stored; see {@link MitzNotices}. The form is the one that is published with
 * https://github.com/nuts-foundation/nuts-knooppunt (component/mitz/example).
 */
final class MitzNoticeServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient FhirContext context;
    private final transient MitzNotices notices;

    MitzNoticeServlet(FhirContext context, MitzNotices notices) {
        this.context = context;
        this.notices = notices;
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        IBaseResource notice;
        try {
            notice = parser(request).parseResource(request.getInputStream());
        } catch (DataFormatException e) {
            refuse(response, Refusal.of(ErrorCode.NOT_PARSEABLE, "The body is no FHIR resource"));
            return;
        }
        Optional<Set<Bsn>> people = MitzNotice.about(notice);
        if (people.isEmpty()) {
            refuse(
                    response,
                    Refusal.of(
                            ErrorCode.NOT_PARSEABLE,
                            "A notice is a Consent, or a Bundle with at least one, each about a patient with one BSN"));
            return;
        }
        notices.about(people.get(), RequestTrail.of(request));
        ShortAnswer.send(
                response,
                HttpServletResponse.SC_OK,
                ShortAnswer.FHIR,
                context.newJsonParser().encodeResourceToString(answer(notice)).getBytes(StandardCharsets.UTF_8));
    }

    private IParser parser(HttpServletRequest request) {
        return String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT).contains("xml")
                ? context.newXmlParser()
                : context.newJsonParser();
    }

    /** As whoever sends a transaction expects it; the same whether the region knows the patient or not. */
    private static Resource answer(IBaseResource notice) {
        if (notice instanceof Bundle sent) {
            Bundle answer = new Bundle().setType(Bundle.BundleType.TRANSACTIONRESPONSE);
            sent.getEntry().forEach(entry -> answer.addEntry().getResponse().setStatus("200 OK"));
            return answer;
        }
        OperationOutcome answer = new OperationOutcome();
        answer.addIssue()
                .setSeverity(IssueSeverity.INFORMATION)
                .setCode(IssueType.INFORMATIONAL)
                .setDiagnostics("Taken");
        return answer;
    }

    private static void refuse(HttpServletResponse response, Refusal refusal) throws IOException {
        ShortAnswer.send(response, refusal.status(), ShortAnswer.FHIR, refusal.asJson());
    }
}
