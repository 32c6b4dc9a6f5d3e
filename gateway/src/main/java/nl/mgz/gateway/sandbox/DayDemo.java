package nl.mgz.gateway.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import java.util.regex.Pattern;
import nl.mgz.gateway.sandbox.region.Region;

/**
 * A working day in the region, played in a running sandbox with real calls: a practice, two care organisations, a triage service
 * and who stands behind it. They speak FHIR to the gateway and to nobody else; what happened elsewhere they are told.
 */
public final class DayDemo {

    /** Far from the clients that a sandbox loads, from those of the story of consent, and from those of tests. */
    private static final int FIRST_CLIENT = 6_000;

    private static final int CLIENTS = 1_400;
    private static final Pattern TAG = Pattern.compile("<[^>]*>");

    private final Story story;
    private final PrintStream out;
    private final Deque<String[]> toClear = new ArrayDeque<>();

    public DayDemo(SandboxPartners partners, String base, PrintStream out) throws IOException {
        this.out = out;
        SandboxPartners.Options call = new SandboxPartners.Options(null, null, null, "gesprek-werkdag", false);
        this.story = new Story(partners, base, out)
                .with("huisarts", "gp", SandboxPartners.Options.NONE)
                .with("woonzorg", "care", SandboxPartners.Options.NONE)
                .with("dagbesteding", "care2", SandboxPartners.Options.NONE)
                .with("triage", "triage", call)
                .with("arts VG", "specialist", SandboxPartners.Options.NONE)
                .with("aanrijdteam", "nurses", SandboxPartners.Options.NONE)
                .with("beheer", "operator", SandboxPartners.Options.NONE);
    }

    private static String ura(String persona) {
        return Story.persona(persona).ura();
    }

    /** @throws IOException in words for a person, when the gateway does something else than the story says */
    public void play() throws IOException {
        try (Mailbox mailbox = new Mailbox()) {
            try {
                play(mailbox);
            } finally {
                clear();
            }
        }
    }

    private void play(Mailbox mailbox) throws IOException {
        story.say(
                "Voor de dag begint: wie wil weten dat er iets gebeurt, abonneert zich. Een bericht zegt waar het staat, niet wat.");
        listen(mailbox, "huisarts", "gp", "consultation-requested", "consultation-changed", "careplan-changed");
        listen(mailbox, "woonzorg", "care", "consultation-requested");
        listen(mailbox, "arts VG", "specialist", "consultation-requested", "consultation-changed");
        listen(mailbox, "aanrijdteam", "nurses", "consultation-requested");
        Client client = morning();
        JsonNode report = call(mailbox, client);
        achterwacht(mailbox, client, report);
        aanrijdteam(mailbox, client, report);
        meekijken(mailbox, client);
        wishes(mailbox, client);
        story.say("Einde van de dag. De mentor leest wie er keek en waarom:");
        out.println(Story.text(story.get("huisarts", "Patient/" + client.patient() + "/$access-log?format=text")));
    }

    private record Client(String patient, String mentor, String problem, String bsn, String directive) {}

    private Client morning() throws IOException {
        story.say(
                "De huisarts stuurt het dossier van Els Werkdag: epilepsie, medicatie, een allergie, haar mentor en wie voor haar zorgt.");
        String bsn = Region.bsn(FIRST_CLIENT + new Random().nextInt(CLIENTS));
        JsonNode pushed = story.post(
                "huisarts", "", DayRecord.practice(bsn, ura("gp"), ura("care"), ura("care2"), ura("triage")));
        String patient = Story.place(pushed, 0);
        String mentor = "RelatedPerson/" + Story.place(pushed, 1);
        String problem = "Condition/" + Story.place(pushed, 3);
        story.say(
                "De mentor zegt ja tegen wie voor Els zorgen, de triage en de artsen erachter; de huisarts legt het vast.");
        story.post(
                "huisarts",
                "Consent/$record",
                Story.parameters(
                        Story.part("patient", "String", "Patient/" + patient),
                        Story.part("decision", "Code", "permit"),
                        Story.part("to", "String", "all"),
                        Story.part("signedBy", "String", mentor)));
        story.say(
                "De woonzorg schrijft de afspraken bij onrust en die over opname; de dagbesteding hoe een gewone dag gaat.");
        story.post(
                "woonzorg",
                "CarePlan",
                DayRecord.section(
                        patient,
                        "crisis-agreements",
                        "Afspraken bij onrust",
                        "Onrustig en niet eten: eerst kijken of zij pijn heeft. Praat rustig, korte zinnen."));
        JsonNode directive = story.post(
                "woonzorg",
                "Consent",
                DayRecord.directive(
                        patient, mentor, "permit", LocalDate.now().minusYears(1).toString()));
        story.post(
                "dagbesteding",
                "CarePlan",
                DayRecord.section(
                        patient, "daily-baseline", "Een gewone dag", "Eet goed, loopt zelf, zegt enkele woorden."));
        return new Client(patient, mentor, problem, bsn, directive.path("id").asText());
    }

