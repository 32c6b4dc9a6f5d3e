package nl.mgz.bench.region;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.FhirTerser;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import nl.mgz.gateway.sandbox.region.DirectoryReferences;
import nl.mgz.gateway.sandbox.region.Push;
import nl.mgz.gateway.sandbox.region.Region;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * The record of a client of the sandbox's region as a server holds it: each resource with an id and a version, and all pushes about one
 * Patient.
 *
 * @param directory organisations, people and places that the record names, and those that these name
 */
public record RegionRecord(String patient, List<Held> resources, List<Resource> directory) {

    private static final FhirContext FHIR = FhirContext.forR4Cached();
    private static final String URN = "urn:uuid:";

    /** @param ura of the organisation that holds it */
    public record Held(Resource resource, String ura) {}

    public static RegionRecord of(int client) {
        Region region = Region.of(1);
        List<BundleEntryComponent> directory = region.directory().getEntry();
        Map<String, String> places = places(directory);
        List<Push> pushes = region.client(client, key -> String.valueOf(places.get(key)));
        String patient = id(pushes.get(0).bundle().getEntryFirstRep().getFullUrl());
        Map<String, Held> held = new LinkedHashMap<>();
        for (Push push : pushes) {
            for (BundleEntryComponent entry : push.bundle().getEntry()) {
                boolean isPatient = "Patient".equals(entry.getResource().fhirType());
                String url = isPatient ? URN + patient : entry.getFullUrl();
                places.put(entry.getFullUrl(), place(entry.getResource(), url));
                held.putIfAbsent(url, new Held(stored(entry.getResource(), url), push.authorUra()));
            }
        }
        FhirTerser terser = FHIR.newTerser();
        held.values().forEach(one -> refer(terser, one.resource(), places));
        Map<String, Resource> everybody = new HashMap<>();
        directory.forEach(entry -> {
            Resource one = stored(entry.getResource(), entry.getFullUrl());
            refer(terser, one, places);
            everybody.put(place(one, entry.getFullUrl()), one);
        });
        Set<String> named = named(terser, held.values().stream().map(Held::resource).toList(), everybody);
        named.addAll(named(terser, named.stream().map(everybody::get).toList(), everybody));
        return new RegionRecord(
                patient, List.copyOf(held.values()), named.stream().map(everybody::get).toList());
    }

    /** Where everybody of the directory stands, each under the type that it is of: else what names them is refused. */
    public static DirectoryReferences directory(Region region) {
        Map<String, String> places = places(region.directory().getEntry());
        return key -> String.valueOf(places.get(key));
    }

    private static Map<String, String> places(List<BundleEntryComponent> directory) {
        Map<String, String> places = new HashMap<>();
        directory.forEach(entry -> places.put(entry.getFullUrl(), place(entry.getResource(), entry.getFullUrl())));
        return places;
    }

    private static String id(String url) {
        return url.substring(URN.length());
    }

    private static String place(Resource resource, String url) {
        return resource.fhirType() + "/" + id(url);
    }

    private static Resource stored(Resource resource, String url) {
        resource.setId(new IdType(resource.fhirType(), id(url), "1"));
        resource.getMeta().setVersionId("1").setLastUpdated(new Date());
        return resource;
    }

    private static void refer(FhirTerser terser, Resource resource, Map<String, String> places) {
        references(terser, resource).forEach(reference -> {
            String place = places.get(reference.getReference());
            if (place != null) {
                reference.setReference(place);
            }
        });
    }

    private static List<Reference> references(FhirTerser terser, Resource resource) {
        List<Reference> all = new ArrayList<>();
        terser.getAllResourceReferences(resource)
                .forEach(info -> all.add((Reference) info.getResourceReference()));
        return all;
    }

    private static Set<String> named(FhirTerser terser, Collection<Resource> by, Map<String, Resource> everybody) {
        Set<String> named = new HashSet<>();
        by.forEach(one ->
                references(terser, one).forEach(reference -> named.add(String.valueOf(reference.getReference()))));
        named.retainAll(everybody.keySet());
        return named;
    }
}
