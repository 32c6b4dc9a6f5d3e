package nl.mgz.gateway.patient;

import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import nl.mgz.gateway.fhir.References;
import nl.mgz.gateway.fhir.StoredPatients;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Which one patient a write is about, before anything is stored. */
@Component
public class PatientResolution {

    /** A tag in {@code Bundle.meta} with which a sender says that a Bundle is about several patients on purpose. */
    public static final String SEVERAL_PATIENTS = "several-patients";

    public static final String BUNDLE_TAGS = "https://mgz-gateway.nl/fhir/CodeSystem/mgz-bundle-tag";

    /** An id that no resource has, for a search by a BSN that nobody has. */
    private static final String NOBODY = "nobody";

    private static final Pattern SEARCHING = Pattern.compile("([A-Za-z]+)\\?identifier=([^|&]*)(?:\\||%7[Cc])([^&|]+)");

    private final PatientRegister register;
    private final BindingStore bindings;
    private final StoredPatients stored;
    private final ResourcePatient patients;

    PatientResolution(PatientRegister register, BindingStore bindings, StoredPatients stored, FhirContext context) {
        this.bindings = bindings;
        this.register = register;
        this.stored = stored;
        this.patients = new ResourcePatient(context);
    }

    /**
     * The regional Patient that a pushed one is, by BSN.
     *
     * @param maySee whether the sender may see a known Patient: only then is it told what contradicts
     * @return empty for a first push, or a Patient without a BSN
     * @throws nl.mgz.gateway.refusal.RefusedException when the BSN is none, or belongs to somebody who is clearly another
     */
    public Optional<Patient> known(Patient pushed, Predicate<Patient> maySee) {
        Optional<Patient> known = bsn(pushed).flatMap(register::find).map(stored::read);
        known.ifPresent(patient -> {
            if (PatientMatch.states(pushed, patient)) {
                return;
            }
            if (!maySee.test(patient)) {
                throw PatientMatch.notStated().asException();
            }
            List<Refusal.Fault> faults = PatientMatch.contradictions(pushed, patient);
            if (!faults.isEmpty()) {
                throw new Refusal(ErrorCode.PATIENT_CONTRADICTS, faults).asException();
            }
        });
        return known;
    }

    /**
     * The id of the regional Patient with this BSN, unless that one was certainly born on another day.
     *
     * @param birthDate a whole day, as FHIR writes it
     */
    public Optional<String> find(Bsn bsn, String birthDate) {
        return register.find(bsn).filter(id -> {
            String known = stored.read(id).getBirthDateElement().getValueAsString();
            return known == null || birthDate.startsWith(known);
        });
    }

    /** Whether the Patient carries a BSN that can be one. */
    public boolean hasBsn(Patient patient) {
        return bsn(patient).isPresent();
    }

    /** @throws nl.mgz.gateway.refusal.RefusedException when an identifier calls itself a BSN and is none, or there are two */
    static Optional<Bsn> bsn(Patient patient) {
        List<Identifier> claimed =
                patient.getIdentifier().stream().filter(Bsn::isBsn).toList();
        if (claimed.size() > 1) {
            throw Refusal.of(ErrorCode.BSN_INVALID, "A Patient has one BSN at most", "Patient.identifier")
                    .asException();
        }
        return claimed.stream()
                .findFirst()
                .map(identifier -> Bsn.parse(String.valueOf(identifier.getValue()))
                        .orElseThrow(() -> Refusal.of(
                                        ErrorCode.BSN_INVALID,
                                        "The BSN has not nine digits or fails the eleven-test: check it against the identity document",
                                        "Patient.identifier.value")
                                .asException()));
    }

    /**
     * Makes every reference literal that says a patient in another way, and refuses those that search. A reference by
     * BSN becomes one to the regional Patient, found and guarded like any other.
     *
     * @param sentAlong where a Patient of the same Bundle stands, by BSN
     */
    public void resolveReferences(IBaseResource resource, Map<Bsn, String> sentAlong) {
        patients.reference(resource)
                .filter(reference -> !reference.hasReference())
                .ifPresent(reference -> {
                    String path = ResourcePatient.path(resource) + ".identifier";
                    reference.setReference(place(reference.getIdentifier().getValue(), path, sentAlong));
                });
        ResourcePatient.references(resource).forEach(reference -> {
            if (reference.hasReference() && reference.getReference().contains("?")) {
                String path = resource.fhirType() + "." + References.path(resource, reference);
                resolveSearching(path, reference, sentAlong);
            }
        });
    }

