package nl.mgz.gateway.refusal;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;

class StackOfTest {

    @Test
    void aLineNamesWhatWentWrongInWhatAndWhereButNothingThatWasSent() {
        Throwable failure = new DataAccessResourceFailureException(
                "insert for 123456782", new SQLException("too many connections for 123456782", "53300"));
        assertThat(StackOf.inOneLine(failure))
                .startsWith(
                        "DataAccessResourceFailureException < SQLException (SQL state 53300) at nl.mgz.gateway.refusal.StackOfTest.")
                .contains("StackOfTest.java:")
                .doesNotContain("123456782");
    }

    @Test
    void aFailureWithoutACauseIsToldToo() {
        assertThat(StackOf.inOneLine(new IllegalStateException("x"))).startsWith("IllegalStateException at ");
    }
}
