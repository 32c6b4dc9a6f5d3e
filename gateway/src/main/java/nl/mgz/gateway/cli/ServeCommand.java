package nl.mgz.gateway.cli;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
        name = "serve",
        description =
                "Runs the gateway against the PostgreSQL that the configuration names (MGZ_DATABASE_URL and so on; see docs/configuration.md).",
        mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        Optional<ClassArchive> archive = ClassArchive.asked();
        try {
            Running running = Running.start(Map.of(), () -> archive.ifPresent(ClassArchive::close));
            System.err.println("The gateway serves FHIR on port " + running.port() + ".");
            archive.ifPresent(ClassArchive::begin);
            return 0;
        } catch (RuntimeException e) {
            archive.ifPresent(ClassArchive::close);
            return Failures.tell(e);
        }
    }
}
