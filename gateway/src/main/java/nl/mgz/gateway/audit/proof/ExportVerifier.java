package nl.mgz.gateway.audit.proof;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import nl.mgz.gateway.identity.crypto.TimeStamps;
import org.jspecify.annotations.Nullable;

/**
 * Checks an export without asking anybody: every event against its leaf, every checkpoint against the leaves before it, and
 * the whole against checkpoints that were seen earlier. It reads line by line and keeps a few hashes, so an export may be of
 * any length.
 */
public final class ExportVerifier {

    /** Events must be there this long (Besluit elektronische gegevensverwerking door zorgaanbieders). */
    static final int YEARS_KEPT = 5;

    /** The last events of a month have their checkpoint in the next. */
    private static final Duration SEALED_WITHIN = Duration.ofHours(1);

    /**
     * What the verifier knows from elsewhere.
     *
     * @param keys of the log; where there are none, those that the export names are used, and that is told
     * @param seen checkpoints from before, kept by somebody else than the log
     * @param authority whose time stamps count; without it they are not looked at
     */
    public record Known(List<NoteKey> keys, List<SignedNote> seen, Optional<TimeStamps> authority, Instant now) {}

    /**
     * What came of it.
     *
     * @param why empty when nothing is wrong
     * @param firstBad number of the first event that is changed, gone or unproven
     * @param lines what was checked, for a person
     */
    public record Verdict(Optional<String> why, OptionalLong firstBad, List<String> lines) {

        public boolean good() {
            return why.isEmpty();
        }
    }

    private record Wrong(long leaf, String why) {}

    private final Known known;
    private final Frontier tree = Frontier.empty();
    private final List<String> lines = new ArrayList<>();
    private final List<Checkpoint> seen = new ArrayList<>();
    private List<NoteKey> keys;
    private List<NoteKey> witnesses = List.of();
    private @Nullable Instant retainedFrom;
    private ExportLine.@Nullable Head head;
    private ExportLine.@Nullable End end;
    private @Nullable Checkpoint last;
    private OptionalLong firstErased = OptionalLong.empty();
    private long erased;
    private long stamps;
    private @Nullable Instant lastStamp;
    private final Map<String, String> cosigned = new TreeMap<>();

    private ExportVerifier(Known known) {
        this.known = known;
        this.keys = known.keys();
    }

    /** @throws IOException when the export cannot be read to its end */
    public static Verdict verify(BufferedReader export, Known known) throws IOException {
        ExportVerifier verifier = new ExportVerifier(known);
        Wrong wrong = verifier.read(export);
        if (wrong == null) {
            return new Verdict(Optional.empty(), OptionalLong.empty(), verifier.lines);
        }
        return new Verdict(Optional.of(wrong.why()), OptionalLong.of(wrong.leaf()), verifier.lines);
    }

    private @Nullable Wrong read(BufferedReader export) throws IOException {
        String line;
        while ((line = export.readLine()) != null) {
            Wrong wrong = check(line);
            if (wrong != null) {
                return wrong;
            }
        }
        return ended();
    }

    private @Nullable Wrong check(String line) {
        if (end != null) {
            return wrong("the export goes on after its last line");
        }
        ExportLine read;
        try {
            read = ExportLine.parse(line);
        } catch (IllegalArgumentException e) {
            return wrong("a line of the export is damaged");
        }
        if ((head == null) != (read instanceof ExportLine.Head)) {
            return wrong("the export does not begin with its head, or has two");
        }
        // One kind after another: patterns in switch came after Java 17.
        if (read instanceof ExportLine.Head first) {
            return begin(first);
        }
        if (read instanceof ExportLine.Leaf leaf) {
            return leaf(leaf);
        }
        if (read instanceof ExportLine.Sealed sealed) {
            return checkpoint(sealed);
        }
        end = (ExportLine.End) read;
        return null;
    }

    private @Nullable Wrong begin(ExportLine.Head first) {
        head = first;
        if (!ExportLine.FORMAT.equals(first.format())) {
            return wrong("this verifier reads " + ExportLine.FORMAT);
        }
        try {
            List<NoteKey> named = first.keys().stream().map(NoteKey::parse).toList();
            witnesses = first.witnesses().stream().map(NoteKey::parse).toList();
            retainedFrom = first.retainedFrom() == null ? null : Instant.parse(first.retainedFrom());
            if (keys.isEmpty()) {
                keys = named;
                lines.add("Keys are those that the export itself names; compare them with what the log gave you:");
            }
        } catch (RuntimeException e) {
            return wrong("the head of the export is damaged");
        }
        keys.forEach(key -> lines.add("  key of the log: " + key));
        if (retainedFrom != null && retainedFrom.isAfter(latestErasure())) {
            return wrong(
                    "events after " + latestErasure() + " may not have been erased yet, and the export says some were");
        }
        return checkSeen();
    }

    private Instant latestErasure() {
        return known.now().atOffset(ZoneOffset.UTC).minusYears(YEARS_KEPT).toInstant();
    }

    private @Nullable Wrong checkSeen() {
        for (SignedNote note : known.seen()) {
            if (keys.stream().noneMatch(note::isSignedBy)) {
                return wrong("the earlier checkpoint is not signed by a key of the log");
            }
            try {
                seen.add(Checkpoint.parse(note.text()));
            } catch (IllegalArgumentException e) {
                return wrong("the earlier checkpoint is none");
            }
        }
        return compareWithSeen();
    }

