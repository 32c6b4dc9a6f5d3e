package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import nl.mgz.gateway.audit.view.AccessLog;
import nl.mgz.gateway.audit.view.AuditEvents;
import nl.mgz.gateway.audit.view.TrailLine;
import nl.mgz.gateway.audit.view.TrailReader;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.GatewayAddress;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Partners;
import nl.mgz.gateway.patient.PatientBindings;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.DateType;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * {@code Patient/[id]/$access-log}: who made what of a patient available, who looked when and why (Wabvpz article 15e), as
 * AuditEvents or as a text for people.
 */
@Component
class AccessLogs {

    /** More than a person reads; a longer period is asked for in parts. */
    private static final int MOST = 5_000;

    private static final ZoneId DUTCH = ZoneId.of("Europe/Amsterdam");
    private static final Set<String> FORMATS = Set.of("fhir", "text", "csv", "pdf");

    private final TrailReader trail;
    private final AuditEvents events;
    private final PatientBindings bindings;
    private final Partners partners;
    private final GatewayAddress address;
    private final Accesses accesses;

    AccessLogs(
            TrailReader trail,
            AuditEvents events,
            PatientBindings bindings,
            Partners partners,
            GatewayAddress address,
            Accesses accesses) {
        this.trail = trail;
        this.events = events;
        this.bindings = bindings;
        this.partners = partners;
        this.address = address;
        this.accesses = accesses;
    }

    IBaseResource of(
            IIdType patient,
            @Nullable DateType start,
            @Nullable DateType end,
            @Nullable String format,
            RequestDetails request) {
        Caller caller = FrontDoor.caller(request);
        String id = patient.getIdPart();
        boolean granted = caller.kind() != OrganizationKind.PATIENT_APP || partners.granted(caller.clientId(), id);
        boolean own = switch (caller.kind()) {
            case GP, CARE -> accesses.of(request).isOwn(id);
            default -> true;
        };
        // The same answer for a patient that is not there, that is another's, and that this app was not granted.
        if (!granted || !own || !id.equals(bindings.patientsOf(Set.of(id)).get(id))) {
            throw ErrorMapping.notFound();
        }
        String form = format == null ? "fhir" : format;
        if (!FORMATS.contains(form)) {
            throw Refusal.of(ErrorCode.PARAMETER_INVALID, "Parameter format is fhir, text, csv or pdf")
                    .asException();
        }
        LocalDate first = day(start);
        LocalDate last = day(end);
        TrailReader.Which which =
                TrailReader.Which.about(id, begin(first), last == null ? null : begin(last.plusDays(1)));
        List<TrailLine> lines = trail.page(which, MOST + 1, 0);
        if (lines.size() > MOST) {
            throw Refusal.of(
                            ErrorCode.PARAMETER_INVALID,
                            "There are more than " + MOST + " events: ask for a shorter period with start and end")
                    .asException();
        }
        AccessLog log = AccessLog.of(lines, first, last);
        return switch (form) {
            case "text" -> binary("text/plain;charset=UTF-8", log.text().getBytes(StandardCharsets.UTF_8));
            case "csv" -> binary("text/csv;charset=UTF-8", log.csv());
            case "pdf" -> binary("application/pdf", log.pdf());
            default -> bundle(lines);
        };
    }

    private static @Nullable LocalDate day(@Nullable DateType date) {
        if (date == null || !date.hasValue()) {
            return null;
        }
        if (!date.getValueAsString().matches("\\d{4}-\\d{2}-\\d{2}")) {
            throw Refusal.of(ErrorCode.PARAMETER_INVALID, "Parameters start and end are days: 2026-11-22")
                    .asException();
        }
        return LocalDate.parse(date.getValueAsString());
    }

    private static @Nullable Instant begin(@Nullable LocalDate day) {
        return day == null ? null : day.atStartOfDay(DUTCH).toInstant();
    }

    private static Binary binary(String type, byte[] content) {
        Binary binary = new Binary();
        binary.setContentType(type).setData(content);
        return binary;
    }

    private Bundle bundle(List<TrailLine> lines) {
        Bundle bundle = new Bundle();
        bundle.setType(BundleType.SEARCHSET).setTotal(lines.size());
        lines.forEach(line -> bundle.addEntry()
                .setFullUrl(address.base() + "/AuditEvent/" + line.id())
                .setResource(events.of(line))
                .getSearch()
                .setMode(SearchEntryMode.MATCH));
        return bundle;
    }
}