    /** A carer calls: everything in one answer, and a report that practice and care organisations are told of. */
    private JsonNode call(Mailbox mailbox, Client client) throws IOException {
        story.say(
                "09.40 uur. Een begeleider belt: Els heeft koorts en is suf na een aanval. De triage vraagt alles in één keer.");
        JsonNode context = story.post(
                "triage",
                "Patient/$triage-context",
                Story.parameters(
                        "{\"name\":\"identifier\",\"valueIdentifier\":{\"system\":\"http://fhir.nl/fhir/NamingSystem/bsn\",\"value\":\""
                                + client.bsn() + "\"}}",
                        Story.part("birthDate", "Date", "1979-03-12")));
        JsonNode composition = context.path("entry").path(0).path("resource");
        Story.check(composition.path("section").size() > 8, "a context of many parts");
        composition.path("section").forEach(section -> {
            String words = TAG.matcher(section.path("text").path("div").asText())
                    .replaceAll(" ")
                    .replaceAll("\\s+", " ")
                    .replace("Wat Bijzonderheden Datum Bron", "")
                    .strip();
            story.tell(section.path("title").asText() + ": "
                    + (words.length() > 110 ? words.substring(0, 109) + "…" : words));
        });
        Story.check(context.toString().contains("carbamazepine"), "the medication in the context");
        Story.check(context.toString().contains("Afspraken bij onrust"), "the plan in the context");
        story.say("De triage legt het gesprek vast: wat werd verteld, gezien, gedacht en gedaan, met de urgentie.");
        String end = DayRecord.now();
        JsonNode written = story.post(
                "triage",
                "Composition/$triage-report",
                Story.parameters(
                        Story.part("patient", "String", "Patient/" + client.patient()),
                        Story.part("start", "DateTime", end),
                        Story.part("end", "DateTime", end),
                        Story.part("caller", "String", "begeleider, bij de cliënt"),
                        "{\"name\":\"complaint\",\"valueCodeableConcept\":{\"coding\":[{\"system\":\"http://hl7.org/fhir/sid/icpc-1-nl\",\"code\":\"A03\"}],\"text\":\"Koorts\"}}",
                        Story.part(
                                "subjective", "String", "Koorts sinds vanmorgen, suf na een aanval van twee minuten."),
                        Story.part("objective", "String", "Beeldbellen: wekbaar, kijkt rond, kleur goed."),
                        Story.part("evaluation", "String", "Koorts na een aanval bij bekende epilepsie."),
                        Story.part("plan", "String", "Arts VG vragen mee te kijken; paracetamol, niet alleen laten."),
                        Story.part("proposed", "Code", "U3"),
                        Story.part("urgency", "Code", "U2"),
                        Story.part("reason", "String", "Langer suf dan na een gewone aanval."),
                        Story.part("outcome", "Code", "on-call-physician")));
        story.say("De huisarts en de woonzorg krijgen een seintje en lezen het verslag.");
        handedOver(mailbox, "huisarts", "gp");
        handedOver(mailbox, "woonzorg", "care");
        return written;
    }

