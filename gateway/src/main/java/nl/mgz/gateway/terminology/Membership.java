package nl.mgz.gateway.terminology;

/** Whether a code belongs to a value set, as far as the content that is here can tell. */
enum Membership {
    IN,
    OUT,
    /** The code system is not here, or not whole: nobody can say, and nobody is told that it is wrong. */
    NOT_CHECKED;

    Membership or(Membership other) {
        if (this == IN || other == IN) {
            return IN;
        }
        return this == OUT && other == OUT ? OUT : NOT_CHECKED;
    }

    Membership and(Membership other) {
        if (this == OUT || other == OUT) {
            return OUT;
        }
        return this == IN && other == IN ? IN : NOT_CHECKED;
    }

    Membership not() {
        return switch (this) {
            case IN -> OUT;
            case OUT -> IN;
            case NOT_CHECKED -> NOT_CHECKED;
        };
    }

    static Membership of(boolean in) {
        return in ? IN : OUT;
    }
}
