package nl.mgz.gateway.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.loading.ClientTokens;

/** What has to be there before an organisation is told of anything: its endpoint in the directory, and a subscription. */
public final class Telling {

    public static final String TOPIC = "https://mgz-gateway.nl/fhir/SubscriptionTopic/";

    private Telling() {}

    public static String operator(Gateway gateway) {
        return bearer(gateway.client(
                "telling-operator", "99000901", OrganizationKind.OPERATOR, "system/*.cruds", Purpose.HOPERAT));
    }

    static String bearer(ClientTokens tokens) {
        try {
            return "Bearer " + tokens.bearer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String endpoint(String ura, String address) {
        return """
                {"resourceType":"Endpoint","status":"active","name":"Berichten",
                 "connectionType":{"system":"http://terminology.hl7.org/CodeSystem/endpoint-connection-type","code":"hl7-fhir-rest"},
                 "managingOrganization":%s,
                 "payloadType":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/endpoint-payload-type","code":"any"}]}],
                 "address":"%s"}""".formatted(Sharing.organization(ura), address);
    }

    /** As an operator puts it into the directory. */
    public static String register(Gateway gateway, String ura, String address) {
        return People.idOf(gateway.post("Endpoint", endpoint(ura, address), "Authorization", operator(gateway)));
    }

    public static String subscription(String canonical, String endpoint, String filter) {
        String criteria = filter == null ? "" : """
                  "_criteria":{"extension":[{"url":"http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-filter-criteria","valueString":"%s"}]},""".formatted(filter);
        return """
                {"resourceType":"Subscription","status":"requested","reason":"Op de hoogte blijven",
                 "criteria":"%s",%s
                 "channel":{"type":"rest-hook","endpoint":"%s","payload":"application/fhir+json",
                  "_payload":{"extension":[{"url":"http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/backport-payload-content","valueCode":"id-only"}]}}}""".formatted(canonical, criteria, endpoint);
    }

    /** Of what one organisation placed only. */
    static String placedBy(String ura, String subscription) {
        return subscription.replaceFirst(
                "\\{",
                "{\"extension\":[{\"url\":\"http://hl7.org/fhir/5.0/StructureDefinition/extension-Subscription.managingEntity\","
                        + "\"valueReference\":" + Sharing.organization(ura) + "}],");
    }

    /** Subscribes an organisation whose endpoint is registered here, and waits for the handshake. */
    public static String subscribe(Gateway gateway, String ura, String topic, Receiver receiver, String filter) {
        register(gateway, ura, receiver.url());
        Gateway.Answer answer = gateway.post(
                "Subscription", subscription(TOPIC + topic, receiver.url() + "/berichten", filter), Gateway.AS, ura);
        String id = People.idOf(answer);
        Receiver.await(
                () -> "active"
                        .equals(gateway.get("Subscription/" + id, Gateway.AS, ura)
                                .json()
                                .path("status")
                                .asText()),
                () -> "no handshake for " + answer.text());
        return id;
    }

    public static String subscribe(Gateway gateway, String ura, String topic, Receiver receiver) {
        return subscribe(gateway, ura, topic, receiver, null);
    }
}
