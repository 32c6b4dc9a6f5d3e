package nl.mgz.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import nl.mgz.gateway.SettingsTable.Row;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DataObjectPropertyName;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.type.filter.AnnotationTypeFilter;

class ConfigurationDocumentedTest {

    private final SettingsTable documented = SettingsTable.read();

    @Test
    void everySettingOfOursHasARow() {
        assertThat(settings().keySet())
                .hasSizeGreaterThan(10)
                .allSatisfy(setting ->
                        assertThat(documented.find(setting)).as(setting).isPresent());
    }

    @Test
    void noRowNamesASettingThatIsNotThere() {
        assertThat(documented.rows())
                .extracting(Row::setting)
                .filteredOn(setting -> setting.startsWith("mgz."))
                .isSubsetOf(settings().keySet());
    }

    @Test
    void noSettingHasTwoRows() {
        assertThat(documented.rows()).extracting(Row::setting).doesNotHaveDuplicates();
    }

    @Test
    void theDocumentedDefaultIsTheOneThatCounts() {
        assertThat(settings())
                .allSatisfy((setting, fallback) -> assertThat(documented.find(setting))
                        .as(setting)
                        .get()
                        .extracting(Row::fallback)
                        .isEqualTo(fallback));
    }

    @Test
    void theDocumentedVariableIsTheOneThatSpringReads() {
        assertThat(documented.rows())
                .filteredOn(row -> !row.setting().contains("*"))
                .allSatisfy(row -> assertThat(row.variable()).isEqualTo(SettingsTable.variableOf(row.setting())));
    }

    @Test
    void whatTheApplicationSetsItselfIsDocumentedWithItsValue() {
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ClassPathResource("application.yaml"));
        Map<String, String> set = new LinkedHashMap<>();
        yaml.getObject().forEach((name, value) -> set.put(name.toString(), value.toString()));
        set.keySet().removeIf(name -> name.startsWith("logging.level."));

        assertThat(set)
                .isNotEmpty()
                .allSatisfy((setting, value) -> assertThat(documented.find(setting))
                        .as(setting)
                        .get()
                        .extracting(Row::fallback)
                        .isEqualTo(value));
    }

    /** Each setting that a record of ours binds, with its default; empty where it has none. */
    private static Map<String, String> settings() {
        ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
        scan.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
        Map<String, String> settings = new LinkedHashMap<>();
        scan.findCandidateComponents("nl.mgz.gateway").forEach(found -> {
            Class<?> type = load(found.getBeanClassName());
            String prefix = type.getAnnotation(ConfigurationProperties.class).value();
            components(prefix, type).forEach(one -> settings.put(one.name(), one.fallback()));
        });
        return settings;
    }

    private record Setting(String name, String fallback) {}

    private static Stream<Setting> components(String prefix, Class<?> record) {
        assertThat(record.isRecord()).as("%s is a record", record).isTrue();
        // @DefaultValue stands on the parameters of the canonical constructor, which are the components in their order.
        return Stream.of(record.getDeclaredConstructors()[0].getParameters()).flatMap(component -> {
            String name = prefix + "." + DataObjectPropertyName.toDashedForm(component.getName());
            DefaultValue fallback = component.getAnnotation(DefaultValue.class);
            return component.getType().isRecord()
                    ? components(name, component.getType())
                    : Stream.of(new Setting(name, fallback == null ? "" : String.join(",", fallback.value())));
        });
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