    /** {@code Patient?identifier=bsn|…} is a reference by BSN; {@code Organization?identifier=…} asks the directory; no other may ask. */
    private void resolveSearching(String path, Reference reference, Map<Bsn, String> sentAlong) {
        Matcher asked = SEARCHING.matcher(reference.getReference());
        boolean byIdentifier = asked.matches();
        if (byIdentifier && "Patient".equals(asked.group(1)) && Bsn.isSystem(asked.group(2))) {
            reference.setReference(place(asked.group(3), path, sentAlong));
            return;
        }
        boolean directory = byIdentifier
                && ServedTypes.find(asked.group(1))
                        .map(type -> type.kind() == ServedType.Kind.DIRECTORY)
                        .orElse(false);
        if (!directory) {
            throw Refusal.of(
                            ErrorCode.NOT_SUPPORTED,
                            "A reference may search the directory by identifier (Organization?identifier=system|value), or a"
                                    + " Patient by BSN, and nothing else",
                            path)
                    .asException();
        }
    }

    private String place(@Nullable String digits, String path, Map<Bsn, String> sentAlong) {
        Bsn bsn = Bsn.parse(String.valueOf(digits))
                .orElseThrow(() -> Refusal.of(ErrorCode.BSN_INVALID, "The BSN of the reference is none", path)
                        .asException());
        return Optional.ofNullable(sentAlong.get(bsn))
                .or(() -> register.find(bsn).map(id -> "Patient/" + id))
                .orElseThrow(() -> Refusal.of(
                                ErrorCode.PATIENT_UNKNOWN,
                                "No Patient with this BSN is known here: send the Patient first, or with it",
                                path)
                        .asException());
    }

    /**
     * The parameters of a search with every BSN in them replaced by the regional Patient's id: nothing that is made of
     * them, as the links of the answer are, has a BSN in it.
     */
    public Map<String, String[]> withoutBsn(String type, Map<String, String[]> parameters) {
        Map<String, String[]> rewritten = new LinkedHashMap<>();
        parameters.forEach((name, values) -> {
            boolean ofPatient = "Patient".equals(type) && "identifier".equals(name);
            String reference = name.replaceFirst("(?::Patient)?\\.identifier$", "");
            boolean chained = !reference.equals(name);
            if ((ofPatient || chained) && values.length == 1 && asBsn(values[0]).isPresent()) {
                String id = asBsn(values[0]).flatMap(register::find).orElse(NOBODY);
                rewritten.put(ofPatient ? "_id" : reference, new String[] {ofPatient ? id : "Patient/" + id});
            } else {
                if (ofPatient || chained) {
                    requireNoBsn(values);
                }
                rewritten.put(name, values);
            }
        });
        return rewritten;
    }

    /** One that is left here would go into the index, and into the links of the answer. */
    private static void requireNoBsn(String[] values) {
        for (String value : values) {
            for (String one : value.split(",")) {
                if (asBsn(one).isPresent()) {
                    throw Refusal.of(
                                    ErrorCode.PARAMETER_INVALID,
                                    "Search for one BSN at a time, and for nothing beside it")
                            .asException();
                }
            }
        }
    }

    /** {@code system|digits}, or digits alone that pass the eleven-test. */
    private static Optional<Bsn> asBsn(String value) {
        int bar = value.indexOf('|');
        return bar < 0 || Bsn.isSystem(value.substring(0, bar))
                ? Bsn.parse(value.substring(bar + 1))
                : Optional.empty();
    }

    /** Refuses a resource that must be about a patient and names none. */
    public void requirePatient(IBaseResource resource, String expression) {
        boolean must = ServedTypes.find(resource.fhirType())
                .map(type -> type.kind() == ServedType.Kind.ABOUT_PATIENT)
                .orElse(false);
        if (must && patients.reference(resource).isEmpty()) {
            throw Refusal.of(
                            ErrorCode.PATIENT_UNKNOWN,
                            resource.fhirType() + " must name its patient in " + ResourcePatient.path(resource),
                            expression)
                    .asException();
        }
    }

    /**
     * Prepares a transaction: Patients that the region knows are taken out and every reference to them set to the
     * regional one; and the rest is seen to be about one patient.
     *
     * @param maySee as for {@link #known}
     */
    public ResolvedPush resolve(Bundle bundle, Predicate<Patient> maySee) {
        Map<String, String> regional = new HashMap<>();
        Map<Integer, Patient> known = new HashMap<>();
        List<BundleEntryComponent> toStore = new ArrayList<>();
        for (int i = 0; i < bundle.getEntry().size(); i++) {
            BundleEntryComponent entry = bundle.getEntry().get(i);
            Optional<Patient> found = posted(entry, i, maySee);
            if (found.isPresent()) {
                known.put(i, found.get());
                String target = "Patient/" + found.get().getIdElement().getIdPart();
                names(entry).forEach(name -> regional.put(name, target));
            } else {
                toStore.add(entry);
            }
        }
        redirect(toStore, regional, sentAlong(toStore));
        onePatient(bundle, toStore, known);
        return new ResolvedPush(bundle, toStore, known);
    }

