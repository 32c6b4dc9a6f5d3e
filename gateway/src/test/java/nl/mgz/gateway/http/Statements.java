package nl.mgz.gateway.http;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Counts the SQL statements of gateways that were started with {@link #count}, whoever asks for them; but not those of the threads
 * that label and index old resources and tell subscribers, which work for as long as there is work, whatever is measured.
 */
public final class Statements {

    private static final AtomicLong EXECUTED = new AtomicLong();
    private static final int WARM = 20;
    private static final int TIMES = 8;

    private Statements() {}

    /** How many one shot takes once it is warm; of several the least, for others work beside it. */
    public static long of(Rates.Shot shot) throws Exception {
        for (int i = 0; i < WARM; i++) {
            shot.fire();
        }
        Thread.sleep(300);
        long least = Long.MAX_VALUE;
        for (int i = 0; i < TIMES; i++) {
            least = Math.min(least, once(shot));
        }
        return least;
    }

    /** How many one shot takes, together with whatever runs beside it. */
    public static long once(Rates.Shot shot) throws Exception {
        long before = EXECUTED.get();
        shot.fire();
        return EXECUTED.get() - before;
    }

    private static boolean isBeside(Thread thread) {
        String name = thread.getName();
        return name.equals("labels") || name.equals("search-index") || name.startsWith("notify-");
    }

    public static void count(ConfigurableApplicationContext context) {
        context.addBeanFactoryPostProcessor(factory -> factory.addBeanPostProcessor(new BeanPostProcessor() {
            @Override
            public Object postProcessAfterInitialization(Object bean, String name) {
                return bean instanceof DataSource && !Proxy.isProxyClass(bean.getClass())
                        ? counted(bean, DataSource.class)
                        : bean;
            }
        }));
    }

    private static Object counted(Object real, Class<?> type) {
        return Proxy.newProxyInstance(
                Statements.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    if (method.getName().startsWith("execute") && !isBeside(Thread.currentThread())) {
                        EXECUTED.incrementAndGet();
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        boolean wrap = result != null
                                && (method.getReturnType() == Connection.class
                                        || Statement.class.isAssignableFrom(method.getReturnType()));
                        return wrap && !method.getName().equals("unwrap")
                                ? counted(result, method.getReturnType())
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
