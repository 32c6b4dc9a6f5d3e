package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;

/** Task, and the judgement of broken glass. */
public class TaskProvider extends ServedResourceProvider<Task> {

    private final Judging judging;

    TaskProvider(RequestWalk walk, Judging judging) {
        super(Task.class, walk);
        this.judging = judging;
    }

    /** Whether the glass was rightly broken. */
    @Operation(name = "$judge")
    public Task judge(@IdParam IIdType id, @ResourceParam @Nullable Parameters body, RequestDetails request) {
        return judging.judge(id, body, request);
    }
}
