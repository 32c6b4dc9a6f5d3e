package nl.mgz.gateway.audit.witness;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import nl.mgz.gateway.audit.RequestTrail;
import nl.mgz.gateway.audit.seal.Checkpoints;
import nl.mgz.gateway.identity.AuthenticationFilter;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import nl.mgz.gateway.refusal.ShortAnswer;
import org.jspecify.annotations.Nullable;

/**
 * {@code GET /audit/checkpoint?from=SIZE} and {@code POST /audit/checkpoint?size=SIZE}, for any partner: a checkpoint tells
 * how many events there are and nothing of any. The text is that of https://c2sp.org/tlog-witness.
 */
public final class WitnessServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;
    private static final int LARGEST = 2_000;

    private final transient Checkpoints checkpoints;

    public WitnessServlet(Checkpoints checkpoints) {
        this.checkpoints = checkpoints;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        RequestTrail.of(request).understood("audit-checkpoint", Set.of("from"));
        Long from = size(request.getParameter("from") == null ? "0" : request.getParameter("from"));
        if (from == null) {
            refuse(
                    response,
                    ErrorCode.PARAMETER_INVALID,
                    "The parameter from is the size of the checkpoint that you saw last");
            return;
        }
        Optional<String> text = checkpoints.since(from);
        if (text.isEmpty()) {
            refuse(
                    response,
                    from == 0 ? ErrorCode.NOT_FOUND : ErrorCode.VERSION_CONFLICT,
                    from == 0
                            ? "There is no checkpoint yet: the first comes within seconds of the first event"
                            : "The trail is smaller than the checkpoint that you saw: keep yours and tell the region's privacy officer");
            return;
        }
        ShortAnswer.send(
                response,
                HttpServletResponse.SC_OK,
                "text/plain;charset=UTF-8",
                text.get().getBytes(StandardCharsets.UTF_8));
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        RequestTrail.of(request).understood("audit-cosign", Set.of("size"));
        Caller caller = AuthenticationFilter.caller(request).orElseThrow();
        Long size = size(request.getParameter("size"));
        byte[] body = request.getInputStream().readNBytes(LARGEST + 1);
        Checkpoints.Cosigned cosigned = size == null || body.length > LARGEST
                ? Checkpoints.Cosigned.NOT_VALID
                : checkpoints.cosign(caller.organization(), size, new String(body, StandardCharsets.UTF_8));
        switch (cosigned) {
            case KEPT -> response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            case NO_WITNESS ->
                refuse(
                        response,
                        ErrorCode.NOT_ALLOWED,
                        "Your organisation is no witness: ask the operator to register its key");
            case NOT_VALID ->
                refuse(
                        response,
                        ErrorCode.PARAMETER_INVALID,
                        "Send one line of a signed note: your cosignature of the checkpoint of that size");
        }
    }

    private static @Nullable Long size(@Nullable String text) {
        return text != null && text.matches("\\d{1,18}") ? Long.valueOf(text) : null;
    }

    private static void refuse(HttpServletResponse response, ErrorCode code, String why) throws IOException {
        Refusal refusal = Refusal.of(code, why);
        ShortAnswer.send(response, refusal.status(), ShortAnswer.FHIR, refusal.asJson());
    }
}
