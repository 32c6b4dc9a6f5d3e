package nl.mgz.gateway.loading;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.util.FhirTerser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nl.mgz.gateway.loading.FhirEndpoint.Answer;
import nl.mgz.gateway.loading.ResourceFiles.Item;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;

/**
 * Sends resources in transactions. An entry that the gateway refuses is set apart with the reason, and the rest is sent
 * again: one wrong file does not keep a patient's whole record out, and nothing is sent that refers to what was refused.
 */
public final class Loader {

    private static final Pattern ENTRY = Pattern.compile("Bundle\\.entry\\[(\\d+)]");

    private final FhirContext context;
    private final FhirEndpoint endpoint;
    private final Bearer token;
    private final FhirTerser terser;

    /** What an earlier transaction made: old name to the gateway's own. */
    private final Map<String, String> made = new HashMap<>();

    private final List<Outcome> outcomes = new ArrayList<>();

    public Loader(FhirContext context, FhirEndpoint endpoint, Bearer token) {
        this.context = context;
        this.endpoint = endpoint;
        this.token = token;
        this.terser = context.newTerser();
    }

    /**
     * @param progress told how many resources are done, after each transaction
     * @throws IOException when the gateway does not answer
     */
    public List<Outcome> load(ResourceFiles files, IntConsumer progress) throws IOException {
        outcomes.addAll(files.unreadable());
        List<Item> loose = new ArrayList<>();
        for (Item item : files.items()) {
            if (item.resource() instanceof Bundle bundle) {
                whole(item.source(), bundle);
                progress.accept(outcomes.size());
            } else {
                loose.add(item);
            }
        }
        for (List<Item> group : new Grouping(context).group(loose)) {
            push(group);
            progress.accept(outcomes.size());
        }
        return outcomes;
    }

    /** Where the gateway keeps a resource that was accepted, as {@code Type/id}. */
    public Optional<String> placeOf(Item item) {
        return Optional.ofNullable(made.get(Grouping.name(item)));
    }

    /** A transaction or batch goes as it is. */
    private void whole(String source, Bundle bundle) throws IOException {
        Answer answer = endpoint.transaction(bundle, token);
        outcomes.add(answer.accepted() ? Outcome.accepted(source) : Outcome.refused(source, reason(answer)));
    }

    private void push(List<Item> group) throws IOException {
        List<Item> left = new ArrayList<>(group);
        while (!left.isEmpty()) {
            Answer answer = endpoint.transaction(transaction(left), token);
            if (answer.accepted()) {
                accept(left, answer.bundle());
                return;
            }
            Map<Integer, String> faults = faults(answer, left.size());
            boolean patientFell =
                    faults.keySet().stream().anyMatch(index -> left.get(index).resource() instanceof Patient);
            if (faults.isEmpty() || patientFell) {
                refuse(left, faults, answer);
                return;
            }
            List<Item> still = new ArrayList<>();
            for (int i = 0; i < left.size(); i++) {
                if (faults.containsKey(i)) {
                    outcomes.add(Outcome.refused(left.get(i).source(), faults.get(i)));
                } else {
                    still.add(left.get(i));
                }
            }
            left.clear();
            left.addAll(still);
        }
    }

    private void refuse(List<Item> left, Map<Integer, String> faults, Answer answer) {
        for (int i = 0; i < left.size(); i++) {
            String otherwise = faults.isEmpty() ? reason(answer) : "not sent: its Patient was refused";
            outcomes.add(Outcome.refused(left.get(i).source(), faults.getOrDefault(i, otherwise)));
        }
    }

    private void accept(List<Item> items, Bundle response) {
        for (int i = 0; i < items.size(); i++) {
            outcomes.add(Outcome.accepted(items.get(i).source()));
            String location = response.getEntry().get(i).getResponse().getLocation();
            int history = location.indexOf("/_history");
            made.put(Grouping.name(items.get(i)), history < 0 ? location : location.substring(0, history));
        }
    }

    private Bundle transaction(List<Item> items) {
        Map<String, String> names = new HashMap<>(made);
        items.forEach(item -> names.put(Grouping.name(item), urn(Grouping.name(item))));
        Bundle bundle = new Bundle();
        bundle.setType(Bundle.BundleType.TRANSACTION);
        for (Item item : items) {
            Resource copy = item.resource().copy();
            terser.getAllResourceReferences(copy).forEach(info -> {
                Reference reference = (Reference) info.getResourceReference();
                String name = names.get(String.valueOf(reference.getReference()));
                if (name != null) {
                    reference.setReference(name);
                }
            });
            bundle.addEntry()
                    .setFullUrl(urn(Grouping.name(item)))
                    .setResource(copy)
                    .getRequest()
                    .setMethod(Bundle.HTTPVerb.POST)
                    .setUrl(copy.fhirType());
        }
        return bundle;
    }

    private static String urn(String name) {
        return "urn:uuid:" + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<Integer, String> faults(Answer answer, int size) {
        Map<Integer, String> faults = new TreeMap<>();
        answer.outcome()
                .getIssue()
                .forEach(issue -> issue.getExpression().forEach(expression -> {
                    Matcher entry = ENTRY.matcher(expression.getValue());
                    if (entry.find() && Integer.parseInt(entry.group(1)) < size) {
                        faults.merge(
                                Integer.parseInt(entry.group(1)),
                                issue.getDetails().getText(),
                                (first, second) -> first);
                    }
                }));
        return faults;
    }

    private static String reason(Answer answer) {
        return answer.outcome().getIssue().stream()
                .map(issue -> issue.getDetails().getText())
                .map(Loader::orNothing)
                .findFirst()
                .orElse("HTTP " + answer.status());
    }

    private static String orNothing(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "no reason given" : text;
    }
}
