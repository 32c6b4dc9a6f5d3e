package nl.mgz.gateway.patient;

import static org.assertj.core.api.Assertions.assertThat;

import nl.mgz.gateway.refusal.ElevenTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BsnTest {

    @ParameterizedTest
    @ValueSource(strings = {"999911120", "999998298", "111222333", "172642863", "900186021", "123456782"})
    void takesPublishedTestNumbers(String digits) {
        assertThat(Bsn.parse(digits)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"999900450", "000000000", "12345678A", "1234567", "1234567820", "", " 123456782", "١٢٣٤٥٦٧٨٢"})
    void refusesWhatFailsTheElevenTestOrIsNoNumber(String digits) {
        assertThat(Bsn.parse(digits)).isEmpty();
    }

    @Test
    void eightDigitsAreNineWithAZero() {
        assertThat(Bsn.parse("10000008")).isEqualTo(Bsn.parse("010000008"));
    }

    @Test
    void everySingleWrongDigitIsSeen() {
        String right = "123456782";
        for (int place = 0; place < 9; place++) {
            for (char digit = '0'; digit <= '9'; digit++) {
                if (digit != right.charAt(place)) {
                    assertThat(Bsn.parse(right.substring(0, place) + digit + right.substring(place + 1)))
                            .isEmpty();
                }
            }
        }
    }

    @Test
    void doesNotPrint() {
        assertThat(Bsn.parse("123456782").orElseThrow().toString()).doesNotContain("1", "2", "3");
    }

    @Test
    void isMaskedInATextOfALibrary() {
        assertThat(ElevenTest.mask("value '123456782' of code 129125009."))
                .isEqualTo("value '(number)' of code 129125009.");
        assertThat(ElevenTest.mask("BSN 123456782.")).isEqualTo("BSN (number).");
    }
}
