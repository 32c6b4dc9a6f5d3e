package nl.mgz.gateway.consult;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nl.mgz.gateway.identity.Ura;
import org.jspecify.annotations.Nullable;

/**
 * Who gets a request that names a service: pure, from what the directory says. The service that is named comes first; where
 * it cannot take the request, another one of the same kind that covers the client's place, is open and has room.
 */
final class Routing {

    private Routing() {}

    /**
     * A service of the directory.
     *
     * @param step what it is among the steps of care: {@code kind} or {@code kind/specialty}
     * @param provider the organisation that answers for it
     * @param places where it works, in lower case; none: everywhere
     * @param room how many requests it takes at once; null: as many as come
     * @param open how many it has now
     * @param onDuty who is on duty for it, by its roster
     */
    record Service(
            String id,
            String name,
            Step step,
            boolean active,
            @Nullable Ura provider,
            List<Hours> hours,
            Set<String> places,
            @Nullable Integer room,
            int open,
            List<Duty> onDuty) {}

    /** What a service is: its kind, and for which specialty. */
    record Step(String kind, @Nullable String specialty) {}

    /** A turn of duty: for which organisation somebody works then, whoever employs that one otherwise. */
    record Duty(Ura organization, List<Hours> hours, boolean valid) {}

    /**
     * @param owner the organisation that is asked
     * @param why in Dutch, for both sides to read
     */
    record Route(Service service, Ura owner, String why) {}

    /** Why a service does not take a request. */
    enum No {
        NOT_ACTIVE("is not active"),
        NO_PROVIDER("has no provider that the directory knows"),
        ELSEWHERE("does not work where the client lives"),
        CLOSED("is closed now"),
        FULL("has no room");

        private final String text;

        No(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * @param place where the client lives, in lower case; null where nobody knows
     * @param waits whether the request may wait until the service opens
     */
    record Asked(@Nullable String place, boolean waits, Instant at) {}

    /** The first that can take it: the named one, then the one with the fewest requests. */
    static Optional<Route> choose(Service named, List<Service> others, Asked asked) {
        List<Service> all = new ArrayList<>();
        all.add(named);
        others.stream()
                .filter(one -> !one.id().equals(named.id()))
                .sorted(Comparator.comparingInt(Service::open).thenComparing(Service::id))
                .forEach(all::add);
        return all.stream().filter(one -> no(one, asked).isEmpty()).findFirst().map(one -> route(one, named, asked));
    }

    /** Why a service cannot take a request; empty where it can. */
    static Optional<No> no(Service service, Asked asked) {
        if (!service.active()) {
            return Optional.of(No.NOT_ACTIVE);
        }
        if (service.provider() == null && onDuty(service, asked.at()).isEmpty()) {
            return Optional.of(No.NO_PROVIDER);
        }
        String place = asked.place();
        if (place != null && !service.places().isEmpty() && !service.places().contains(place)) {
            return Optional.of(No.ELSEWHERE);
        }
        if (!asked.waits() && !Hours.include(service.hours(), asked.at())) {
            return Optional.of(No.CLOSED);
        }
        Integer room = service.room();
        return room != null && service.open() >= room ? Optional.of(No.FULL) : Optional.empty();
    }

    private static Optional<Ura> onDuty(Service service, Instant at) {
        return service.onDuty().stream()
                .filter(duty -> duty.valid() && !duty.hours().isEmpty() && Hours.include(duty.hours(), at))
                .map(Duty::organization)
                .sorted(Comparator.comparing(Ura::value))
                .findFirst();
    }

    private static Route route(Service service, Service named, Asked asked) {
        Optional<Ura> onDuty = onDuty(service, asked.at());
        String how = onDuty.isPresent() ? "dienstdoend volgens het rooster" : "aanbieder van de dienst";
        String instead = service.id().equals(named.id())
                ? ""
                : ", in plaats van " + named.name() + " (" + dutch(no(named, asked)) + ")";
        return new Route(
                service,
                onDuty.orElseGet(() -> provider(service)),
                "Toegewezen door de gateway: " + service.name() + instead + "; " + how + ".");
    }

    private static Ura provider(Service service) {
        Ura provider = service.provider();
        if (provider == null) {
            throw new IllegalStateException("a service that nobody provides was not refused");
        }
        return provider;
    }

    private static String dutch(Optional<No> no) {
        return no.map(why -> switch (why) {
                    case NOT_ACTIVE -> "niet actief";
                    case NO_PROVIDER -> "zonder aanbieder";
                    case ELSEWHERE -> "werkt niet in deze plaats";
                    case CLOSED -> "nu gesloten";
                    case FULL -> "geen plaats";
                })
                .orElse("");
    }
}
