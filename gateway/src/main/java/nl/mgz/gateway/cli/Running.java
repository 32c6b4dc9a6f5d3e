package nl.mgz.gateway.cli;

import java.util.Map;
import nl.mgz.gateway.GatewayApplication;
import nl.mgz.gateway.validation.StandardDefinitions;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.Banner;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.context.ConfigurableApplicationContext;
import sun.misc.Signal;

/** The one gateway of this process, and its end: requests first, then what it stands on. */
final class Running {

    private static volatile @Nullable Running current;

    private final ConfigurableApplicationContext context;
    private final AutoCloseable afterwards;

    private Running(ConfigurableApplicationContext context, AutoCloseable afterwards) {
        this.context = context;
        this.afterwards = afterwards;
    }

    /** @param afterwards closed after the gateway has ended, however it ends */
    static Running start(Map<String, Object> settings, AutoCloseable afterwards) {
        ConfigurableApplicationContext context = new SpringApplicationBuilder(GatewayApplication.class)
                .bannerMode(Banner.Mode.OFF)
                .logStartupInfo(false)
                .registerShutdownHook(false)
                // Not before: until then nothing says which log lines may be written.
                .listeners((ApplicationContextInitializedEvent ready) -> StandardDefinitions.readAhead())
                .run(arguments(settings));
        Running running = new Running(context, afterwards);
        current = running;
        running.stopOn("INT");
        running.stopOn("TERM");
        return running;
    }

    /**
     * INVARIANT: not in the thread that gets the signal, which is a daemon. With the last thread of the web server gone the JVM would
     * end in the middle of what is closed afterwards.
     */
    private void stopOn(String signal) {
        Signal.handle(new Signal(signal), got -> {
            Thread stopping = new Thread(() -> stop(0), "stopping");
            stopping.setDaemon(false);
            stopping.start();
        });
    }

    /** As command-line arguments they win over the configuration file, which plain default properties do not. */
    private static String[] arguments(Map<String, Object> settings) {
        return settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
    }

    static boolean serves() {
        return current != null;
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    int port() {
        return Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    /** Ends this process with the gateway and then what it stands on closed. */
    void abort() {
        stop(1);
    }

    private void stop(int status) {
        System.err.println("Stopping.");
        try {
            context.close();
        } finally {
            try {
                afterwards.close();
            } catch (Exception e) {
                System.err.println("What belongs to it did not stop cleanly: " + e.getMessage());
            }
            Runtime.getRuntime().halt(status);
        }
    }
}
