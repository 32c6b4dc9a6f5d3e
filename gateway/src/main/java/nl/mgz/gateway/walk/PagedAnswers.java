package nl.mgz.gateway.walk;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletSubRequestDetails;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import nl.mgz.gateway.audit.Touched;
import nl.mgz.gateway.consent.gate.Access;
import nl.mgz.gateway.consent.gate.Verdict;
import nl.mgz.gateway.dossier.Dossiers;
import nl.mgz.gateway.dossier.Page;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.fhir.References;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Answers whose resources leave as their pages have them: nothing is parsed and encoded again. Where an answer has to differ from a
 * page, in form or in what it shows, there is none of these, and the answer is made of resources.
 *
 * <p>INVARIANT: a page is put into an answer only on a verdict that permits it and obliges to nothing.
 */
@Component
class PagedAnswers {

    private static final String KEY = "nl.mgz.paged-answer";
    private static final String WRITTEN = "nl.mgz.written-answer";

    /** With a resource: its page, which says the same. */
    private static final String PAGE = "nl.mgz.page";

    private static final String JSON = "application/fhir+json";

    /** What changes the form of an answer. */
    private static final Set<String> FORMS =
            Set.of("_format", "_pretty", "_summary", "_elements", "_include", "_revinclude", "_contained");

    private final Dossiers dossiers;
    private final FhirRepository repository;
    private final Accesses accesses;
    private final FhirContext context;

    PagedAnswers(Dossiers dossiers, FhirRepository repository, Accesses accesses, FhirContext context) {
        this.repository = repository;
        this.dossiers = dossiers;
        this.accesses = accesses;
        this.context = context;
    }

    /** A page, and the verdict on which it is shown. */
    record Shown(Verdict verdict, Page page) {

        Touched touched() {
            return new Touched(verdict.row().type(), page.id(), page.version());
        }
    }

    /** What an answer holds in the place of resources. */
    private record Pages(List<Shown> shown) {}

    /** Those of an answer that is made of pages; empty where it is made of resources. */
    static List<Shown> of(RequestDetails request) {
        return request.getUserData().get(KEY) instanceof Pages pages ? pages.shown() : List.of();
    }

    /**
     * @param type what is asked for: an id under another type than its own is one of nothing
     * @return empty where the answer has to be made of a resource
     */
    Optional<IBaseResource> read(String id, Class<? extends IBaseResource> type, RequestDetails request) {
        if (!isPlain(request, Map.of()) || request.getHeader("If-Modified-Since") != null) {
            return Optional.empty();
        }
        String name = context.getResourceType(type);
        return page(id, request)
                .filter(shown -> shown.verdict().row().type().equals(name))
                .map(shown -> {
                    Page page = shown.page();
                    Resource placeholder =
                            (Resource) context.getResourceDefinition(type).newInstance();
                    placeholder.setId(new IdType(name, id, page.version()));
                    placeholder.getMeta().setVersionId(page.version()).setLastUpdated(Date.from(page.updated()));
                    request.getUserData().put(KEY, new Pages(List.of(shown)));
                    return placeholder;
                });
    }

