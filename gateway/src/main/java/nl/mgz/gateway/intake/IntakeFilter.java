package nl.mgz.gateway.intake;

import ca.uhn.fhir.context.FhirContext;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/** Reads a body once, within its limits, and hands on a request whose body is known to be clean. */
public final class IntakeFilter extends OncePerRequestFilter {

    private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

    private final IntakeLimits limits;
    private final BodyCheck check;
    private final FhirContext context;

    public IntakeFilter(IntakeLimits limits, FhirContext context) {
        this.limits = limits;
        this.check = new BodyCheck(limits);
        this.context = context;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Refusal> refusal = GetUrl.check(request.getQueryString()).or(() -> Formats.check(request));
        if (refusal.isPresent()) {
            refuse(request, response, refusal.get());
        } else if (!WITH_BODY.contains(request.getMethod())) {
            chain.doFilter(Formats.onlyServed(request), response);
        } else {
            withBody(Formats.onlyServed(request), response, chain);
        }
    }

    private void withBody(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String type = String.valueOf(request.getContentType()).toLowerCase(Locale.ROOT);
        if (type.startsWith("application/x-www-form-urlencoded")) {
            form(request, response, chain);
            return;
        }
        Body body = read(request);
        if (body.refusal() != null) {
            refuse(request, response, body.refusal());
            return;
        }
        Optional<Refusal> refusal = check.check(body.bytes(), type);
        if (refusal.isPresent()) {
            refuse(request, response, refusal.get());
            return;
        }
        chain.doFilter(
                new CleanBodyRequest(request, type.contains("xml") ? withoutComments(body.bytes()) : body.bytes()),
                response);
    }

    /** A search, by the parameters in its body. */
    private void form(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Map<String, String[]> parameters = new LinkedHashMap<>();
        Optional<Refusal> refusal = FormBody.read(
                Objects.requireNonNullElse(request.getQueryString(), "").getBytes(StandardCharsets.UTF_8), parameters);
        if (refusal.isEmpty()) {
            byte[] body = atMost(request.getInputStream(), FormBody.MOST_BYTES);
            refusal = body.length > FormBody.MOST_BYTES
                    ? Optional.of(Refusal.of(
                            ErrorCode.BODY_TOO_LARGE, "The form is larger than " + FormBody.MOST_BYTES / 1024 + " kB"))
                    : FormBody.read(body, parameters);
        }
        if (refusal.isPresent()) {
            refuse(request, response, refusal.get());
        } else {
            chain.doFilter(new FormRequest(request, parameters), response);
        }
    }

    private static byte[] withoutComments(byte[] xml) {
        return XmlComments.strip(new String(xml, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    }

    private record Body(byte[] bytes, @Nullable Refusal refusal) {

        static Body refused(ErrorCode code, String text) {
            return new Body(new byte[0], Refusal.of(code, text));
        }
    }

    private Body read(HttpServletRequest request) throws IOException {
        long most = limits.maxBody().toBytes();
        if (request.getContentLengthLong() > most) {
            return Body.refused(
                    ErrorCode.BODY_TOO_LARGE,
                    "The body is larger than " + limits.maxBody().toKilobytes() + " kB");
        }
        byte[] wire = atMost(request.getInputStream(), most);
        if (wire.length > most) {
            return Body.refused(
                    ErrorCode.BODY_TOO_LARGE,
                    "The body is larger than " + limits.maxBody().toKilobytes() + " kB");
        }
        String encoding = request.getHeader("Content-Encoding");
        if (encoding == null || encoding.isBlank() || "identity".equalsIgnoreCase(encoding)) {
            return new Body(wire, null);
        }
        if (!"gzip".equalsIgnoreCase(encoding)) {
            return Body.refused(ErrorCode.FORMAT_NOT_SUPPORTED, "Content-Encoding must be gzip or absent");
        }
        return inflate(wire);
    }

    private Body inflate(byte[] wire) {
        long most = limits.maxInflatedBody().toBytes();
        try (InputStream gzip = new GZIPInputStream(new java.io.ByteArrayInputStream(wire))) {
            byte[] body = atMost(gzip, most);
            return body.length > most
                    ? Body.refused(
                            ErrorCode.BODY_INFLATED_TOO_LARGE,
                            "The body inflates to more than "
                                    + limits.maxInflatedBody().toKilobytes() + " kB")
                    : new Body(body, null);
        } catch (IOException e) {
            return Body.refused(ErrorCode.NOT_PARSEABLE, "The body is not gzip, though Content-Encoding says so");
        }
    }

    /** Reads one byte more than allowed at most: enough to know. */
    private static byte[] atMost(InputStream in, long most) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(16 * 1024);
        byte[] buffer = new byte[16 * 1024];
        int read = in.read(buffer);
        while (read >= 0 && out.size() <= most) {
            out.write(buffer, 0, read);
            read = in.read(buffer);
        }
        return out.toByteArray();
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response, Refusal refusal) throws IOException {
        boolean xml = String.valueOf(request.getHeader("Accept")).contains("xml");
        String body = (xml ? context.newXmlParser() : context.newJsonParser())
                .encodeResourceToString(refusal.asOperationOutcome());
        response.setStatus(refusal.status());
        response.setContentType(xml ? "application/fhir+xml;charset=UTF-8" : "application/fhir+json;charset=UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
    }
}
