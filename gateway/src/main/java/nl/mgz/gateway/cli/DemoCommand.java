package nl.mgz.gateway.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import nl.mgz.gateway.sandbox.ConsentDemo;
import nl.mgz.gateway.sandbox.SandboxPartners;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        description = "Plays a story in the running sandbox, with real calls.",
        mixinStandardHelpOptions = true,
        subcommands = DemoCommand.Consent.class)
@SuppressWarnings("NullAway.Init")
final class DemoCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which story: ./mgz demo consent");
    }

    @Command(
            name = "consent",
            description = {
                "Who may see what: a refusal, a mentor's yes, a sensitive problem, a withdrawal while somebody reads, two",
                "emergencies, and what the patient reads of it afterwards. In Dutch."
            },
            mixinStandardHelpOptions = true,
            showDefaultValues = true,
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {"0:the story went as told", "1:it did not, and standard error says where"})
    static final class Consent implements Callable<Integer> {

        @Option(names = "--port", description = "Port of the sandbox.")
        private int port = 8080;

        @Override
        public Integer call() {
            try {
                String base = "http://localhost:" + port + "/fhir";
                new ConsentDemo(SandboxPartners.running(port), base, System.out).play();
                return 0;
            } catch (IOException e) {
                System.err.println("The story stopped: " + e.getMessage());
                return 1;
            }
        }
    }
}
