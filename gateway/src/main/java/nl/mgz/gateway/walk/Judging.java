package nl.mgz.gateway.walk;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import nl.mgz.gateway.audit.RequestTrail;
import nl.mgz.gateway.consent.emergency.Judgement;
import nl.mgz.gateway.consent.emergency.Reviews;
import nl.mgz.gateway.fhir.FhirRepository;
import nl.mgz.gateway.identity.Caller;
import nl.mgz.gateway.identity.OrganizationKind;
import nl.mgz.gateway.identity.Person;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code POST Task/[id]/$judge}: whether the glass was rightly broken. Said once, by the privacy officer of the holder or by who
 * watches over privacy in the region.
 */
@Component
class Judging {

    private final Reviews reviews;
    private final FhirRepository repository;
    private final TransactionTemplate transaction;

    Judging(Reviews reviews, FhirRepository repository, PlatformTransactionManager transactions) {
        this.reviews = reviews;
        this.repository = repository;
        this.transaction = new TransactionTemplate(transactions);
    }

    Task judge(IIdType id, @Nullable Parameters body, RequestDetails request) {
        Caller caller = FrontDoor.caller(request);
        Reviews.Review review = reviews.find(id.getIdPart())
                .filter(one -> mayJudge(one, caller))
                .orElseThrow(ErrorMapping::notFound);
        Judgement judgement = judgement(body, caller, request);
        if (review.judged()) {
            throw alreadyJudged();
        }
        RequestTrail trail = Trails.of(request).orElseThrow();
        trail.judged(judgement.outcome().code(), judgement.text());
        request.getUserData().put(BreakGlass.WORKFLOW, true);
        transaction.executeWithoutResult(status -> {
            Task task = (Task) repository.read(id.toUnqualifiedVersionless(), request);
            if (!reviews.judge(judgement, task)) {
                throw alreadyJudged();
            }
            repository.update(task, request);
        });
        return (Task) repository.read(id.toUnqualifiedVersionless(), request);
    }

    /** Nobody judges its own emergency, in whatever role. */
    private static boolean mayJudge(Reviews.Review review, Caller caller) {
        String organization = caller.organization().value();
        return review.holder().equals(organization)
                || (caller.kind() == OrganizationKind.PRIVACY
                        && !review.declarer().equals(organization));
    }

    private Judgement judgement(@Nullable Parameters body, Caller caller, RequestDetails request) {
        OperationBody parameters = OperationBody.of(body, request);
        String outcomes = "justified or not-justified";
        Judgement.Outcome outcome = Judgement.Outcome.of(parameters.text("outcome", outcomes))
                .orElseThrow(() -> OperationBody.invalid("outcome", outcomes));
        String wanted = "why, in your own words; the patient will read it";
        String text = parameters.text("text", wanted);
        if (!reviews.isText(text) || text.length() > OperationBody.LONGEST_TEXT) {
            throw OperationBody.invalid("text", wanted + ", in 10 to " + OperationBody.LONGEST_TEXT + " signs");
        }
        Person judge = caller.person()
                .filter(person -> isOfficer(person, caller))
                .orElseThrow(() -> Refusal.of(
                                ErrorCode.NOT_ALLOWED,
                                "A privacy officer judges: the token has to name who does (person_id), for the holder of the data in"
                                        + " the role functionaris-gegevensbescherming")
                        .asException());
        return new Judgement(outcome, text, judge, caller.organization());
    }

    /** Of a partner that is registered as watching over privacy everybody is; of a holder who has that role by its token. */
    private static boolean isOfficer(Person person, Caller caller) {
        return caller.kind() == OrganizationKind.PRIVACY
                || (Judgement.OFFICER_SYSTEM + "|" + Judgement.OFFICER).equals(person.role());
    }

    private static RuntimeException alreadyJudged() {
        return Refusal.of(ErrorCode.ALREADY_JUDGED, "This review has been judged, and the judgement stands")
                .asException();
    }
}
