package nl.mgz.gateway.http;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Holds what the gateway logs while it is open. The loggers of this JVM's own HTTP client are not the gateway's. */
public final class LogCapture implements AutoCloseable {

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final List<Appender<ILoggingEvent>> silenced = new ArrayList<>();
    private final Map<Logger, Level> levels = new HashMap<>();

    private LogCapture() {
        lines.setContext(context);
        lines.start();
        root.addAppender(lines);
    }

    /** As an operator gets it. */
    public static LogCapture asConfigured() {
        return new LogCapture();
    }

    /** The root and our own loggers at TRACE; those that the product has fixed stay as it fixed them. The console is spared. */
    public static LogCapture atTrace() {
        LogCapture capture = new LogCapture();
        capture.open();
        return capture;
    }

    private void open() {
        root.iteratorForAppenders().forEachRemaining(silenced::add);
        silenced.remove(lines);
        silenced.forEach(root::detachAppender);
        for (Logger logger : List.of(root, context.getLogger("nl.mgz"))) {
            levels.put(logger, logger.getLevel());
            logger.setLevel(Level.TRACE);
        }
    }

    List<String> linesWith(String text) {
        return all().stream().filter(line -> line.contains(text)).toList();
    }

    public List<String> all() {
        return List.copyOf(lines.list).stream()
                .filter(event -> !event.getLoggerName().startsWith("jdk."))
                .map(LogCapture::line)
                .toList();
    }

    private static String line(ILoggingEvent event) {
        String thrown = event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
        return event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage() + " "
                + event.getMDCPropertyMap() + " " + thrown;
    }

    @Override
    public void close() {
        levels.forEach(Logger::setLevel);
        silenced.forEach(root::addAppender);
        root.detachAppender(lines);
        lines.stop();
    }
}
