package nl.mgz.gateway.consent;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The rules once more, from the text, as tables and plain loops over the trees: slow and obvious. Knows only well-formed input
 * whose moments are written with an offset, and the default settings.
 */
final class TableModel {

    private static final String PURPOSES = "TREAT ETREAT CAREMGT COC HOPERAT HPAYMT HRESCH";
    private static final Map<String, String> G4 = Map.of(
            "gp", "TREAT ETREAT CAREMGT COC HOPERAT HPAYMT",
            "disability-care", "TREAT CAREMGT COC HOPERAT HPAYMT",
            "triage", "TREAT ETREAT COC",
            "emergency", "TREAT ETREAT",
            "insurer", "HPAYMT",
            "research", "HRESCH");
    private static final String PROFESSIONALS = "physician nurse care-professional triagist";
    private static final String TF = "TREAT ETREAT CAREMGT COC";
    private static final String CLINICAL =
            "summary careplan consultation medication allergy problem observation document";
    private static final String LEVELS = "ULMNRV";
    private static final Set<String> WITHIN = Set.of("ETH>ETHUD", "ETH>OPIOIDUD", "PSY>PSYTHPN");
    private static final String OPEN = "requested received accepted ready in-progress on-hold";
    private static final String FROM_16 = "curator mentor proxy partner parent child sibling";

    private static final Map<String, Instant> MOMENTS = new HashMap<>();

    private final Map<String, Object> q;
    private final Map<String, Object> r;
    private final List<Map<String, Object>> consents;
    private final Map<String, Object> patients;
    private final Map<String, Object> parties;
    private final Instant at;

    /** holder, requester, data, context */
    private record Found(boolean permit, boolean targeted, int[] rank, boolean mine) {}

    @SuppressWarnings("unchecked")
    TableModel(Scene scene) {
        this(
                scene.request,
                scene.resource,
                (List<Map<String, Object>>) (List<?>) scene.consents,
                scene.patients,
                scene.parties);
    }

    TableModel(
            Map<String, Object> request,
            Map<String, Object> resource,
            List<Map<String, Object>> consents,
            Map<String, Object> patients,
            Map<String, Object> parties) {
        this.q = request;
        this.r = resource;
        this.consents = consents;
        this.patients = patients;
        this.parties = parties;
        this.at = moment(q.get("at"));
    }

    private static boolean in(String words, Object word) {
        return (" " + words + " ").contains(" " + word + " ");
    }

