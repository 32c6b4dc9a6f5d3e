package nl.mgz.gateway.sandbox;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import nl.mgz.gateway.loading.ClientTokens;
import nl.mgz.gateway.loading.FhirEndpoint;
import nl.mgz.gateway.sandbox.region.DirectoryReferences;
import nl.mgz.gateway.sandbox.region.Push;
import nl.mgz.gateway.sandbox.region.Region;
import org.hl7.fhir.r4.model.Bundle;

/** Loads the synthetic region through the front door, each push in the name of the organisation that would make it. */
public final class RegionLoad {

    /** As many as a small machine has cores; each push is one transaction. */
    private static final int AT_ONCE = 2;

    /** The gateway's own operator keeps the directory. */
    private static final String OPERATOR = "99999990";

    private final FhirEndpoint endpoint;
    private final SandboxPartners partners;
    private final Map<String, ClientTokens> tokens = new ConcurrentHashMap<>();
    private final Region region;

    /** @param partners those in whose names the region is sent */
    public RegionLoad(FhirEndpoint endpoint, SandboxPartners partners, long seed) {
        this.endpoint = endpoint;
        this.partners = partners;
        this.region = Region.of(seed);
    }

    /**
     * @param clients indexes of those to load
     * @param done told the index of each client that is in, from several threads
     * @return how many resources were sent
     * @throws IOException when the gateway refuses a push or does not answer: the region is ours, so that is a bug
     */
    public int load(Collection<Integer> clients, IntConsumer done) throws IOException {
        Bundle directory = region.directory();
        DirectoryReferences references = DirectoryReferences.from(directory, send(directory, OPERATOR, "directory"));
        AtomicInteger resources = new AtomicInteger(directory.getEntry().size());
        ExecutorService workers = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int client : clients) {
                all.add(workers.submit(() -> {
                    resources.addAndGet(push(client, references));
                    done.accept(client);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } finally {
            workers.shutdownNow();
        }
        return resources.get();
    }

    private int push(int client, DirectoryReferences references) throws IOException {
        int resources = 0;
        for (Push push : region.client(client, references)) {
            send(push.bundle(), push.authorUra(), push.title() + " of client " + client);
            resources += push.bundle().getEntry().size();
        }
        return resources;
    }

    private Bundle send(Bundle bundle, String organization, String what) throws IOException {
        FhirEndpoint.Answer answer = endpoint.transaction(
                bundle, tokens.computeIfAbsent(organization, ura -> partners.systemOf(ura, endpoint.toString())));
        if (!answer.accepted()) {
            throw new IOException("The gateway refused the " + what + " with " + answer.status() + ": "
                    + answer.outcome().getIssue().stream()
                            .map(issue -> issue.getExpression().stream()
                                            .map(String::valueOf)
                                            .findFirst()
                                            .orElse("") + " "
                                    + issue.getDetails().getText())
                            .limit(3)
                            .toList());
        }
        return answer.bundle();
    }
}
