package nl.mgz.gateway.cli;

import java.util.concurrent.Callable;
import nl.mgz.gateway.sandbox.SandboxPartners;
import picocli.CommandLine.Command;

@Command(
        name = "personas",
        description = "Lists who you can be in the sandbox: organisation, kind, person, and what each is for.",
        mixinStandardHelpOptions = true)
final class PersonasCommand implements Callable<Integer> {

    @Override
    public Integer call() {
        System.out.println(SandboxPartners.table());
        return 0;
    }
}
