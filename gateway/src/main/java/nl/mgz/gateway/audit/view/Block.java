package nl.mgz.gateway.audit.view;

/** A piece of an access log as both the text and the paper show it. */
record Block(Style style, String text) {

    enum Style {
        TITLE,
        PLAIN,
        DAY,
        ENTRY
    }
}
