package nl.mgz.bench.partition;

/** How the same resources are kept. */
enum Mode {
    /** HAPI's default: one table for each kind of row, keyed by the row alone. */
    NONE("no partitions"),
    /** The partition in every key and join, on plain tables: what HAPI's part of the work costs. */
    KEYED("partition keys"),
    /** The same, and each table of resource rows split by PostgreSQL. */
    NATIVE("native partitions");

    private final String title;

    Mode(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    boolean partitioned() {
        return this != NONE;
    }
}
