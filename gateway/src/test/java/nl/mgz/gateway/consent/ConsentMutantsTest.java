package nl.mgz.gateway.consent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/**
 * Whether the fast tests of the rules notice each small change of them: the mutants that the profile {@code mutation} writes
 * to files, each loaded in the place of its class. That profile would run them itself, by redefining classes in a running
 * JVM; OpenJDK 17.0.15 and 25.0.3 crash on that with records.
 */
@EnabledIfSystemProperty(named = "consent.mutants", matches = ".+")
class ConsentMutantsTest {

    private static final double WANTED = 0.95;
    private static final int LONGEST_SECONDS = 120;
    private static final List<Class<?>> TESTS = List.of(
            DeciderTest.class,
            RulesTest.class,
            PolicySettingsTest.class,
            FhirDateTest.class,
            MalformedInputTest.class,
            ConsentExamplesTest.class,
            StandingTest.class);

    @Test
    void theTestsNoticeAlmostEveryMutant() throws Exception {
        assertThat(isNoticed(null, new byte[0])).as("without any change").isFalse();
        List<Path> mutants = mutants(Path.of(System.getProperty("consent.mutants")));
        List<String> survivors = new ArrayList<>();
        for (Path mutant : mutants) {
            String name = mutant.getFileName().toString().replaceAll("\\.class$", "");
            if (!isNoticed(name, Files.readAllBytes(mutant))) {
                survivors.add(what(mutant));
            }
        }
        int killed = mutants.size() - survivors.size();
        System.out.printf(
                "ConsentMutantsTest: %d of %d mutants killed, %.1f%%%n",
                killed, mutants.size(), 100.0 * killed / mutants.size());
        survivors.forEach(survivor -> System.out.println("  survived: " + survivor));
        assertThat((double) killed / mutants.size()).isGreaterThanOrEqualTo(WANTED);
    }

    private static List<Path> mutants(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".class"))
                    .filter(file -> file.getParent().getParent().endsWith("mutants"))
                    .sorted()
                    .toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }

    private static String what(Path mutant) throws IOException {
        Path details = mutant.resolveSibling("details.txt");
        return mutant.getFileName()
                + (Files.exists(details)
                        ? Files.readString(details)
                                .replaceAll(
                                        "(?s).*method=(\\w+|<init>).*mutators\\.([\\w.]+).*lineNumber=(\\d+).*",
                                        " $1 $3 $2")
                        : "");
    }

    /** Loads the rules and their tests anew, with one class in another form. A test that does not end noticed it too. */
    private static boolean isNoticed(@Nullable String name, byte[] mutant) throws Exception {
        URL[] folders = {location(ConsentRules.class), location(RulesTest.class)};
        try (URLClassLoader loader = new Loader(folders, name, mutant)) {
            return inTime(loader, () -> {
                for (Class<?> test : TESTS) {
                    if (fails(loader.loadClass(test.getName()))) {
                        return true;
                    }
                }
                return false;
            });
        }
    }

    private static URL location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    private static boolean fails(Class<?> test) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(selectClass(test))
                .build();
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        LauncherFactory.create().execute(request, listener);
        return listener.getSummary().getTotalFailureCount() > 0;
    }

    private static boolean inTime(ClassLoader loader, Callable<Boolean> work) throws InterruptedException {
        ExecutorService thread = Executors.newSingleThreadExecutor(runnable -> {
            Thread one = new Thread(runnable, "mutant");
            one.setDaemon(true);
            one.setContextClassLoader(loader);
            return one;
        });
        Future<Boolean> result = thread.submit(work);
        try {
            return result.get(LONGEST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return true;
        } finally {
            thread.shutdownNow();
        }
    }

    /** Has the package of the rules for itself and takes the rest from above. */
    private static final class Loader extends URLClassLoader {

        private static final String OURS = "nl.mgz.gateway.consent.";

        private final @Nullable String changed;
        private final byte[] mutant;

        Loader(URL[] folders, @Nullable String changed, byte[] mutant) {
            super(folders, ConsentMutantsTest.class.getClassLoader());
            this.changed = changed;
            this.mutant = mutant;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(OURS)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : findClass(name);
            }
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            return name.equals(changed) ? defineClass(name, mutant, 0, mutant.length) : super.findClass(name);
        }
    }
}
