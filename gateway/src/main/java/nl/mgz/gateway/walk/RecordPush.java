package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.PreconditionFailedException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.consent.fhir.Items;
import nl.mgz.gateway.fhir.Elements;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.fhir.References;
import nl.mgz.gateway.patient.BindingRecorder;
import nl.mgz.gateway.patient.PatientResolution;
import nl.mgz.gateway.patient.ResolvedPush;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * A system that sends its record again and again. In a Bundle that says so by its tag, what its sender sent before is found by its
 * business identifiers: the same is left alone, another content becomes a new version, and what is new is created. Of records only
 * the sender's own is looked at; what comes from the directory with it is everybody's ({@link RecordDirectory}). What is missing from a push stays: an entry ends by being sent as entered-in-error.
 */
@Component
class RecordPush {

    /** The tag in {@code Bundle.meta}, of the code system of Bundle tags. */
    static final String TAG = "record-push";

    private static final String OWN = "mgz.record-push.own";

    private final Items items;
    private final FhirRepository repository;
    private final PatientResolution patients;
    private final RecordDirectory directory;
    private final JdbcTemplate jdbc;

    RecordPush(
            Items items,
            FhirRepository repository,
            PatientResolution patients,
            RecordDirectory directory,
            JdbcTemplate jdbc) {
        this.items = items;
        this.repository = repository;
        this.patients = patients;
        this.directory = directory;
        this.jdbc = jdbc;
    }

    static boolean isOne(Bundle bundle) {
        return bundle.getMeta().getTag(PatientResolution.BUNDLE_TAGS, TAG) != null;
    }

    /**
     * A push with what is there already told apart.
     *
     * @param toStore what is new or changed, as a transaction
     * @param unchanged by place in the push, the resource that is there already
     * @param size entries of the push
     */
    record Matched(Bundle toStore, Map<Integer, Resource> unchanged, int size) {

        /** The answer in the order of the push. */
        Bundle answer(Bundle stored) {
            Bundle answer = new Bundle();
            answer.setType(Bundle.BundleType.TRANSACTIONRESPONSE);
            int next = 0;
            for (int i = 0; i < size; i++) {
                Resource there = unchanged.get(i);
                answer.addEntry(there == null ? stored.getEntry().get(next++) : isThere(there));
            }
            return answer;
        }

        private static BundleEntryComponent isThere(Resource resource) {
            String version = resource.getMeta().getVersionId();
            BundleEntryComponent entry = new BundleEntryComponent();
            entry.getResponse()
                    .setStatus("200 OK")
                    .setLocation(place(resource) + "/_history/" + version)
                    .setEtag("W/\"" + version + "\"")
                    .setLastModified(resource.getMeta().getLastUpdated());
            return entry;
        }
    }

    static String place(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdElement().getIdPart();
    }

    Matched match(ResolvedPush push, RequestDetails request) {
        Bundle bundle = push.toStore();
        Set<String> about = new TreeSet<>(push.knownPatients());
        bundle.getEntry().stream()
                .filter(BundleEntryComponent::hasResource)
                .map(entry -> patients.namedPatientId(entry.getResource()))
                .filter(Objects::nonNull)
                .forEach(about::add);
        Map<String, List<Resource>> own = own(about, types(bundle), request);
        Map<Integer, Resource> found = new HashMap<>();
        for (int i = 0; i < bundle.getEntry().size(); i++) {
            Resource there = find(bundle.getEntry().get(i), push.placeOf(i), own);
            if (there != null) {
                found.put(i, there);
            }
        }
        findShared(bundle, found);
        return apart(bundle, found);
    }

