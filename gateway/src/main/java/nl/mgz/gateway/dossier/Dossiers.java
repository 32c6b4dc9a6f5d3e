package nl.mgz.gateway.dossier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import nl.mgz.gateway.consent.gate.Verdict;
import nl.mgz.gateway.sql.OneOf;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The pages of patients' records. */
@Component
public final class Dossiers {

    private final JdbcTemplate jdbc;
    private final Cache<String, Page> kept;

    Dossiers(JdbcTemplate jdbc, DossierSettings settings) {
        this.jdbc = jdbc;
        this.kept = Caffeine.newBuilder()
                .maximumWeight(settings.keptMegabytes() * 1_000_000L)
                .weigher((String id, Page page) -> page.bytes())
                .build();
    }

    /**
     * The pages of what was decided on, in one statement at most.
     *
     * @return by resource id; one that has no page, or of which the page is of another writing than was decided on, is left out
     * @throws IllegalArgumentException for a verdict that does not permit: a bug, and so no data
     */
    public Map<String, Page> read(Collection<Verdict> permitted) {
        Map<String, Page> found = new HashMap<>();
        Map<String, Long> missing = new HashMap<>();
        for (Verdict verdict : permitted) {
            if (!verdict.permitted()) {
                throw new IllegalArgumentException("a page is asked for that may not be seen");
            }
            String id = verdict.row().id();
            Page page = kept.getIfPresent(id);
            if (page != null && page.written() == verdict.row().written()) {
                found.put(id, page);
            } else {
                missing.put(id, verdict.row().written());
            }
        }
        if (!missing.isEmpty()) {
            for (Page page : pages(missing.keySet())) {
                if (Objects.equals(missing.get(page.id()), page.written())) {
                    kept.put(page.id(), page);
                    found.put(page.id(), page);
                }
            }
        }
        return found;
    }

    private List<Page> pages(Collection<String> ids) {
        List<Page> pages = new ArrayList<>();
        jdbc.query(
                "select resource_id, version, updated, names, content, written from mgz_dossier where resource_id = "
                        + OneOf.TEXTS,
                OneOf.these(ids),
                row -> {
                    pages.add(new Page(
                            row.getString(1),
                            String.valueOf(row.getLong(2)),
                            row.getTimestamp(3).toInstant(),
                            List.of((String[]) row.getArray(4).getArray()),
                            row.getString(5),
                            row.getLong(6)));
                });
        return pages;
    }
}
