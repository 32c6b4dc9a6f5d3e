package nl.mgz.gateway.refusal;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Sends an answer that is made of bytes and not by HAPI: whole, not to be kept, and not to be taken for anything else. */
public final class ShortAnswer {

    public static final String FHIR = "application/fhir+json;charset=UTF-8";

    private ShortAnswer() {}

    public static void send(HttpServletResponse response, int status, String type, byte[] body) throws IOException {
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