    private void handedOver(Mailbox mailbox, String who, String persona) throws IOException {
        JsonNode task = story.get(who, mailbox.next(ura(persona), "Task"));
        JsonNode read = story.get(who, task.path("focus").path("reference").asText());
        Story.check(read.toString().contains("suf na een aanval"), who + " reads the report");
        story.tell(who + " leest: " + read.path("title").asText());
    }

    /** The on-call physician is asked in one call, asks back, and answers. */
    private void achterwacht(Mailbox mailbox, Client client, JsonNode report) throws IOException {
        story.say("De triage vraagt de arts VG, met het verslag erbij.");
        escalate(report, "achterwacht", ura("specialist"), "Insturen of thuis aankijken?");
        String place = mailbox.next(ura("specialist"), "Task");
        JsonNode task = accept("arts VG", place);
        story.say("De arts VG leest wat is meegestuurd, vraagt terug en krijgt antwoord.");
        story.get("arts VG", task.path("focus").path("reference").asText());
        String id = task.path("id").asText();
        story.post(
                "arts VG", "Communication", DayRecord.message(client.patient(), id, "Heeft zij haar medicatie gehad?"));
        story.post("triage", "Communication", DayRecord.message(client.patient(), id, "Ja, om acht uur."));
        JsonNode said = story.get("arts VG", "Communication?patient=" + client.patient());
        Story.check(said.toString().contains("Ja, om acht uur."), "the physician reads the answer");
        story.say("Het advies: laat het aanrijdteam kijken.");
        String answer = finish(
                "arts VG", client, place, "Arts VG", "Laten beoordelen door het aanrijdteam; bij nieuwe aanval 112.");
        Story.check(
                story.get("triage", answer).toString().contains("aanrijdteam"), "the triage service reads the advice");
    }

    private void aanrijdteam(Mailbox mailbox, Client client, JsonNode report) throws IOException {
        story.say("De triage stuurt het aanrijdteam: binnen dertig minuten ter plaatse, de klok loopt.");
        escalate(report, "aanrijdteam", ura("nurses"), "Wilt u gaan kijken?");
        String place = mailbox.next(ura("nurses"), "Task");
        JsonNode task = accept("aanrijdteam", place);
        story.tell("uiterlijk " + extension(task, "mgz-Due"));
        story.say("De verpleegkundige is er: alarm voor de klok uit, en een verslag als zij weer weg is.");
        story.patch(
                "aanrijdteam",
                story.get("aanrijdteam", place),
                "[{\"op\":\"add\",\"path\":\"/businessStatus\",\"value\":{\"coding\":[{\"system\":\"https://mgz-gateway.nl/fhir/CodeSystem/mgz-consultation-status\",\"code\":\"on-site\"}]}}]");
        finish(
                "aanrijdteam",
                client,
                place,
                "Verpleegkundige",
                "Temperatuur 38,4. Alert, drinkt. Huisarts belt morgen.");
        JsonNode done = story.get("triage", place);
        Story.check("completed".equals(done.path("status").asText()), "the triage service sees that it is done");
        Story.check(extension(done, "mgz-Breached").isEmpty(), "in time");
    }

    /** Office hours: the practice is not sure, and asks a colleague to look along. */
    private void meekijken(Mailbox mailbox, Client client) throws IOException {
        story.say("13.15 uur. De huisarts twijfelt over de medicatie en vraagt de arts VG mee te kijken.");
        story.post(
                "huisarts",
                "",
                DayRecord.question(
                        client.patient(),
                        ura("gp"),
                        ura("specialist"),
                        "meekijkconsult",
                        "Vaker aanvallen: medicatie aanpassen?",
                        client.problem()));
        // Whatever else it is told of is no question.
        String place = mailbox.next(ura("specialist"), "Task");
        JsonNode task = story.get("arts VG", place);
        while (!"requested".equals(task.path("status").asText())) {
            place = mailbox.next(ura("specialist"), "Task");
            task = story.get("arts VG", place);
        }
        accept("arts VG", place);
        story.tell("antwoord uiterlijk " + extension(task, "mgz-Due"));
        String answer =
                finish("arts VG", client, place, "Arts VG", "Spiegel bepalen; dan ophogen naar drie keer per dag.");
        Story.check(story.get("huisarts", answer).toString().contains("Spiegel"), "the practice reads the advice");
    }

