package nl.mgz.bench.plain;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.ConcurrentHashMap;

/** What a servlet container gives at most: what was PUT comes back by GET, from memory. */
final class FloorServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final ConcurrentHashMap<String, byte[]> kept = new ConcurrentHashMap<>();

    @Override
    protected void doPut(HttpServletRequest request, HttpServletResponse response) throws IOException {
        kept.put(request.getPathInfo(), request.getInputStream().readAllBytes());
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        byte[] bytes = kept.get(request.getPathInfo());
        if (bytes == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType("application/fhir+json");
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
