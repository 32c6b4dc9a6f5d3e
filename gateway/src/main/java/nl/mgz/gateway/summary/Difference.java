package nl.mgz.gateway.summary;

import java.util.List;

/**
 * Sources that do not say the same.
 *
 * @param about the medicine or substance, in the words of one of them
 * @param statements of every source that says something of it
 */
record Difference(Kind kind, String about, List<Statement> statements) {

    enum Kind {
        DIFFERS("differs", "bronnen zeggen niet hetzelfde"),
        ONE_SOURCE("one-source", "staat in wat hier te zien is bij één bron, en niet bij de andere"),
        CONTRADICTS("contradicts", "de ene bron zegt dat er geen is, de andere noemt er een");

        private final String code;
        private final String dutch;

        Kind(String code, String dutch) {
            this.code = code;
            this.dutch = dutch;
        }

        String code() {
            return code;
        }

        String dutch() {
            return dutch;
        }
    }
}
