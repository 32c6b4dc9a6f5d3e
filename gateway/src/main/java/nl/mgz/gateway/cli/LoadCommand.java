package nl.mgz.gateway.cli;

import ca.uhn.fhir.context.FhirContext;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import nl.mgz.gateway.loading.FhirEndpoint;
import nl.mgz.gateway.loading.Loader;
import nl.mgz.gateway.loading.Outcome;
import nl.mgz.gateway.loading.ResourceFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "load",
        description =
                "Sends resources and Bundles to a running gateway: single resources as one transaction for each patient.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:all accepted",
            "1:something was refused, and the table says why",
            "2:the gateway could not be reached"
        })
@SuppressWarnings("NullAway.Init")
final class LoadCommand implements Callable<Integer> {

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|DIR",
            description = "FHIR R4 files (.json, .xml), or folders of them.")
    private List<Path> paths;

    @Mixin
    private CallerOptions caller;

    @Override
    public Integer call() throws IOException {
        FhirContext context = FhirContext.forR4Cached();
        ResourceFiles files = ResourceFiles.read(context, paths);
        int total = files.items().size() + files.unreadable().size();
        Progress progress = new Progress("Loading", total);
        try {
            List<Outcome> outcomes = new Loader(context, new FhirEndpoint(context, caller.base()), caller.bearer("gp"))
                    .load(files, progress::show);
            return tell(outcomes, files);
        } catch (ConnectException e) {
            System.err.println(
                    "No gateway answers at " + caller.base() + ". Start one with ./mgz sandbox, or name it with --to.");
            return 2;
        } catch (IOException e) {
            System.err.println("Nothing was sent: " + e.getMessage());
            return 2;
        }
    }

    private static int tell(List<Outcome> outcomes, ResourceFiles files) {
        List<Outcome> refused =
                outcomes.stream().filter(outcome -> !outcome.isAccepted()).toList();
        System.out.println((outcomes.size() - refused.size()) + " accepted, " + refused.size() + " refused"
                + (files.definitions() == 0
                        ? ""
                        : ", " + files.definitions() + " definitions passed over (give those as a package)"));
        refused.forEach(
                outcome -> System.out.println("  refused  " + outcome.source() + "\n           " + outcome.reason()));
        return refused.isEmpty() ? 0 : 1;
    }
}