    /**
     * What stands in an answer for what the pages say, in the order of the ids; of what may not be shown whole, or has no page, the
     * resource itself. What is gone by now is left out.
     *
     * @param ids of what may be seen
     * @param parameters as asked, those of a link to a page among them
     * @return empty where the answer has to be made of resources
     */
    Optional<List<IBaseResource>> several(List<String> ids, Map<String, String[]> parameters, RequestDetails request) {
        if (ids.isEmpty() || !isPlain(request, parameters)) {
            return Optional.empty();
        }
        Access access = accesses.of(request);
        List<Verdict> verdicts =
                ids.stream().flatMap(id -> access.verdict(id).stream()).toList();
        Map<String, Page> pages = dossiers.read(
                verdicts.stream().filter(one -> mayBeWhole(one, access)).toList());
        Map<String, List<String>> missing = new LinkedHashMap<>();
        verdicts.stream()
                .map(Verdict::row)
                .filter(row -> !pages.containsKey(row.id()))
                .forEach(row -> missing.computeIfAbsent(row.type(), type -> new ArrayList<>())
                        .add(row.id()));
        Map<String, Resource> resources = new HashMap<>();
        repository
                .current(missing)
                .forEach(one -> resources.put(one.getIdElement().getIdPart(), one));
        List<Shown> shown = new ArrayList<>();
        List<IBaseResource> all = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            Page page = pages.get(verdict.row().id());
            Resource resource = resources.get(verdict.row().id());
            if (page != null) {
                shown.add(new Shown(verdict, page));
                Basic placeholder = new Basic();
                placeholder.setId(new IdType(verdict.row().type(), page.id()));
                all.add(placeholder);
            } else if (resource != null) {
                all.add(resource);
            }
        }
        request.getUserData().put(KEY, new Pages(shown));
        return Optional.of(all);
    }

    /** What the pages of an answer name that is nobody's record, as {@code Type/id}. */
    static Set<String> named(RequestDetails request) {
        return of(request).stream().flatMap(one -> one.page().names().stream()).collect(Collectors.toSet());
    }

    private Optional<Shown> page(String id, RequestDetails request) {
        Access access = accesses.of(request);
        return access.verdict(id)
                .filter(one -> mayBeWhole(one, access))
                .flatMap(verdict -> Optional.ofNullable(
                                dossiers.read(List.of(verdict)).get(id))
                        .map(page -> new Shown(verdict, page)));
    }

    /** Of a Composition that somebody else holds, only the sections are shown that its reader may see the entries of. */
    private static boolean mayBeWhole(Verdict verdict, Access access) {
        return verdict.permitted()
                && verdict.decision().obligations().isEmpty()
                && (!"Composition".equals(verdict.row().type())
                        || access.holds(verdict.row().id()));
    }

    /** Remembers with a resource that was made of a page that it is shown as that has it. */
    void madeOf(Page page, Verdict verdict, Access access, Resource resource) {
        if (mayBeWhole(verdict, access)) {
            saysTheSame(resource, page.content());
        }
    }

    static boolean isOfPage(IBaseResource resource) {
        return resource instanceof Resource one && one.getUserData(PAGE) != null;
    }

    /** The same with what it was encoded as before. */
    static void saysTheSame(Resource resource, String content) {
        resource.setUserData(PAGE, content);
        References.keep(resource);
    }

    /** A document as JSON, in which what was made of pages is as those have it. */
    String text(Bundle document) {
        IParser parser = context.newJsonParser();
        return new DocumentText(resource -> resource.getUserData(PAGE) instanceof String content
                        ? content
                        : parser.encodeResourceToString(resource))
                .of(document);
    }

    private static Basic standIn(String content, Map<String, String> contents) {
        Basic standIn = new Basic();
        String id = "in-place-" + contents.size();
        standIn.setId(id);
        contents.put(id, content);
        return standIn;
    }

    /** What is sent in the place of an answer that says the same, where its form is the usual one. */
    void leavesAs(String text, RequestDetails request) {
        if (isUsual(request, Map.of())) {
            request.getUserData().put(WRITTEN, text);
        }
    }

    private static boolean isPlain(RequestDetails request, Map<String, String[]> parameters) {
        return request.getRequestType() == RequestTypeEnum.GET
                && request.getHeader("If-None-Match") == null
                && isUsual(request, parameters);
    }

    private static boolean isUsual(RequestDetails request, Map<String, String[]> parameters) {
        return request instanceof ServletRequestDetails
                && !(request instanceof ServletSubRequestDetails)
                && Stream.concat(request.getParameters().keySet().stream(), parameters.keySet().stream())
                        .noneMatch(name -> FORMS.contains(name.split(":", 2)[0]))
                && isJson(request.getHeader("Accept"));
    }

    private static boolean isJson(@Nullable String accept) {
        return accept == null || accept.equals("*/*") || accept.equals(JSON) || accept.equals(JSON + ";charset=UTF-8");
    }

    /**
     * Writes an answer that is made of pages.
     *
     * @return whether it was one
     */
    boolean write(IBaseResource answer, RequestDetails request, HttpServletResponse response) {
        List<Shown> shown = of(request);
        String written = (String) request.getUserData().get(WRITTEN);
        if (shown.isEmpty() && written == null) {
            return false;
        }
        ((RestfulServer) request.getServer()).addHeadersToResponse(response);
        if (answer.getMeta().getLastUpdated() != null) {
            response.setDateHeader(
                    "Last-Modified", answer.getMeta().getLastUpdated().getTime());
        }
        byte[] body =
                (written != null ? written : text(answer, shown, request, response)).getBytes(StandardCharsets.UTF_8);
        if (request.isRespondGzip()) {
            response.setHeader("Content-Encoding", "gzip");
            body = zipped(body);
        }
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(JSON + ";charset=UTF-8");
        response.setContentLength(body.length);
        try {
            response.getOutputStream().write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return true;
    }

    private static byte[] zipped(byte[] body) {
        ByteArrayOutputStream all = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream out = new GZIPOutputStream(all)) {
            out.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toByteArray();
    }

    private static String alone(Shown one, RequestDetails request, HttpServletResponse response) {
        String version = one.page().version();
        response.setHeader("ETag", "W/\"" + version + "\"");
        response.setHeader(
                "Content-Location",
                new IdType(one.verdict().row().type(), one.page().id(), version)
                        .withServerBase(
                                request.getFhirServerBase(), one.verdict().row().type())
                        .getValue());
        return one.page().content();
    }

    private String text(IBaseResource answer, List<Shown> shown, RequestDetails request, HttpServletResponse response) {
        if (!(answer instanceof Bundle bundle)) {
            return alone(shown.get(0), request, response);
        }
        Map<String, String> contents = new HashMap<>();
        shown.forEach(one -> contents.put(one.page().id(), one.page().content()));
        bundle.getEntry().forEach(entry -> {
            if (entry.getResource() != null && entry.getResource().getUserData(PAGE) instanceof String content) {
                entry.setResource(standIn(content, contents));
            }
        });
        return text(context.newJsonParser().encodeResourceToString(bundle), contents);
    }

    /** What was encoded, with the pages in the place of what stands for them. */
    private static String text(String skeleton, Map<String, String> contents) {
        StringBuilder text = new StringBuilder(skeleton.length()
                + contents.values().stream().mapToInt(String::length).sum());
        // In text that somebody wrote every quote is escaped: this stands nowhere else.
        String begin = "{\"resourceType\":\"Basic\",\"id\":\"";
        int from = 0;
        for (int at = skeleton.indexOf(begin); at >= 0; at = skeleton.indexOf(begin, from)) {
            int end = skeleton.indexOf("\"}", at);
            text.append(skeleton, from, at)
                    .append(Objects.requireNonNull(contents.get(skeleton.substring(at + begin.length(), end))));
            from = end + 2;
        }
        return text.append(skeleton, from, skeleton.length()).toString();
    }
}