    private Optional<Patient> posted(BundleEntryComponent entry, int index, Predicate<Patient> maySee) {
        if (entry.getRequest().getMethod() != HTTPVerb.POST || !(entry.getResource() instanceof Patient patient)) {
            return Optional.empty();
        }
        try {
            Optional<Patient> found = known(patient, maySee);
            if (found.isEmpty() && bsn(patient).isPresent()) {
                // The register is what makes it one Patient; a condition of the sender's could only disagree with it.
                entry.getRequest().setIfNoneExist(null);
            }
            return found;
        } catch (nl.mgz.gateway.refusal.RefusedException e) {
            throw e.refusal().within("Bundle.entry[" + index + "].resource").asException();
        }
    }

    /** How references in a Bundle name one of its entries. */
    public static Set<String> names(BundleEntryComponent entry) {
        Set<String> names = new LinkedHashSet<>();
        if (entry.hasFullUrl()) {
            names.add(entry.getFullUrl());
        }
        String id = entry.getResource().getIdElement().getIdPart();
        if (id != null) {
            names.add(entry.getResource().fhirType() + "/" + id);
        }
        return names;
    }

    private static Map<Bsn, String> sentAlong(List<BundleEntryComponent> entries) {
        Map<Bsn, String> places = new HashMap<>();
        for (BundleEntryComponent entry : entries) {
            if (entry.getResource() instanceof Patient patient && entry.hasFullUrl()) {
                bsn(patient).ifPresent(bsn -> places.put(bsn, entry.getFullUrl()));
            }
        }
        return places;
    }

    private void redirect(
            List<BundleEntryComponent> entries, Map<String, String> regional, Map<Bsn, String> sentAlong) {
        for (BundleEntryComponent entry : entries) {
            if (entry.hasResource()) {
                resolveReferences(entry.getResource(), sentAlong);
                ResourcePatient.references(entry.getResource()).forEach(reference -> {
                    String literal = reference.getReference();
                    String target = literal == null ? null : regional.get(literal);
                    if (target != null) {
                        reference.setReference(target);
                    }
                });
            }
        }
    }

    private void onePatient(Bundle bundle, List<BundleEntryComponent> entries, Map<Integer, Patient> known) {
        Set<String> subjects = new LinkedHashSet<>();
        known.values()
                .forEach(patient ->
                        subjects.add("Patient/" + patient.getIdElement().getIdPart()));
        Map<String, String> canonical = new HashMap<>();
        entries.stream().filter(entry -> entry.getResource() instanceof Patient).forEach(entry -> {
            String name = names(entry).stream().findFirst().orElse("Patient/?" + System.identityHashCode(entry));
            subjects.add(name);
            names(entry).forEach(other -> canonical.put(other, name));
        });
        for (int i = 0; i < entries.size(); i++) {
            // Told by its place in what was sent, from which known Patients were taken out.
            int place = bundle.getEntry().indexOf(entries.get(i));
            subject(entries.get(i), place, canonical).ifPresent(subjects::add);
        }
        bindings.patientsOf(changed(entries)).values().forEach(id -> subjects.add("Patient/" + id));
        if (subjects.size() > 1 && !saysSeveral(bundle)) {
            throw Refusal.of(
                            ErrorCode.PATIENTS_MIXED,
                            "The Bundle is about " + subjects.size() + " patients. Send one Bundle for each, or tag it "
                                    + BUNDLE_TAGS + "|" + SEVERAL_PATIENTS + " in Bundle.meta",
                            "Bundle.entry")
                    .asException();
        }
    }

    private Optional<String> subject(BundleEntryComponent entry, int index, Map<String, String> canonical) {
        if (!entry.hasResource() || entry.getResource() instanceof Patient) {
            return Optional.empty();
        }
        requirePatient(entry.getResource(), "Bundle.entry[" + index + "].resource");
        return patients.reference(entry.getResource())
                .map(Reference::getReference)
                .map(literal -> canonical.getOrDefault(literal, literal));
    }

    /** The stored resources that the Bundle changes or deletes: whose they are, the register knows. */
    private static List<String> changed(List<BundleEntryComponent> entries) {
        return entries.stream()
                .filter(entry -> entry.getRequest().getMethod() != HTTPVerb.POST
                        && entry.getRequest().getMethod() != HTTPVerb.GET)
                .map(entry -> new IdType(entry.getRequest().getUrl()).getIdPart())
                .filter(java.util.Objects::nonNull)
                .toList();
    }

    private static boolean saysSeveral(Bundle bundle) {
        return bundle.getMeta().getTag(BUNDLE_TAGS, SEVERAL_PATIENTS) != null;
    }

    /** The Patient that a resource names by a literal reference, as an id. */
    public @Nullable String namedPatientId(IBaseResource resource) {
        return patients.reference(resource)
                .map(reference -> reference.getReferenceElement())
                .filter(id -> "Patient".equals(id.getResourceType()))
                .map(id -> id.getIdPart())
                .orElse(null);
    }
}
