package nl.mgz.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import nl.mgz.gateway.capability.ServedType;
import nl.mgz.gateway.capability.ServedTypes;
import org.junit.jupiter.api.Test;

class SearchParametersDocumentedTest {

    private static final Pattern ROW = Pattern.compile("^\\| `([a-z-]+)` \\| ([A-Za-z, ]+) \\| (.+) \\|$");

    @Test
    void everyParameterThatIsIndexedHasItsTypesAndAReason() throws IOException {
        Map<String, Set<String>> documented = new TreeMap<>();
        for (String line : Files.readAllLines(SettingsTable.root().resolve("docs/search-parameters.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                assertThat(row.group(3)).as(row.group(1)).isNotBlank();
                documented.put(row.group(1), new TreeSet<>(Set.of(row.group(2).split(", "))));
            }
        }
        assertThat(documented).isEqualTo(served());
    }

    private static Map<String, Set<String>> served() {
        Map<String, Set<String>> served = new TreeMap<>();
        for (ServedType type : ServedTypes.all()) {
            type.parameters().stream()
                    .filter(parameter -> !parameter.startsWith("_"))
                    .forEach(parameter -> served.computeIfAbsent(parameter, name -> new TreeSet<>())
                            .add(type.name()));
        }
        return served;
    }
}
