package nl.mgz.bench.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * What consent, validation, the trail and the pages cost or save: the gateway as it is, then with each of them put aside in turn, then as
 * it is once more. The product has no such switches: classes of {@code src/off} stand before the gateway's own on its class path.
 *
 * <p>Without consent everything is permitted; what is known of a resource and its patient is read all the same, for the pages and the trail
 * rest on it, and is looked at again with the trail. Without the trail nothing is written, and that look is made by those together who come at one moment.
 *
 * <pre>PartsBench --jar=FILE [--data=DIR] [--patients=200] [--seconds=4] [--rounds=3] [--callers=8] [--warm=20] [--off=src/off]</pre>
 */
public final class PartsBench {

    private static final String ALL = "nothing: all is on";

    /** Not those whom a run of the bench pushed, whose numbers are lower. */
    private static final String OF_THE_REGION = " from mgz_patient_identity where bsn >= '999900000'";

    private final Map<String, String> given;
    private final Path jar;
    private final double seconds;
    private final double warm;
    private final int rounds;
    private final int callers;
    private boolean told;

    private PartsBench(Map<String, String> given) {
        this.given = given;
        this.jar = Path.of(given.getOrDefault("jar", "../gateway/target/unpacked/mgz-gateway.jar"));
        this.seconds = Double.parseDouble(given.getOrDefault("seconds", "4"));
        this.warm = Double.parseDouble(given.getOrDefault("warm", "20"));
        this.rounds = Integer.parseInt(given.getOrDefault("rounds", "3"));
        this.callers = Integer.parseInt(given.getOrDefault("callers", "8"));
    }

    public static void main(String[] args) throws Exception {
        Map<String, String> given = Sandbox.given(args);
        PartsBench bench = new PartsBench(given);
        Path off = Path.of(given.getOrDefault("off", "src/off"));
        System.out.printf(Locale.ROOT, "%s. %d callers.%n", Instant.now(), bench.callers);
        bench.measure(ALL, "");
        for (String part : List.of("consent", "validation", "trail", "pages")) {
            bench.measure(part, bench.compiled(off.resolve(part)).toString());
        }
        bench.measure(ALL, "");
        System.exit(0);
    }

    private Path compiled(Path sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IOException("a JDK is needed, and this Java has no compiler");
        }
        Path classes = Files.createTempDirectory("mgz-off");
        List<String> arguments =
                new ArrayList<>(List.of("-proc:none", "-cp", jar.toString(), "-d", classes.toString()));
        try (Stream<Path> files = Files.walk(sources)) {
            files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
        }
        if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
            throw new IOException("the gateway has changed: " + sources + " does not compile against it");
        }
        return classes;
    }

    private void measure(String aside, String before) throws Exception {
        Map<String, String> settings = new LinkedHashMap<>(given);
        settings.put("before", before);
        try (Sandbox sandbox = Sandbox.start(settings)) {
            if (!told) {
                System.out.printf("%n%s%n%n", sandbox.holds());
                System.out.println("| put aside | work | a second (lowest to highest) | p50 ms | p99 ms |");
                System.out.println("| --- | --- | --- | --- | --- |");
                told = true;
            }
            works(sandbox).forEach((work, shot) -> {
                try {
                    measure(aside, work, shot);
                } catch (Exception e) {
                    throw new IllegalStateException(work + " without " + aside, e);
                }
            });
        }
    }

    private void measure(String aside, String work, Load.Shot shot) throws Exception {
        Load.untilSteady(seconds, warm, shot);
        double[][] found = new double[3][rounds];
        for (int i = 0; i < rounds; i++) {
            Load.Round round = Load.round(callers, seconds, shot);
            found[0][i] = round.perSecond();
            found[1][i] = round.p50();
            found[2][i] = round.p99();
        }
        System.out.printf(
                Locale.ROOT,
                "| %s | %s | %.0f (%.0f to %.0f) | %.1f | %.1f |%n",
                aside,
                work,
                Load.median(found[0]),
                Arrays.stream(found[0]).min().orElse(0),
                Arrays.stream(found[0]).max().orElse(0),
                Load.median(found[1]),
                Load.median(found[2]));
    }

    private static Map<String, Load.Shot> works(Sandbox sandbox) throws Exception {
        Calls gp = sandbox.as("gp");
        Calls triage = sandbox.as("triage");
        String own = sandbox.ura("hp-kerkezijl");
        List<String> conditions = own(sandbox, own, "resource_id");
        List<String> patients = own(sandbox, own, "distinct patient_id");
        List<String> shown = Contexts.shown(triage, sandbox.column("select patient_id" + OF_THE_REGION));
        Pushes pushes = Pushes.like(sandbox.database(), patients, gp);
        Map<String, Load.Shot> works = new LinkedHashMap<>();
        works.put("read by id", shot -> gp.get("Condition/" + conditions.get(shot % conditions.size())));
        works.put(
                "search Condition by patient, page of 20",
                shot -> gp.get("Condition?_count=20&patient=" + patients.get(shot % patients.size())));
        works.put("triage context", shot -> Contexts.ask(triage, shown.get(shot % shown.size())));
        String size = "transaction of %.0f resources, ".formatted(pushes.size());
        works.put(size + "a new patient", pushes::create);
        works.put(size + "the same changed", pushes::update);
        return works;
    }

    private static List<String> own(Sandbox sandbox, String practice, String column) throws Exception {
        return Sql.column(
                sandbox.database(),
                "select " + column + " from mgz_resource_binding where resource_type = 'Condition' and author_ura = ?"
                        + " and patient_id in (select patient_id" + OF_THE_REGION + ")",
                practice);
    }
}
