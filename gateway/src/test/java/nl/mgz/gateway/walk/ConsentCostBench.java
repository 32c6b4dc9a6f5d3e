package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import nl.mgz.gateway.consent.gate.Grounds;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.http.Gateway;
import nl.mgz.gateway.http.People;
import nl.mgz.gateway.http.Rates;
import nl.mgz.gateway.http.Sharing;
import nl.mgz.gateway.http.Statements;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.ClientTokens;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.support.AbstractBeanDefinition;

/**
 * What consent costs, on one machine in one run: the same requests to a gateway as it is and to one that shows everything, in
 * turns. No test: it asserts nothing and runs only when it is named. docs/bench/consent.md says how.
 */
class ConsentCostBench {

    private static final String READER = "98000001";

    /** Searches as HAPI does, one page, whoever asks. */
    static class OpenSearch extends PermittedSearch {

        private final FhirRepository repository;
        private final Answers answers;

        OpenSearch(
                FhirRepository repository,
                Accesses accesses,
                Answers answers,
                PageLinks pages,
                BreakGlassOffer offer,
                PagedAnswers paged) {
            super(repository, accesses, answers, pages, offer, paged);
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
                Permitted all,
                Named named,
                PagedAnswers paged) {
            super(repository, accesses, answers, pages, offer, all, named, paged);
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

    @Test
    void run() throws Exception {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "mgz.limits.client-per-minute", 10_000_000,
                "mgz.limits.organization-per-minute", 10_000_000,
                "mgz.limits.tokens-per-minute", 10_000_000,
                "mgz.limits.tokens-per-minute-and-address", 10_000_000,
                "mgz.limits.unauthenticated-per-minute", 10_000_000));
        Gateway guarded = Gateway.start(Gateway.SharedDatabase.get(), settings, Statements::count);
        Gateway open = Gateway.start(Gateway.SharedDatabase.get(), settings, context -> {
            Statements.count(context);
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
            Rates.Shot with = get(guarded, path);
            Rates.Shot without = get(open, path);
            System.out.printf(
                    "BENCH | %s, SQL statements | %d with consent | %d without |%n",
                    what, Statements.of(with), Statements.of(without));
            for (int concurrency : new int[] {1, 8}) {
                Rates.compare(
                        what + ", concurrency " + concurrency, concurrency, "with consent", with, "without", without);
            }
        }
        guarded.close();
        open.close();
    }

    private Rates.Shot get(Gateway gateway, String path) {
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
}
