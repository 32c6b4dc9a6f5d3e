package nl.mgz.gateway.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import nl.mgz.gateway.sandbox.ConsentDemo;
import nl.mgz.gateway.sandbox.DayDemo;
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
        subcommands = {DemoCommand.Consent.class, DemoCommand.Day.class})
@SuppressWarnings("NullAway.Init")
final class DemoCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say which story: ./mgz demo consent, or ./mgz demo day");
    }

    @Command(
            name = "consent",
            description = {
                "Who may see what: a refusal, a mentor's yes, a sensitive problem, a withdrawal while somebody reads, two",
                "emergencies, and what the patient reads of it afterwards. In Dutch."
            })
    static final class Consent extends Told {

        @Override
        void play(SandboxPartners partners, String base) throws IOException {
            new ConsentDemo(partners, base, System.out).play();
        }
    }

    @Command(
            name = "day",
            description = {
                "A working day: a record is sent, a carer calls, triage sees everything in one answer and reports, a physician and",
                "a nurse team are asked, the practice asks a colleague, and wishes change. In Dutch."
            })
    static final class Day extends Told {

        @Override
        void play(SandboxPartners partners, String base) throws IOException {
            new DayDemo(partners, base, System.out).play();
        }
    }

    /** A story in the sandbox that listens on a port. */
    @Command(
            mixinStandardHelpOptions = true,
            showDefaultValues = true,
            exitCodeListHeading = "%nExit status:%n",
            exitCodeList = {"0:the story went as told", "1:it did not, and standard error says where"})
    abstract static class Told implements Callable<Integer> {

        @Option(names = "--port", description = "Port of the sandbox.")
        private int port = 8080;

        abstract void play(SandboxPartners partners, String base) throws IOException;

        @Override
        public Integer call() {
            try {
                play(SandboxPartners.running(port), "http://localhost:" + port + "/fhir");
                return 0;
            } catch (IOException e) {
                System.err.println("The story stopped: " + e.getMessage());
                return 1;
            }
        }
    }
}
