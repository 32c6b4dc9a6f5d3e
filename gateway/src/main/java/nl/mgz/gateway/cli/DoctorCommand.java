package nl.mgz.gateway.cli;

import java.util.List;
import java.util.concurrent.Callable;
import nl.mgz.gateway.fhir.DatabaseCheck;
import nl.mgz.gateway.fhir.DatabaseCheck.Finding;
import nl.mgz.gateway.fhir.DatabaseSettings;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine.Command;

@Command(
        name = "doctor",
        description =
                "Looks at settings, database, rights and schema, changes nothing, and says in one line each what is wrong.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {"0:the gateway can start", "1:something is wrong"})
final class DoctorCommand implements Callable<Integer> {

    @EnableConfigurationProperties(DatabaseSettings.class)
    static class Settings {}

    @Override
    public Integer call() {
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(
                        Settings.class, ConfigurationPropertiesAutoConfiguration.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .run()) {
            List<Finding> findings = DatabaseCheck.of(context.getBean(DatabaseSettings.class));
            findings.forEach(finding -> System.out.println((finding.good() ? "  ok " : "  x  ") + finding.line()));
            return findings.stream().allMatch(Finding::good) ? 0 : 1;
        } catch (RuntimeException e) {
            return Failures.tell(e);
        }
    }
}
