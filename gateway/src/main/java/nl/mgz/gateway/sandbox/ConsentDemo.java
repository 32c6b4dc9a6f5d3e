package nl.mgz.gateway.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.util.Random;
import nl.mgz.gateway.identity.Purpose;
import nl.mgz.gateway.sandbox.region.Region;

/**
 * The story of consent, played in a running sandbox with real calls: who may see, who may not, and what the patient reads of it
 * afterwards. Each step says what should happen, does it, and fails when something else happens.
 */
public final class ConsentDemo {

    /** Far from the clients that a sandbox loads, and from those of tests. */
    private static final int FIRST_CLIENT = 7_500;

    private static final int CLIENTS = 1_400;

    private final PrintStream out;
    private final Story story;

    public ConsentDemo(SandboxPartners partners, String base, PrintStream out) throws IOException {
        this.out = out;
        this.story = new Story(partners, base, out)
                .with("huisarts", "gp", SandboxPartners.Options.NONE)
                .with("triage", "triage", new SandboxPartners.Options(null, null, null, "gesprek-demo", false))
                .with(
                        "triage (spoed)",
                        "triage",
                        new SandboxPartners.Options(Purpose.ETREAT, null, null, "gesprek-demo", true));
    }

    /** @throws IOException in words for a person, when the gateway does something else than the story says */
    public void play() throws IOException {
        Random random = new Random();
        String practice = Story.persona("gp").ura();
        story.say("De huisarts stuurt de gegevens van mevrouw Demo, die niet meer zelf kan beslissen.");
        Person person = publish(Region.bsn(FIRST_CLIENT + random.nextInt(CLIENTS)), practice);
        String problems = "Condition?patient=" + person.patient();
        expect("huisarts", problems, 6);
        story.say("De triage kijkt. Er is nog niets gekozen: geen keuze is geen toestemming.");
        expect("triage", problems, 0);
        story.say("De mentor geeft toestemming aan triagediensten; de huisarts legt het vast.");
        String consent = record(person, "permit", "triage");
        expect("triage", problems, 5);
        story.say(
                "Zes problemen zijn er, vijf ziet de triage: de depressie is gevoelig en blijft verborgen. Ook het totaal is vijf.");
        story.say("De triage bladert: de eerste bladzijde van twee problemen.");
        JsonNode page = story.get("triage", problems + "&_count=2");
        String next = Story.link(page);
        Story.check(Story.matches(page) == 2, "two problems on a page");
        story.say("Ondertussen wordt de toestemming ingetrokken. De volgende bladzijde is leeg.");
        story.post(
                "huisarts",
                "Consent/" + consent + "/$withdraw",
                Story.parameters(Story.part("signedBy", "String", person.mentor())));
        Story.check(Story.matches(story.get("triage", next)) == 0, "nothing after the withdrawal");
        story.say("Spoed: mevrouw is niet aanspreekbaar. De triage mag noodtoegang vragen.");
        offered(person);
        declare(person);
        expect("triage (spoed)", problems, 6);
        story.say(
                "Een ander, meneer Weiger, heeft gezegd dat niemand mag kijken. Bij spoed krijgt de triage hetzelfde antwoord...");
        Person refusing = publish(Region.bsn(FIRST_CLIENT + random.nextInt(CLIENTS)), practice);
        record(refusing, "deny", "all");
        offered(refusing);
        declare(refusing);
        story.say("... en na de verklaring niets: een weigering blijft staan.");
        expect("triage (spoed)", "Condition?patient=" + refusing.patient(), 0);
        story.say("Mevrouw Demo (of wie namens haar spreekt) leest wie er keek:");
        out.println(accessLog(person));
    }

    private record Person(String patient, String mentor) {}

    private Person publish(String bsn, String practice) throws IOException {
        JsonNode answer = story.post("huisarts", "", DemoRecord.transaction(bsn, practice));
        return new Person(
                Story.place(answer, 0),
                "RelatedPerson/" + Story.place(answer, 1).replaceFirst(".*/", ""));
    }

    private String record(Person person, String decision, String to) throws IOException {
        JsonNode answer = story.post(
                "huisarts",
                "Consent/$record",
                Story.parameters(
                        Story.part("patient", "String", "Patient/" + person.patient()),
                        Story.part("decision", "Code", decision),
                        Story.part("to", "String", to),
                        Story.part("signedBy", "String", person.mentor())));
        JsonNode written = story.value(answer, "consent");
        Story.check(!written.isMissingNode(), "$record says which Consent it wrote");
        return written.path("valueReference")
                .path("reference")
                .asText(written.path("resource").path("id").asText())
                .replaceFirst(".*/", "");
    }

    private void offered(Person person) throws IOException {
        HttpResponse<String> answer =
                story.send("GET", "triage (spoed)", "Condition?patient=" + person.patient(), null);
        Story.check(
                answer.statusCode() == 403 && answer.body().contains("break-glass-required"),
                "the offer to break the glass");
        story.tell("403 break-glass-required");
    }

    private void declare(Person person) throws IOException {
        story.say("De triageverpleegkundige verklaart waarom: bewusteloos, vitaal belang.");
        story.post(
                "triage (spoed)",
                "Patient/" + person.patient() + "/$break-glass",
                Story.parameters(
                        Story.part("ground", "Code", "unable-to-consent"),
                        Story.part("reason", "String", "Niet aanspreekbaar aangetroffen, ambulance is onderweg")));
    }

    private void expect(String who, String path, int count) throws IOException {
        JsonNode found = story.get(who, path);
        Story.check(Story.matches(found) == count, count + " problems for " + who);
        Story.check(found.path("total").asInt() == count, "a total of " + count);
    }

    private String accessLog(Person person) throws IOException {
        return Story.text(story.get("huisarts", "Patient/" + person.patient() + "/$access-log?format=text"));
    }
}