    /** Adds what the entries of the directory are. In the end each reference to what is there names it by its place, as what is stored does. */
    private void findShared(Bundle bundle, Map<Integer, Resource> found) {
        Map<Integer, Resource> sent = new TreeMap<>();
        for (int i = 0; i < bundle.getEntry().size(); i++) {
            BundleEntryComponent entry = bundle.getEntry().get(i);
            if (entry.getRequest().getMethod() == HTTPVerb.POST && RecordDirectory.isOne(entry.getResource())) {
                sent.put(i, entry.getResource());
            }
        }
        Map<String, String> searched = new HashMap<>();
        directory
                .searched(WriteRules.resources(bundle))
                .forEach((literal, there) -> searched.put(literal, place(there)));
        bundle.getEntry().forEach(entry -> redirect(entry, searched));
        List<Resource> unnamed = sent.isEmpty() ? List.of() : directory.referredTo(List.copyOf(found.values()));
        found.putAll(directory.byIdentifier(sent));
        sent.keySet().removeAll(found.keySet());
        sent.values().removeIf(resource -> !identifiers(resource).isEmpty());
        int before;
        do {
            // One may refer to another, as a role does to its person: that is the same once its person is.
            redirect(bundle, found);
            before = found.size();
            sent.forEach((place, resource) -> unnamed.stream()
                    .filter(there -> there.fhirType().equals(resource.fhirType()) && same(there, resource))
                    .findFirst()
                    .ifPresent(there -> found.put(place, there)));
            sent.keySet().removeAll(found.keySet());
        } while (found.size() > before);
    }

    private void redirect(Bundle bundle, Map<Integer, Resource> found) {
        Map<String, String> places = new HashMap<>();
        found.forEach((place, there) ->
                PatientResolution.names(bundle.getEntry().get(place)).forEach(name -> places.put(name, place(there))));
        bundle.getEntry().forEach(entry -> redirect(entry, places));
    }

    private static Set<String> types(Bundle bundle) {
        return bundle.getEntry().stream()
                .filter(BundleEntryComponent::hasResource)
                .map(entry -> entry.getResource().fhirType())
                .collect(Collectors.toSet());
    }

    /** What the sender holds of these patients, by type and identifier. Two statements, however large the push is. */
    private Map<String, List<Resource>> own(Set<String> about, Set<String> types, RequestDetails request) {
        Map<String, List<String>> ids = new HashMap<>();
        Map<String, Set<String>> all = new HashMap<>();
        String ura = FrontDoor.caller(request).organization().value();
        items.ofPatients(about).values().stream()
                .filter(row -> row.authorUra().equals(ura))
                .forEach(row -> {
                    all.computeIfAbsent(row.patientId(), patient -> new TreeSet<>())
                            .add(row.id());
                    if (types.contains(row.type())) {
                        ids.computeIfAbsent(row.type(), type -> new ArrayList<>())
                                .add(row.id());
                    }
                });
        Map<String, Set<String>> seen = new HashMap<>();
        about.forEach(patient -> seen.put(patient, all.getOrDefault(patient, Set.of())));
        request.getUserData().put(OWN, seen);
        Map<String, List<Resource>> byIdentifier = new HashMap<>();
        repository
                .current(ids)
                .forEach(resource -> keys(resource)
                        .forEach(key -> byIdentifier
                                .computeIfAbsent(key, one -> new ArrayList<>())
                                .add(resource)));
        return byIdentifier;
    }

