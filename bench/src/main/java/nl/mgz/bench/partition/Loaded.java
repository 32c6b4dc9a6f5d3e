package nl.mgz.bench.partition;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.hl7.fhir.r4.model.IdType;

/** A storage and the ids of what was put into it. Every mode holds the same records under the same index. */
final class Loaded {

    private final Storage storage;
    private final List<IdType> directory;
    private final List<List<IdType>> records;
    private final AtomicInteger count = new AtomicInteger();

    /** @param capacity the most records that will ever be added */
    Loaded(Storage storage, int capacity) {
        this.storage = storage;
        this.directory = storage.load(Records.directory());
        this.records = new ArrayList<>(Collections.nCopies(capacity, List.of()));
    }

    Storage storage() {
        return storage;
    }

    /** Adds the next record; two threads may do so at once. */
    void add() {
        int index = count.getAndIncrement();
        List<IdType> ids = storage.load(Records.record(index, directory));
        synchronized (records) {
            records.set(index, ids);
        }
    }

    int count() {
        return count.get();
    }

    IdType patient(int index) {
        return record(index).get(0);
    }

    /** Any resource of that type in the record; all records have the types in the same places. */
    IdType any(String type, int index, Random dice) {
        List<IdType> ofType = record(index).stream()
                .filter(id -> type.equals(id.getResourceType()))
                .toList();
        return ofType.get(dice.nextInt(ofType.size()));
    }

    IdType organisation(int index) {
        return directory.get(index);
    }

    private List<IdType> record(int index) {
        synchronized (records) {
            return records.get(index);
        }
    }
}
