package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import nl.mgz.gateway.consent.gate.Grounds;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.People;
import nl.mgz.gateway.http.Sharing;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.ClientTokens;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * What consent costs, on one machine in one run: the same requests to a gateway as it is and to one that shows everything, in
 * turns. No test: it asserts nothing and runs only when it is named. docs/bench/consent.md says how.
 */
class ConsentCostBench {

    private static final int ROUNDS = 4;
    private static final long ROUND_NANOS = 3_000_000_000L;
    private static final String READER = "98000001";
    private static final AtomicLong STATEMENTS = new AtomicLong();

    /** Searches as HAPI does, one page, whoever asks. */
    static class OpenSearch extends PermittedSearch {

        private final FhirRepository repository;
        private final Answers answers;

        OpenSearch(
                FhirRepository repository, Accesses accesses, Answers answers, PageLinks pages, BreakGlassOffer offer) {
            super(repository, accesses, answers, pages, offer);
            this.repository = repository;
            this.answers = answers;
        }

        @Override
        Bundle search(String type, Map<String, String[]> parameters, RequestDetails request) {
            List<IBaseResource> page =
                    repository.search(type, parameters, request).getResources(0, 1_000);
            return answers.searchset(page, List.of(), page.size());
        }
    }

    static class OpenReads extends PermittedReads {

        private final FhirRepository repository;

        OpenReads(
                FhirRepository repository,
                Accesses accesses,
                Answers answers,
                PageLinks pages,
                BreakGlassOffer offer,
                Named named) {
            super(repository, accesses, answers, pages, offer, named);
            this.repository = repository;
        }

        @Override
        IBaseResource read(IIdType id, RequestDetails request) {
            return repository.read(id, request);
        }
    }

    static class NoLastLook extends Shown {

        NoLastLook(Accesses accesses) {
            super(accesses);
        }

        @Override
        Map<String, Grounds> prepare(IBaseResource answer, RequestDetails request) {
            return Map.of();
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private interface Shot {
        void fire() throws Exception;
    }

    @Test
    void run() throws Exception {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "mgz.limits.client-per-minute", 10_000_000,
                "mgz.limits.organization-per-minute", 10_000_000,
                "mgz.limits.tokens-per-minute", 10_000_000,
                "mgz.limits.tokens-per-minute-and-address", 10_000_000,
                "mgz.limits.unauthenticated-per-minute", 10_000_000));
        Gateway guarded = Gateway.start(Gateway.SharedDatabase.get(), settings, ConsentCostBench::count);
        Gateway open = Gateway.start(Gateway.SharedDatabase.get(), settings, context -> {
            count(context);
            context.addBeanFactoryPostProcessor(factory -> {
                Map.of(
                                "permittedSearch",
                                OpenSearch.class,
                                "permittedReads",
                                OpenReads.class,
                                "shown",
                                NoLastLook.class)
                        .forEach((name, type) ->
                                ((AbstractBeanDefinition) factory.getBeanDefinition(name)).setBeanClass(type));
            });
        });
        String patient = People.create(guarded, "Meting");
        String id = "";
        for (int i = 0; i < 60; i++) {
            id = People.idOf(guarded.post("Condition", People.condition(patient, "Klacht " + i)));
        }
        Sharing.withCareOrganisations(guarded, patient, READER);
        guarded.post(
                "Consent",
                Sharing.consent(
                        patient,
                        "active",
                        "{\"type\":\"deny\",\"class\":[{\"system\":\"http://hl7.org/fhir/resource-types\",\"code\":\"Goal\"}]}"));
        for (String path : List.of(
                "/Condition/" + id,
                "/Condition?patient=" + patient + "&_count=20",
                "/Condition?patient=" + patient + "&code=N88&_count=60")) {
            String what = path.replace(patient, "ID").replace(id, "ID");
            Shot with = get(guarded, path);
            Shot without = get(open, path);
            System.out.printf(
                    "BENCH | %s, SQL statements | %d with consent | %d without |%n",
                    what, statements(with), statements(without));
            for (int concurrency : new int[] {1, 8}) {
                compare(what + ", concurrency " + concurrency, concurrency, with, without);
            }
        }
        guarded.close();
        open.close();
    }

    private Shot get(Gateway gateway, String path) {
        ClientTokens tokens =
                gateway.client("bench-reader", READER, OrganizationKind.CARE, "system/*.cruds", Purpose.TREAT);
        return () -> {
            HttpRequest request = HttpRequest.newBuilder(URI.create(gateway.base() + path))
                    .header("Authorization", "Bearer " + tokens.bearer())
                    .build();
            HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (answer.statusCode() != 200) {
                throw new IOException(answer.statusCode() + " for " + path);
            }
        };
    }

    private static long statements(Shot shot) throws Exception {
        for (int i = 0; i < 20; i++) {
            shot.fire();
        }
        Thread.sleep(300);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long before = STATEMENTS.get();
            shot.fire();
            least = Math.min(least, STATEMENTS.get() - before);
        }
        return least;
    }

    /** Counts what is executed, whoever asks for it. */
    private static void count(ConfigurableApplicationContext context) {
        context.addBeanFactoryPostProcessor(factory -> factory.addBeanPostProcessor(new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource && !Proxy.isProxyClass(bean.getClass())
                        ? counted(bean, DataSource.class)
                        : bean;
            }
        }));
    }

    private static Object counted(Object real, Class<?> type) {
        return Proxy.newProxyInstance(
                ConsentCostBench.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().startsWith("execute")) {
                        STATEMENTS.incrementAndGet();
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        boolean wrap = result != null
                                && (method.getReturnType() == Connection.class
                                        || Statement.class.isAssignableFrom(method.getReturnType()));
                        return wrap && !method.getName().equals("unwrap")
                                ? counted(result, method.getReturnType())
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void compare(String what, int concurrency, Shot with, Shot without) throws Exception {
        rate(concurrency, with);
        rate(concurrency, without);
        double[] guarded = new double[ROUNDS];
        double[] open = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            boolean first = i % 2 == 0;
            double one = rate(concurrency, first ? with : without);
            double other = rate(concurrency, first ? without : with);
            guarded[i] = first ? one : other;
            open[i] = first ? other : one;
        }
        System.out.printf(
                "BENCH | %s | %.0f (%.0f to %.0f) a second with consent, %.2f ms | %.0f (%.0f to %.0f) without, %.2f ms |%n",
                what,
                median(guarded),
                min(guarded),
                max(guarded),
                concurrency * 1000 / median(guarded),
                median(open),
                min(open),
                max(open),
                concurrency * 1000 / median(open));
    }

    private static double rate(int concurrency, Shot shot) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(concurrency);
        AtomicLong done = new AtomicLong();
        long begin = System.nanoTime();
        List<Future<?>> all = new java.util.ArrayList<>();
        for (int i = 0; i < concurrency; i++) {
            all.add(threads.submit(() -> {
                while (System.nanoTime() - begin < ROUND_NANOS) {
                    shot.fire();
                    done.incrementAndGet();
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        threads.shutdown();
        return done.get() * 1e9 / (System.nanoTime() - begin);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static double min(double[] values) {
        return Arrays.stream(values).min().orElse(0);
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElse(0);
    }
}
