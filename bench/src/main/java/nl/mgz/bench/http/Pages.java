package nl.mgz.bench.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Answers that come in pages. */
final class Pages {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Pages() {}

    /** Asks a search and its second page. */
    static void two(Calls calls, String path) throws IOException, InterruptedException {
        String next = next(calls.get(path));
        if (next.isEmpty()) {
            throw new IOException("there is no second page of " + path);
        }
        calls.follow(next);
    }

    /** Asks page after page, until the last. */
    static List<byte[]> all(Calls calls, String path) throws IOException, InterruptedException {
        List<byte[]> pages = new ArrayList<>();
        byte[] page = calls.get(path);
        pages.add(page);
        for (String next = next(page); !next.isEmpty(); next = next(page)) {
            page = calls.follow(next);
            pages.add(page);
        }
        return pages;
    }

    /** What the pages hold, each once, as type and id. */
    static Set<String> places(List<byte[]> pages) throws IOException {
        Set<String> found = new HashSet<>();
        for (byte[] page : pages) {
            JsonNode answer = JSON.readTree(page);
            if ("Bundle".equals(answer.path("resourceType").asText())) {
                answer.path("entry").forEach(entry -> found.add(place(entry.path("resource"))));
            } else {
                found.add(place(answer));
            }
        }
        return found;
    }

    private static String place(JsonNode resource) {
        return resource.path("resourceType").asText() + "/"
                + resource.path("id").asText();
    }

    /** How many different resources the pages hold that are a patient or say that it is their subject. */
    static int about(String patient, List<byte[]> pages) throws IOException {
        Set<String> found = new HashSet<>();
        for (byte[] page : pages) {
            for (JsonNode entry : JSON.readTree(page).path("entry")) {
                JsonNode resource = entry.path("resource");
                String place = place(resource);
                if (place.equals("Patient/" + patient)
                        || resource.path("subject").path("reference").asText().endsWith("Patient/" + patient)) {
                    found.add(place);
                }
            }
        }
        return found.size();
    }

    /** Empty on the last page. Both servers write links before entries, so that no entry is read for one. */
    private static String next(byte[] page) throws IOException {
        try (JsonParser parser = JSON.createParser(page)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME && !"entry".equals(parser.currentName())) {
                boolean links = "link".equals(parser.currentName());
                parser.nextToken();
                if (!links) {
                    parser.skipChildren();
                    continue;
                }
                JsonNode all = JSON.readTree(parser);
                for (JsonNode link : all) {
                    if ("next".equals(link.path("relation").asText())) {
                        return link.path("url").asText();
                    }
                }
            }
        }
        return "";
    }
}
