package nl.mgz.gateway.sandbox.region;

import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import nl.mgz.gateway.sandbox.region.Catalog.Report;
import nl.mgz.gateway.sandbox.region.ContactReports.Visit;
import nl.mgz.gateway.sandbox.region.RegionFiles.Row;
import org.hl7.fhir.r4.model.Reference;

/**
 * All pushes about one client. A client has between 40 and 80 resources: the care organisation and the planning
 * conversation come first, triage fits in if there is room, and the GP's series of measurements fill up to the size
 * drawn for this client.
 */
final class ClientRecord {

    private static final int ROOM_FOR_TRIAGE = 36;

    private final Chart chart;
    private final Client client;

    ClientRecord(Client client, Scene scene) {
        this.client = client;
        this.chart = Chart.of(client, scene);
        if (client.dwelling().location() != null || client.profile().team().equals("wijk")) {
            chart.phrases().word("beller", caller());
        }
    }

    /** In a location a member of staff calls; at home sometimes the district nurse, mostly a relative. */
    private String caller() {
        Dice dice = chart.dice().fork("caller");
        if (client.profile().team().equals("wijk")) {
            return dice.chance(70) ? client.closest().inText() : "wijkverpleegkundige " + firstName(dice, "30.000");
        }
        return client.profile().disabilityCare()
                ? "begeleider " + firstName(dice, "begeleider")
                : "verzorgende " + firstName(dice, "86.000");
    }

    private String firstName(Dice dice, String role) {
        return dice.pick(chart.scene().directory().workers(client.care().organisation(), role))
                .get("given");
    }

    List<Push> pushes() {
        List<Push> later = new ArrayList<>();
        later.add(new CareRecord(chart).push());
        new AdvanceCarePlan(chart).push().ifPresent(later::add);
        if (size(later) <= ROOM_FOR_TRIAGE && chart.dice().fork("triage?").chance(85)) {
            later.add(triage());
        }
        int target = chart.dice().fork("size").between(44, 76);
        List<Push> all = new ArrayList<>();
        all.add(new GpRecord(chart).push(target - size(later)));
        all.addAll(later);
        return List.copyOf(all);
    }

    private static int size(List<Push> pushes) {
        return pushes.stream().mapToInt(push -> push.bundle().getEntry().size()).sum();
    }

    private Push triage() {
        Dice dice = chart.dice().fork("triage");
        ContactReports reports = new ContactReports(chart);
        PushDraft push = chart.open("triage", chart.identity());
        Report report = dice.pick(reports.fitting("triage"));
        Row triagist = dice.pick(chart.scene().directory().workers("triage", "30.000"));
        LocalDate date = chart.daysAgo(2, 90, dice);
        ZonedDateTime start = Codes.time(date, dice.pick(report.hours()), dice.between(0, 59));
        Reference author = chart.scene().role(triagist.get("key"));
        Reference organisation = chart.scene().organisation("triage");
        reports.add(push, new Visit(report, start, dice.between(8, 35), author, organisation, null), dice);
        return new Push(chart.scene().ura("triage"), "Contactverslag triage", push.bundle());
    }
}
