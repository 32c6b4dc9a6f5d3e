package nl.mgz.gateway.sandbox.region;

import java.time.LocalDate;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;

/**
 * A synthetic region in the east of the Netherlands that does not exist.
 *
 * <p>INVARIANT: the same seed and anchor give byte-identical bundles, on any machine, in any time zone. Nothing here
 * reads the clock; every date is counted back from the anchor.
 */
public final class Region {

    /** All dates lie before this day, so a region stays the same whenever it is made. */
    public static final LocalDate DEFAULT_ANCHOR = LocalDate.of(2026, 11, 1);

    private final RegionDirectory directory;
    private final ClientDraw draw;
    private final long seed;
    private final LocalDate anchor;

    private Region(long seed, LocalDate anchor) {
        this.seed = seed;
        this.anchor = anchor;
        this.directory = RegionDirectory.read();
        this.draw = new ClientDraw(seed, anchor, directory);
    }

    public static Region of(long seed) {
        return of(seed, DEFAULT_ANCHOR);
    }

    public static Region of(long seed, LocalDate anchor) {
        return new Region(seed, anchor);
    }

    /** The business service number of the client with this index: fictitious, see {@link Bsns}. */
    public static String bsn(int index) {
        return Bsns.ofIndex(index);
    }

    /**
     * Somebody who works in the region, and where.
     *
     * @param number UZI number, or that of the employer
     * @param roleSystem {@code uzi} or {@code mgz}, as the tables write it
     */
    public record Worker(String organisationKey, String number, String name, String roleSystem, String role) {}

    /** An organisation of the region. */
    public record Organisation(String key, String name, String type, String ura) {}

    public List<Organisation> organisations() {
        return directory.organisations().stream()
                .map(row -> new Organisation(row.get("key"), row.get("name"), row.get("type"), row.get("ura")))
                .toList();
    }

    public Worker worker(String key) {
        return directory.worker(key);
    }

    /**
     * One transaction: organisations, locations, practitioners, roles, endpoints and services. Every entry is a POST
     * with ifNoneExist on its business identifier, so loading it twice changes nothing. It does not depend on the seed.
     */
    public Bundle directory() {
        return directory.bundle();
    }

    /**
     * Everything known about one client, as one push per organisation and occasion. The first is the GP's and carries
     * the full Patient; the later ones start with the same person (BSN, name, birth date) for the server to recognise.
     */
    public List<Push> client(int index, DirectoryReferences references) {
        Client client = draw.client(index);
        return new ClientRecord(client, new Scene(seed, anchor, directory, references)).pushes();
    }
}