    private static Instant moment(Object text) {
        return MOMENTS.computeIfAbsent(
                (String) text, written -> OffsetDateTime.parse(written).toInstant());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return value == null ? Map.of() : (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> all(Map<String, Object> from, String key) {
        return (List<Object>) from.getOrDefault(key, List.of());
    }

    private static List<String> each(List<Object> objects, String key) {
        return objects.stream().map(o -> (String) map(o).get(key)).toList();
    }

    String rule() {
        boolean own = r.get("authorOrg").equals(q.get("org"));
        Object category = r.get("category");
        if (!q.containsKey("org") || !G4.containsKey(String.valueOf(q.get("orgCategory")))) return "G1";
        if (!in(PROFESSIONALS + " administrative system", q.get("role")) || !in(PURPOSES, q.get("purpose")))
            return "G1";
        if (!patients.containsKey(q.get("patient")) || !q.get("patient").equals(r.get("patient"))) return "G2";
        if (!in(CLINICAL + " administrative consent audit", category)) return "G3";
        if (!in(G4.get(q.get("orgCategory")), q.get("purpose"))) return "G4";
        boolean consultationBySystem = q.get("role").equals("system") && category.equals("consultation");
        if (in(CLINICAL, category) && !in(PROFESSIONALS, q.get("role")) && !consultationBySystem) return "G5";
        if (in("consent audit", category) && !own) return "G6";
        if ("entered-in-error".equals(r.get("status")) && !own) return "G7";
        if (own && !q.get("purpose").equals("HRESCH")) return "O1";
        return afterGuards();
    }

    private String afterGuards() {
        String purpose = (String) q.get("purpose");
        List<Found> found = run(purpose);
        List<Found> standing = standing(found);
        if (standing.stream().noneMatch(Found::targeted)) {
            for (Object task : all(q, "tasks")) {
                String opened = task(map(task));
                if (!opened.isEmpty()) return opened;
            }
        }
        String rule;
        if (!standing.isEmpty()) {
            rule = "D2";
        } else if (found.stream().anyMatch(Found::permit)) {
            boolean needs = in("TREAT CAREMGT COC", purpose)
                    || purpose.equals("ETREAT") && q.get("orgCategory").equals("gp");
            return needs && !in("treatment locum", q.get("relation")) ? "P1" : "D3";
        } else {
            rule = "X1";
        }
        boolean eligible = purpose.equals("ETREAT")
                && in("triage emergency", q.get("orgCategory"))
                && in("physician nurse triagist", q.get("role"))
                && Boolean.TRUE.equals(q.get("breakGlassAuthorised"))
                && level() <= LEVELS.indexOf('R');
        if (!eligible) return rule;
        if (!standing(run("BTG")).isEmpty()) return "B1";
        return declared(map(q.get("breakGlass"))) ? "B2" : "B3";
    }

    private boolean declared(Map<String, Object> d) {
        return d.containsKey("declaredAt")
                && !moment(d.get("declaredAt")).isAfter(at)
                && at.isBefore(moment(d.get("declaredAt")).plusSeconds(4 * 3600))
                && in("unable-to-consent vital-interest", d.get("ground"))
                && List.of("user", "org", "patient").stream()
                        .allMatch(k -> d.containsKey(k) && d.get(k).equals(q.get(k)))
                && String.valueOf(d.get("reason"))
                                .replaceAll("[\\p{Z}\\p{Cf}\\p{Cc}]", "")
                                .codePointCount(
                                        0,
                                        String.valueOf(d.get("reason"))
                                                .replaceAll("[\\p{Z}\\p{Cf}\\p{Cc}]", "")
                                                .length())
                        >= 10;
    }

    private String task(Map<String, Object> t) {
        String me = r.get("type") + "/" + r.get("id");
        Instant authored = moment(t.get("authoredOn"));
        if (!t.get("for").equals(q.get("patient")) || !in(TF, q.get("purpose")) || level() > LEVELS.indexOf('R'))
            return "";
        if (authored.isAfter(at)) return "";
        boolean forUs = t.get("owner").equals(q.get("org"))
                && t.get("requester").equals(r.get("authorOrg"))
                && all(t, "references").contains(me)
                && within(map(t.get("restriction")), at)
                && at.isBefore(authored.plusSeconds(90L * 24 * 3600));
        if (forUs && in(OPEN, t.get("status"))) return "T1";
        if (forUs && t.get("status").equals("completed") && t.containsKey("ended")) {
            Instant ended = moment(t.get("ended"));
            if (!ended.isAfter(at) && at.isBefore(ended.plusSeconds(24 * 3600))) return "T2";
        }
        boolean ours = t.get("requester").equals(q.get("org"))
                && t.get("owner").equals(r.get("authorOrg"))
                && all(t, "outputs").contains(me)
                && in(OPEN + " completed", t.get("status"));
        return ours ? "T3" : "";
    }

    /** The end counts with its second. */
    private static boolean within(Map<String, Object> period, Instant when) {
        return (!period.containsKey("start") || !when.isBefore(moment(period.get("start"))))
                && (!period.containsKey("end")
                        || when.isBefore(moment(period.get("end")).plusSeconds(1)));
    }

    private int level() {
        int own = LEVELS.indexOf((String) r.getOrDefault("confidentiality", "R"));
        return all(r, "sensitivity").isEmpty() ? own : Math.max(own, LEVELS.indexOf('R'));
    }

    // ---- which consents

    private List<Found> run(String purpose) {
        List<Found> found = new ArrayList<>();
        List<Map<String, Object>> versions = consents.stream()
                .filter(c -> map(c.get("patient")).get("reference").equals(q.get("patient")))
                .filter(c -> map(all(map(c.get("scope")), "coding").get(0))
                        .get("code")
                        .equals("patient-privacy"))
                .filter(c -> in("active inactive", c.get("status")))
                .toList();
        for (Map<String, Object> c : versions) {
            boolean replaced = versions.stream().anyMatch(v -> v != c && replaces(v, c));
            List<String> holders = each(all(c, "organization"), "reference");
            boolean holds = holders.isEmpty()
                    || holders.contains("Organization/region")
                    || holders.contains(r.get("authorOrg"));
            boolean inForce = within(map(map(c.get("provision")).get("period")), at);
            if (c.get("status").equals("inactive") || replaced || !holds || !inForce) continue;
            if (isC5(c)) {
                if (!purpose.equals("BTG")) found.add(new Found(false, false, null, true));
                continue;
            }
            boolean own = signers(c).contains(q.get("patient"));
            for (Found one : results(List.of(map(c.get("provision"))), purpose)) {
                one.rank()[0] = holders.contains(r.get("authorOrg")) ? 1 : 0;
                if (one.permit() && !counts(c, holders)) continue;
                if (!one.permit() && lapsed(c)) continue;
                boolean mine = own && (one.permit() || !incapable(c));
                found.add(new Found(one.permit(), one.targeted(), one.rank(), mine));
            }
        }
        return found;
    }

    private static boolean isC5(Map<String, Object> c) {
        return c.containsKey("modifierExtension") || !c.containsKey("provision") || !typed(map(c.get("provision")), 1);
    }

    private static boolean typed(Map<String, Object> p, int depth) {
        return in("permit deny", p.get("type"))
                && depth <= 3
                && all(p, "provision").stream().allMatch(x -> typed(map(x), depth + 1));
    }

    private static boolean refuses(Map<String, Object> p) {
        return p.get("type").equals("deny") || all(p, "provision").stream().anyMatch(x -> refuses(map(x)));
    }

    private boolean replaces(Map<String, Object> v, Map<String, Object> x) {
        if (all(v, "identifier").stream().noneMatch(all(x, "identifier")::contains)) return false;
        boolean inactive = v.get("status").equals("inactive");
        boolean plain = !isC5(x) && !refuses(map(x.get("provision")));
        boolean later;
        if (!v.containsKey("dateTime")) {
            later = inactive;
        } else if (!x.containsKey("dateTime") || moment(v.get("dateTime")).isAfter(at)) {
            later = false;
        } else {
            // Seconds that overlap are equal here: all moments of the tables are whole seconds.
            int order = moment(v.get("dateTime")).compareTo(moment(x.get("dateTime")));
            later = order > 0 || inactive && order == 0;
        }
        if (!later) return false;
        if (plain && inactive) return true;
        return !isC5(v) && (plain || signed(v));
    }

    private List<String> signers(Map<String, Object> c) {
        return each(all(c, "performer"), "reference");
    }

    private boolean counts(Map<String, Object> c, List<String> holders) {
        return !holders.isEmpty()
                && each(all(c, "policy"), "uri").contains("urn:policy:regional-exchange:v1")
                && c.containsKey("dateTime")
                && !moment(c.get("dateTime")).isAfter(at)
                && signed(c);
    }

    private int age() {
        String birth = (String) map(patients.get(q.get("patient"))).get("birthDate");
        if (birth == null) return -1;
        String today = at.atZone(ZoneId.of("Europe/Amsterdam")).toLocalDate().toString();
        int years = Integer.parseInt(today.substring(0, 4)) - Integer.parseInt(birth.substring(0, 4));
        return today.substring(5).compareTo(birth.substring(5)) < 0 ? years - 1 : years;
    }

    private boolean incapable(Map<String, Object> c) {
        return c.containsKey("dateTime")
                && all(map(patients.get(q.get("patient"))), "incapable").stream()
                        .anyMatch(i -> within(map(i), moment(c.get("dateTime"))));
    }

    private boolean signed(Map<String, Object> c) {
        int age = age();
        boolean self = signers(c).contains(q.get("patient"));
        Set<Object> who = signers(c).stream()
                .map(ref -> map(parties.get(ref)))
                .filter(p -> q.get("patient").equals(p.get("for")))
                .filter(p -> c.containsKey("dateTime")
                        ? within(map(p.get("authority")), moment(c.get("dateTime")))
                        : map(p.get("authority")).isEmpty())
                .map(p -> p.get("relationship"))
                .collect(Collectors.toSet());
        boolean parent = who.contains("parent") || who.contains("guardian");
        if (age < 0) return false;
        if (age < 12) return parent;
        if (age < 16) return parent && (self || incapable(c));
        return self || incapable(c) && who.stream().anyMatch(w -> in(FROM_16, w));
    }

    private boolean lapsed(Map<String, Object> c) {
        boolean parentsOnly = !signers(c).isEmpty()
                && signers(c).stream()
                        .map(ref -> map(parties.get(ref)))
                        .allMatch(p ->
                                q.get("patient").equals(p.get("for")) && in("parent guardian", p.get("relationship")));
        return age() >= 16 && parentsOnly && !incapable(c);
    }

    // ---- one consent

    /** The chain is the provision and those above it, outermost first; an element is that of the nearest that has it. */
    private List<Found> results(List<Map<String, Object>> chain, String purpose) {
        Map<String, Object> p = chain.get(chain.size() - 1);
        List<Found> below = new ArrayList<>();
        for (Object child : all(p, "provision")) {
            List<Map<String, Object>> longer = new ArrayList<>(chain);
            longer.add(map(child));
            below.addAll(results(longer, purpose));
        }
        if (below.stream().anyMatch(f -> !f.permit()))
            return below.stream().filter(f -> !f.permit()).toList();
        if (!below.isEmpty()) return below;
        Map<String, Object> merged = new HashMap<>();
        chain.forEach(merged::putAll);
        return test(merged, p.get("type").equals("permit"), purpose);
    }

    private List<Found> test(Map<String, Object> m, boolean permit, String purpose) {
        int actor = actor(m, permit, purpose);
        int data = data(m, permit, purpose);
        boolean hit = actor >= 0
                && data >= 0
                && purposeHit(m, permit, purpose)
                && label(m, permit, purpose)
                && (!m.containsKey("class")
                        || hits(each(all(m, "class"), "code"), Set.of(r.get("type"), r.get("category"))))
                && (!m.containsKey("code") || hits(concepts(m, "code"), new HashSet<>(all(r, "codes"))))
                && (!m.containsKey("action") || hits(concepts(m, "action"), Set.of("access")))
                && dated(m, permit, purpose)
                && within(map(m.get("period")), at);
        if (!hit) return List.of();
        boolean labels = m.containsKey("securityLabel")
                && (!permit || each(all(m, "securityLabel"), "code").stream().noneMatch(c -> LEVELS.contains(c)));
        int listed =
                m.containsKey("class") || m.containsKey("code") || labels ? 2 : m.containsKey("dataPeriod") ? 1 : 0;
        List<String> codes = each(all(m, "purpose"), "code");
        int context = !m.containsKey("purpose")
                ? 0
                : purpose.equals("BTG") ? (codes.contains("BTG") ? 1 : 0) : codes.contains("TREAT") ? 0 : 1;
        boolean targeted = !permit
                && (actor >= 2
                        || List.of("securityLabel", "class", "code", "data", "dataPeriod").stream()
                                .anyMatch(m::containsKey));
        return List.of(new Found(permit, targeted, new int[] {0, actor, Math.max(listed, data), context}, false));
    }

    private static boolean hits(List<String> listed, Set<Object> present) {
        return listed.stream().anyMatch(present::contains);
    }

    private static List<String> concepts(Map<String, Object> m, String key) {
        return all(m, key).stream()
                .flatMap(x -> each(all(map(x), "coding"), "code").stream())
                .toList();
    }

    /** The rank, or -1. */
    private int actor(Map<String, Object> m, boolean permit, String purpose) {
        if (!m.containsKey("actor"))
            return !permit || in("gp disability-care triage emergency", q.get("orgCategory")) ? 0 : -1;
        int best = -1;
        for (Object a : all(m, "actor")) {
            String ref = (String) map(map(a).get("reference")).get("reference");
            int one;
            if (ref.startsWith("Organization/")) {
                one = ref.equals(q.get("org")) || all(q, "orgPartOf").contains(ref) ? 2 : -1;
            } else if (ref.startsWith("Practitioner/")) {
                one = q.containsKey("user") ? (ref.equals(q.get("user")) ? 3 : -1) : permit ? -1 : 3;
            } else if (ref.startsWith("Group/cat-") && G4.containsKey(ref.substring(10))) {
                one = ref.substring(10).equals(q.get("orgCategory")) ? 1 : -1;
            } else {
                one = permit || purpose.equals("BTG") ? -1 : 3;
            }
            best = Math.max(best, one);
        }
        return best;
    }

    private static boolean purposeHit(Map<String, Object> m, boolean permit, String purpose) {
        if (!m.containsKey("purpose")) return !permit || in(TF, purpose);
        List<String> codes = each(all(m, "purpose"), "code");
        return codes.contains(purpose)
                || codes.contains("TREAT") && in(TF, purpose)
                || !permit && purpose.equals("BTG") && (codes.contains("TREAT") || codes.contains("ETREAT"));
    }

    private boolean label(Map<String, Object> m, boolean permit, String purpose) {
        if (!m.containsKey("securityLabel")) return !permit || level() <= LEVELS.indexOf('N');
        List<String> codes = each(all(m, "securityLabel"), "code");
        IntStream levels = codes.stream().filter(c -> c.length() == 1).mapToInt(LEVELS::indexOf);
        List<String> s = codes.stream().filter(c -> c.length() > 1).toList();
        List<Object> has = all(r, "sensitivity");
        if (permit) {
            boolean covered =
                    has.stream().allMatch(h -> s.stream().anyMatch(l -> l.equals(h) || WITHIN.contains(l + ">" + h)));
            return level() <= levels.max().orElse(-1) || !has.isEmpty() && level() <= LEVELS.indexOf('R') && covered;
        }
        boolean carried = !purpose.equals("BTG") || r.containsKey("confidentiality") || !has.isEmpty();
        boolean touched = has.stream()
                .anyMatch(h -> s.stream()
                        .anyMatch(l -> l.equals(h) || WITHIN.contains(l + ">" + h) || WITHIN.contains(h + ">" + l)));
        return carried && level() >= levels.min().orElse(99) || touched;
    }

    /** 0 when not listed, -1 when nothing matches, else the rank. */
    private int data(Map<String, Object> m, boolean permit, String purpose) {
        if (!m.containsKey("data")) return 0;
        int best = -1;
        for (Object entry : all(m, "data")) {
            Object ref = map(map(entry).get("reference")).get("reference");
            String me = r.get("type") + "/" + r.get("id");
            boolean related = ref.equals(me) || all(r, "related").contains(ref);
            boolean author = ref.equals(r.get("authorOrg")) || ref.equals(r.get("author"));
            best = Math.max(
                    best,
                    switch ((String) map(entry).get("meaning")) {
                        case "instance" -> ref.equals(me) ? 3 : -1;
                        case "related" -> related ? 3 : -1;
                        case "authoredby" -> author ? 2 : -1;
                        default -> permit || purpose.equals("BTG") ? -1 : 3;
                    });
        }
        return best;
    }

    private boolean dated(Map<String, Object> m, boolean permit, String purpose) {
        if (!m.containsKey("dataPeriod")) return true;
        if (!r.containsKey("date")) return !permit && !purpose.equals("BTG");
        return within(map(m.get("dataPeriod")), moment(r.get("date")));
    }

    // ---- between consents

    private static List<Found> standing(List<Found> found) {
        return found.stream()
                .filter(d -> !d.permit())
                .filter(d -> found.stream().noneMatch(p -> p.permit() && beats(p, d)))
                .toList();
    }

    private static boolean beats(Found p, Found d) {
        if (d.rank() == null || d.mine() && !p.mine()) return false;
        int more = 0;
        for (int i = 0; i < 4; i++) {
            if (p.rank()[i] < d.rank()[i]) return false;
            more += p.rank()[i] - d.rank()[i];
        }
        return more > 0;
    }
}
