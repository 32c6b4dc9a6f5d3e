package nl.mgz.gateway.cli;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import nl.mgz.gateway.audit.OperatorTrail;
import nl.mgz.gateway.notify.CatchUp;
import nl.mgz.gateway.notify.DeadLetters;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "notifications",
        description = "Looks after notifications that do not arrive, in the database that the configuration names.",
        mixinStandardHelpOptions = true,
        subcommands = {NotificationsCommand.ListAll.class, NotificationsCommand.Replay.class})
final class NotificationsCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: list or replay");
    }

    @Command(
            name = "list",
            description = {
                "Every subscription with what waits and what was given up (dead); with an id, each of these.",
                "Whom they are about is not shown."
            },
            mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init")
    static final class ListAll implements Callable<Integer> {

        @Parameters(paramLabel = "SUBSCRIPTION", arity = "0..1", description = "Id of a Subscription.")
        private @Nullable String subscription;

        @Mixin
        private OperatorDatabase where;

        @Override
        public Integer call() {
            return where.with(database -> {
                DeadLetters letters = new DeadLetters(database);
                if (subscription == null) {
                    print(letters.lines());
                } else {
                    letters.of(subscription).forEach(ListAll::print);
                }
                return 0;
            });
        }

        private static void print(List<DeadLetters.Line> lines) {
            System.out.printf(
                    "%-36s  %-8s  %-9s  %7s  %5s  %-24s  %-24s  %s%n",
                    "subscription", "URA", "status", "waiting", "dead", "oldest", "fault", "endpoint");
            lines.forEach(one -> System.out.printf(
                    "%-36s  %-8s  %-9s  %7d  %5d  %-24s  %-24s  %s%n",
                    one.subscription(),
                    one.ura(),
                    one.status(),
                    one.waiting(),
                    one.dead(),
                    one.oldest() == null ? "-" : one.oldest(),
                    one.fault() == null ? "-" : one.fault(),
                    one.endpoint()));
        }

        private static void print(CatchUp.Undelivered one) {
            System.out.printf(
                    "%-8s  %-8s  %-24s  %-24s  refused %d times  %s%n",
                    one.number() == null ? "-" : one.number(),
                    one.state(),
                    one.topic().code(),
                    one.at(),
                    one.attempts(),
                    one.fault() == null ? "" : one.fault());
        }
    }

    @Command(
            name = "replay",
            description = "Sends again what was given up, and what waits at once. It is put on record.",
            mixinStandardHelpOptions = true)
    @SuppressWarnings("NullAway.Init")
    static final class Replay implements Callable<Integer> {

        @Parameters(paramLabel = "SUBSCRIPTION", description = "Id of a Subscription, as list shows it.")
        private String subscription;

        @Option(names = "--number", description = "Only this one; may be repeated.")
        private List<Long> numbers = List.of();

        @Mixin
        private OperatorDatabase where;

        @Override
        public Integer call() {
            return where.with(database -> {
                DeadLetters letters = new DeadLetters(database);
                if (letters.lines().stream().noneMatch(one -> one.subscription().equals(subscription))) {
                    throw new IllegalArgumentException(
                            "There is no such subscription: ./mgz notifications list shows them");
                }
                int[] count = new int[1];
                new OperatorTrail(database, Clock.systemUTC())
                        .recorded("notifications-replayed", Map.of("subscription", subscription), () -> {
                            count[0] = letters.replay(
                                    subscription,
                                    new TreeSet<>(numbers),
                                    Clock.systemUTC().instant());
                        });
                System.out.println(count[0] + " notifications are sent again.");
                return 0;
            });
        }
    }
}
