package nl.mgz.gateway.walk;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import ca.uhn.fhir.rest.api.MethodOutcome;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.param.TokenOrListParam;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.stream.Collectors;
import nl.mgz.gateway.notify.CatchUp;
import nl.mgz.gateway.notify.Subscriptions;
import nl.mgz.gateway.refusal.ErrorCode;
import nl.mgz.gateway.refusal.Refusal;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.SearchEntryMode;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Subscription;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Requests about subscriptions of the caller's organisation; those of others are not there. */
@Component
class SubscriptionRequests {

    private static final Set<String> ABOUT_THE_FORM = Set.of("_format", "_pretty", "_id", "status");

    private final Subscriptions subscriptions;
    private final CatchUp catchUp;
    private final BodyValidation validation;
    private final Answers answers;

    SubscriptionRequests(Subscriptions subscriptions, CatchUp catchUp, BodyValidation validation, Answers answers) {
        this.subscriptions = subscriptions;
        this.catchUp = catchUp;
        this.validation = validation;
        this.answers = answers;
    }

    MethodOutcome create(Subscription asked, @Nullable String condition, RequestDetails request) {
        if (condition != null && !condition.isBlank()) {
            throw Refusal.of(ErrorCode.NOT_SUPPORTED, "A Subscription is not created on a condition")
                    .asException();
        }
        validation.requireValid(request);
        Subscription made = subscriptions.create(asked, FrontDoor.caller(request));
        MethodOutcome outcome = new MethodOutcome(made.getIdElement(), true);
        outcome.setResource(made);
        return outcome;
    }

    Subscription read(IIdType id, RequestDetails request) {
        return subscriptions.find(id.getIdPart(), FrontDoor.caller(request)).orElseThrow(ErrorMapping::notFound);
    }

    Bundle search(@Nullable TokenOrListParam id, @Nullable TokenOrListParam status, RequestDetails request) {
        request.getParameters().keySet().stream()
                .filter(name -> !ABOUT_THE_FORM.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw Refusal.of(
                                    ErrorCode.PARAMETER_NOT_SUPPORTED,
                                    "A search of Subscriptions takes _id and status: the answer holds all of your own")
                            .asException();
                });
        Set<String> ids = values(id);
        Set<String> states = values(status);
        List<Subscription> found = subscriptions.of(FrontDoor.caller(request)).stream()
                .filter(one -> id == null || ids.contains(one.getIdElement().getIdPart()))
                .filter(one -> status == null || states.contains(one.getStatus().toCode()))
                .toList();
        return answers.searchset(found, List.of(), found.size());
    }

    private static Set<String> values(@Nullable TokenOrListParam parameter) {
        return parameter == null
                ? Set.of()
                : parameter.getValuesAsQueryTokens().stream()
                        .map(one -> String.valueOf(one.getValue()))
                        .collect(Collectors.toSet());
    }

    MethodOutcome delete(IIdType id, RequestDetails request) {
        if (!subscriptions.delete(id.getIdPart(), FrontDoor.caller(request))) {
            throw ErrorMapping.notFound();
        }
        return new MethodOutcome(id);
    }

    Bundle status(IIdType id, RequestDetails request) {
        Parameters status =
                catchUp.status(id.getIdPart(), FrontDoor.caller(request)).orElseThrow(ErrorMapping::notFound);
        Bundle bundle = new Bundle();
        bundle.setType(BundleType.SEARCHSET).setTotal(1);
        bundle.addEntry()
                .setFullUrl("urn:uuid:" + status.getIdPart())
                .setResource(status)
                .getSearch()
                .setMode(SearchEntryMode.MATCH);
        return bundle;
    }

    Bundle events(IIdType id, @Nullable String since, @Nullable String until, RequestDetails request) {
        CatchUp.Missed missed = catchUp.events(
                        id.getIdPart(),
                        number(since, 0, "eventsSinceNumber"),
                        number(until, Long.MAX_VALUE, "eventsUntilNumber"),
                        FrontDoor.caller(request))
                .orElseThrow(ErrorMapping::notFound);
        // Whom something is told about is on record, as with any other answer.
        Trails.of(request).ifPresent(trail -> trail.about(missed.patients()));
        return missed.bundle();
    }

    private static long number(@Nullable String text, long otherwise, String name) {
        if (text == null) {
            return otherwise;
        }
        if (!text.matches("\\d{1,18}")) {
            throw Refusal.of(ErrorCode.PARAMETER_INVALID, "Parameter " + name + " is the number of an event")
                    .asException();
        }
        return Long.parseLong(text);
    }

    Parameters undelivered(IIdType id, RequestDetails request) {
        Parameters answer = new Parameters();
        catchUp.undelivered(id.getIdPart(), FrontDoor.caller(request))
                .orElseThrow(ErrorMapping::notFound)
                .forEach(one -> add(answer.addParameter().setName("event"), one));
        return answer;
    }

    private static void add(ParametersParameterComponent event, CatchUp.Undelivered one) {
        if (one.number() != null) {
            event.addPart().setName("event-number").setValue(new StringType(String.valueOf(one.number())));
        }
        event.addPart().setName("timestamp").setValue(moment(one.at()));
        event.addPart().setName("topic").setValue(new CanonicalType(one.topic().canonical()));
        event.addPart().setName("state").setValue(new CodeType(one.state()));
        event.addPart().setName("attempts").setValue(new IntegerType(one.attempts()));
        if (one.fault() != null) {
            event.addPart().setName("fault").setValue(new CodeType(one.fault()));
        }
        if (one.due() != null && "waiting".equals(one.state())) {
            event.addPart().setName("due").setValue(moment(one.due()));
        }
    }

    private static InstantType moment(Instant instant) {
        return new InstantType(Date.from(instant), TemporalPrecisionEnum.MILLI, TimeZone.getTimeZone("UTC"));
    }

    Parameters replay(IIdType id, @Nullable Parameters body, RequestDetails request) {
        Set<Long> numbers = new TreeSet<>();
        if (body != null) {
            for (ParametersParameterComponent one : body.getParameter()) {
                if (!"eventNumber".equals(one.getName()) || !one.getValue().hasPrimitiveValue()) {
                    throw OperationBody.invalid("eventNumber", "the number of an event that was given up");
                }
                numbers.add(number(one.getValue().primitiveValue(), 0, "eventNumber"));
            }
        }
        int count = catchUp.replay(id.getIdPart(), numbers, FrontDoor.caller(request))
                .orElseThrow(ErrorMapping::notFound);
        Parameters answer = new Parameters();
        answer.addParameter().setName("replayed").setValue(new IntegerType(count));
        return answer;
    }
}
