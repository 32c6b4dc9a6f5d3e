package nl.mgz.gateway.walk;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.parser.DataFormatException;
import ca.uhn.fhir.rest.server.exceptions.InternalErrorException;
import java.lang.reflect.InvocationTargetException;
import nl.mgz.gateway.refusal.ErrorCode;
import org.junit.jupiter.api.Test;

class ErrorMappingTest {

    private static ErrorCode codeOf(Throwable inside) {
        return ErrorMapping.refusal(new InternalErrorException(
                        "HAPI-0389: Failed to call access method", new InvocationTargetException(inside)))
                .refusal()
                .code();
    }

    @Test
    void whatGoesWrongInsideAnOperationIsOursAndNotTheBodys() {
        assertThat(codeOf(new IllegalStateException("x"))).isEqualTo(ErrorCode.INTERNAL);
        assertThat(codeOf(new NullPointerException())).isEqualTo(ErrorCode.INTERNAL);
    }

    @Test
    void aBodyThatCannotBeReadInsideAnOperationIsTheSenders() {
        assertThat(codeOf(new DataFormatException("x"))).isEqualTo(ErrorCode.NOT_PARSEABLE);
    }
}