    static Set<String> keys(Resource resource) {
        return identifiers(resource).stream()
                .map(one -> key(resource.fhirType(), one))
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    static String key(String type, Identifier identifier) {
        return type + " " + identifier.getSystem() + "|" + identifier.getValue();
    }

    static List<Identifier> identifiers(Resource resource) {
        // Null where the type has no identifier.
        Base @Nullable [] identifiers = resource.listChildrenByName("identifier", false);
        return Stream.of(identifiers == null ? new Base[0] : identifiers)
                .filter(Identifier.class::isInstance)
                .map(Identifier.class::cast)
                .filter(one -> one.hasSystem() && one.hasValue())
                .toList();
    }

    private static @Nullable Resource find(BundleEntryComponent entry, int index, Map<String, List<Resource>> own) {
        if (entry.getRequest().getMethod() != HTTPVerb.POST || entry.getResource() instanceof Patient) {
            return null;
        }
        Set<String> keys = keys(entry.getResource());
        boolean record = ServedTypes.find(entry.getResource().fhirType())
                .filter(type -> type.aboutPatient())
                .isPresent();
        if (keys.isEmpty()) {
            if (record) {
                throw refuse(
                        index,
                        "In a push of a record each entry has an identifier with system and value, by which it is found when it"
                                + " is sent again");
            }
            return null;
        }
        if (!record) {
            onlyOnce(entry, keys.iterator().next());
            return null;
        }
        Map<String, Resource> met = new HashMap<>();
        keys.forEach(key -> own.getOrDefault(key, List.of()).forEach(resource -> met.put(place(resource), resource)));
        if (met.size() > 1) {
            throw refuse(index, "Several resources of yours have an identifier of this entry: correct those first");
        }
        return met.values().stream().findFirst().orElse(null);
    }

    /** The directory is everybody's: what is there is taken as it is, and so is what another push puts there at this moment. */
    private static void onlyOnce(BundleEntryComponent entry, String key) {
        String type = entry.getResource().fhirType();
        boolean byIdentifier = ServedTypes.find(type)
                .filter(served -> served.parameters().contains("identifier"))
                .isPresent();
        if (byIdentifier && !entry.getRequest().hasIfNoneExist()) {
            entry.getRequest()
                    .setIfNoneExist("identifier="
                            + URLEncoder.encode(key.substring(type.length() + 1), StandardCharsets.UTF_8));
        }
    }

    private static RuntimeException refuse(int index, String text) {
        return Refusal.of(ErrorCode.NOT_VALID, text, "Bundle.entry[" + index + "].resource.identifier")
                .asException();
    }

    private void redirect(BundleEntryComponent entry, Map<String, String> places) {
        if (entry.hasResource()) {
            References.in(entry.getResource()).forEach(reference -> {
                String place = places.get(String.valueOf(reference.getReference()));
                if (place != null) {
                    reference.setReference(place);
                }
            });
        }
    }

    private static Matched apart(Bundle bundle, Map<Integer, Resource> found) {
        Bundle toStore = new Bundle();
        toStore.setType(bundle.getType());
        Map<Integer, Resource> unchanged = new HashMap<>();
        for (int i = 0; i < bundle.getEntry().size(); i++) {
            BundleEntryComponent entry = bundle.getEntry().get(i);
            Resource there = found.get(i);
            if (there != null && (RecordDirectory.isOne(there) || same(there, entry.getResource()))) {
                unchanged.put(i, there);
                continue;
            }
            if (there != null) {
                entry.setFullUrl(null);
                entry.getResource().setId(place(there));
                entry.getRequest()
                        .setMethod(HTTPVerb.PUT)
                        .setUrl(place(there))
                        .setIfMatch("W/\"" + there.getMeta().getVersionId() + "\"")
                        .setIfNoneExist(null);
            }
            toStore.addEntry(entry);
        }
        return new Matched(toStore, unchanged, bundle.getEntry().size());
    }

    private static boolean same(Resource there, Resource sent) {
        return Elements.same(plain(there), plain(sent));
    }

    /** As its sender sends it: without what the server adds. */
    private static Resource plain(Resource resource) {
        Resource plain = resource.copy();
        plain.setId((String) null);
        plain.getMeta().setVersionId(null).setLastUpdated(null);
        BindingRecorder.withoutMarks(plain);
        if (plain.getMeta().isEmpty()) {
            plain.setMeta(null);
        }
        return plain;
    }

    /**
     * Inside the transaction, before something new is stored: of two pushes of one record at one moment the second waits here, and
     * sees that what it matched against is no longer all there is.
     *
     * @throws PreconditionFailedException then; whoever sent it matches again
     */
    @SuppressWarnings("unchecked")
    void guard(RequestDetails request) {
        if (!(request.getUserData().get(OWN) instanceof Map<?, ?> matched)) {
            return;
        }
        request.getUserData().remove(OWN);
        String ura = FrontDoor.caller(request).organization().value();
        ((Map<String, Set<String>>) matched).forEach((patient, ids) -> {
            jdbc.query(
                    "select pg_advisory_xact_lock(hashtextextended(?, 0))",
                    row -> {},
                    "record-push " + ura + " " + patient);
            Set<String> now = items.ofPatients(List.of(patient)).values().stream()
                    .filter(row -> row.authorUra().equals(ura))
                    .map(Items.Row::id)
                    .collect(Collectors.toCollection(TreeSet::new));
            if (!now.equals(new TreeSet<>(ids))) {
                throw new PreconditionFailedException("the record was changed by another push");
            }
        });
    }
}