    private @Nullable Wrong leaf(ExportLine.Leaf leaf) {
        long expected = tree.size();
        if (leaf.number() != expected) {
            return wrong("event " + expected + " is not there; the next one is " + leaf.number());
        }
        if (leaf.hash() == null || leaf.hash().length != TreeHash.LENGTH) {
            return wrong("event " + expected + " has no hash");
        }
        if (leaf.event() == null || leaf.salt() == null) {
            erased++;
            firstErased = firstErased.isPresent() ? firstErased : OptionalLong.of(expected);
        } else if (!Arrays.equals(TreeHash.ofEvent(leaf.salt(), leaf.event()), leaf.hash())) {
            return wrong("event " + expected + " was changed: it does not have the hash of its leaf");
        } else if (leaf.differs() != null && !leaf.differs().isEmpty()) {
            return wrong(
                    "event " + expected + " was changed: its columns " + leaf.differs() + " do not say what it says");
        }
        tree.add(leaf.hash());
        return compareWithSeen();
    }

    private @Nullable Wrong compareWithSeen() {
        for (Checkpoint one : seen) {
            if (one.size() == tree.size() && !Arrays.equals(one.root(), tree.root())) {
                return new Wrong(
                        last == null ? 0 : Math.min(last.size(), one.size()),
                        "the first " + one.size() + " events are not those of the earlier checkpoint of " + one.time());
            }
        }
        return null;
    }

    private @Nullable Wrong checkpoint(ExportLine.Sealed sealed) {
        long from = last == null ? 0 : last.size();
        SignedNote note;
        Checkpoint checkpoint;
        try {
            note = SignedNote.parse(sealed.note());
            checkpoint = Checkpoint.parse(note.text());
        } catch (IllegalArgumentException e) {
            return new Wrong(from, "the checkpoint after event " + (tree.size() - 1) + " is damaged");
        }
        if (keys.stream().noneMatch(note::isSignedBy)) {
            return new Wrong(
                    from, "the checkpoint of " + checkpoint.size() + " events is not signed by a key of the log");
        }
        if (checkpoint.size() != tree.size()) {
            return new Wrong(
                    Math.min(from, tree.size()),
                    "the checkpoint of " + checkpoint.size() + " events comes after " + tree.size());
        }
        if (last != null
                && (!checkpoint.origin().equals(last.origin())
                        || checkpoint.time().isBefore(last.time()))) {
            return new Wrong(
                    from,
                    "the checkpoint of " + checkpoint.size()
                            + " events is of another log, or older than the one before");
        }
        if (!Arrays.equals(checkpoint.root(), tree.root())) {
            return new Wrong(
                    from,
                    "of the events from " + from + " to " + (tree.size() - 1)
                            + " at least one is not the one that was sealed");
        }
        if (firstErased.isPresent()
                && (retainedFrom == null || !checkpoint.time().isBefore(retainedFrom.plus(SEALED_WITHIN)))) {
            return new Wrong(
                    firstErased.getAsLong(),
                    "event " + firstErased.getAsLong() + " is gone, and its time to be erased had not come");
        }
        Wrong stamp = stamp(sealed, note, from);
        if (stamp != null) {
            return stamp;
        }
        firstErased = OptionalLong.empty();
        last = checkpoint;
        remember(note, checkpoint);
        return null;
    }

    private @Nullable Wrong stamp(ExportLine.Sealed sealed, SignedNote note, long from) {
        if (sealed.timestamp() == null || known.authority().isEmpty()) {
            return null;
        }
        if (known.authority().get().token(sealed.timestamp(), note.digest()) instanceof TimeStamps.Stamped stamped) {
            stamps++;
            lastStamp = stamped.time();
            return null;
        }
        return new Wrong(
                from, "the time stamp on the checkpoint of " + tree.size() + " events is not one of this authority");
    }

    /** Of each witness the last thing that it saw: that is what a rollback would have to undo. */
    private void remember(SignedNote note, Checkpoint checkpoint) {
        for (NoteKey witness : witnesses) {
            note.seenBy(witness)
                    .ifPresent(moment -> cosigned.put(
                            witness.name(),
                            checkpoint.size() + " events were seen by witness " + witness.name() + " at " + moment
                                    + "."));
        }
    }

    private @Nullable Wrong ended() {
        if (head == null || end == null || end.leaves() != tree.size()) {
            return wrong("the export was cut short");
        }
        long proven = last == null ? 0 : last.size();
        if (proven != tree.size()) {
            return new Wrong(proven, "no checkpoint covers the events from " + proven + " on");
        }
        for (Checkpoint one : seen) {
            if (one.size() > tree.size()) {
                return wrong("rollback: there were " + one.size() + " events at " + one.time() + ", now there are "
                        + tree.size());
            }
        }
        lines.add(tree.size() + " events, of which " + erased + " are erased; " + end.unsealed()
                + " more had no number yet when the export was made.");
        if (last != null) {
            lines.add("The last checkpoint is of " + last.time() + ".");
        }
        if (lastStamp != null) {
            lines.add(stamps + " checkpoints bear a valid time stamp, the last of " + lastStamp + ".");
        }
        lines.addAll(cosigned.values());
        seen.forEach(
                one -> lines.add("It continues the checkpoint of " + one.time() + " (" + one.size() + " events)."));
        return null;
    }

    private Wrong wrong(String why) {
        return new Wrong(tree.size(), why);
    }
}