    /** Wishes change: what holds now is what was agreed last, and the practice is told. */
    private void wishes(Mailbox mailbox, Client client) throws IOException {
        story.say(
                "16.00 uur. De woonzorg en de mentor spreken over later: liever geen opname meer. De oude afspraak eindigt.");
        JsonNode old = story.get("woonzorg", "Consent/" + client.directive());
        story.patch(
                "woonzorg",
                old,
                "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"inactive\"},{\"op\":\"add\",\"path\":\"/provision/period\",\"value\":{\"end\":\""
                        + LocalDate.now() + "\"}}]");
        story.post(
                "woonzorg",
                "Consent",
                DayRecord.directive(
                        client.patient(),
                        client.mentor(),
                        "deny",
                        LocalDate.now().toString()));
        String patient = "Patient/" + client.patient();
        while (!mailbox.next(ura("gp"), "Patient").equals(patient)) {
            story.tell("(iets over een ander)");
        }
        story.say("De huisarts leest wat nu geldt; vannacht leest de triage hetzelfde.");
        for (String who : new String[] {"huisarts", "triage"}) {
            JsonNode plan = story.get(who, patient + "/$care-plan");
            Story.check(
                    directives(plan) == 1 && plan.toString().contains("\"deny\""),
                    who + " finds one agreement about admission: no");
            story.tell(who + " leest: geen opname in het ziekenhuis");
        }
    }

    private static int directives(JsonNode plan) {
        int found = 0;
        for (JsonNode entry : plan.path("entry")) {
            found +=
                    "Consent".equals(entry.path("resource").path("resourceType").asText()) ? 1 : 0;
        }
        return found;
    }

    private void escalate(JsonNode report, String kind, String to, String question) throws IOException {
        String place = story.value(report, "report")
                .path("valueReference")
                .path("reference")
                .asText();
        story.post(
                "triage",
                place + "/$escalate",
                Story.parameters(
                        Story.part("kind", "Code", kind),
                        Story.part("to", "String", to),
                        Story.part("question", "String", question)));
    }

    private JsonNode accept(String who, String place) throws IOException {
        JsonNode task = story.get(who, place);
        story.patch(who, task, "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"in-progress\"}]");
        return task;
    }

    /** @return where the answer is */
    private String finish(String who, Client client, String place, String by, String words) throws IOException {
        JsonNode answer = story.post(who, "Composition", DayRecord.advice(client.patient(), by, words));
        String reference = "Composition/" + answer.path("id").asText();
        story.patch(
                who,
                story.get(who, place),
                "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":\"completed\"},{\"op\":\"add\",\"path\":\"/output\",\"value\":"
                        + "[{\"type\":{\"text\":\"advies\"},\"valueReference\":{\"reference\":\"" + reference
                        + "\"}}]}]");
        return reference;
    }

    private static String extension(JsonNode resource, String name) {
        for (JsonNode one : resource.path("extension")) {
            if (one.path("url").asText().endsWith(name)) {
                return one.path("valueDateTime").asText(one.path("valueInstant").asText());
            }
        }
        return "";
    }

    private void listen(Mailbox mailbox, String who, String persona, String... topics) throws IOException {
        String address = mailbox.address(ura(persona));
        remember("beheer", story.post("beheer", "Endpoint", DayRecord.endpoint(ura(persona), address)));
        for (String topic : topics) {
            remember(who, story.post(who, "Subscription", DayRecord.subscription(topic, address)));
        }
    }

    private void remember(String who, JsonNode written) {
        toClear.push(new String[] {
            who,
            written.path("resourceType").asText() + "/" + written.path("id").asText()
        });
    }

    /** The addresses of this play are nobody's tomorrow. */
    private void clear() throws IOException {
        for (String[] one : toClear) {
            story.send("DELETE", one[0], one[1], null);
        }
    }
}
