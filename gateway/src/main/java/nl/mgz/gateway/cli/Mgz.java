package nl.mgz.gateway.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line of the gateway. */
@Command(
        name = "mgz",
        description = "The MGZ Gateway: a FHIR R4 server in the middle of a region.",
        mixinStandardHelpOptions = true,
        version = "mgz-gateway 0.1.0-SNAPSHOT",
        subcommands = {
            SandboxCommand.class,
            ServeCommand.class,
            DoctorCommand.class,
            ValidateCommand.class,
            LoadCommand.class,
            PersonasCommand.class,
            TokenCommand.class,
            KeyCommand.class,
            PartnerCommand.class,
            AuditCommand.class,
            VerifyAuditCommand.class,
            WitnessCommand.class,
            AccessLogCommand.class,
            NotificationsCommand.class,
            DossierCommand.class,
            DemoCommand.class,
        })
public final class Mgz implements Runnable {

    @Spec
    private CommandSpec spec;

    @SuppressWarnings("NullAway.Init")
    Mgz() {}

    public static void main(String[] arguments) {
        int status = commandLine().execute(arguments);
        if (status != 0 || !Running.serves()) {
            System.exit(status);
        }
    }

    static CommandLine commandLine() {
        return new CommandLine(new Mgz()).setCaseInsensitiveEnumValuesAllowed(true);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do, for example: ./mgz sandbox");
    }
}
