package nl.mgz.gateway.audit.seal;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import nl.mgz.gateway.audit.proof.NoteKey;
import nl.mgz.gateway.audit.proof.Proofs;
import nl.mgz.gateway.audit.proof.SignedNote;
import nl.mgz.gateway.identity.Ura;
import org.springframework.stereotype.Component;

/** What witnesses ask for and bring. */
@Component
public final class Checkpoints {

    private final SealStore store;

    Checkpoints(DataSource source) {
        this.store = new SealStore(source);
    }

    /**
     * The newest checkpoint and the proof that it continues an earlier one, as a request to a witness is written
     * (https://c2sp.org/tlog-witness): {@code old SIZE}, the proof, an empty line, the note.
     *
     * @param from size of the checkpoint that the witness saw last; 0 for none
     * @return empty when there is no checkpoint yet, or it is smaller than that: whoever asks has seen a larger one
     */
    public Optional<String> since(long from) {
        return store.last().filter(last -> from <= last.size()).map(last -> {
            List<byte[]> proof = Proofs.consistency(store.tree(), from, last.size());
            SignedNote note = SignedNote.parse(last.note());
            for (String line : store.cosignatures(last.size())) {
                note = note.with(line);
            }
            return "old " + from + "\n"
                    + proof.stream()
                            .map(hash -> Base64.getEncoder().encodeToString(hash) + "\n")
                            .collect(Collectors.joining())
                    + "\n" + note;
        });
    }

    /** What became of a cosignature. */
    public enum Cosigned {
        KEPT,
        /** This organisation is no witness. */
        NO_WITNESS,
        /** There is no such checkpoint, or the line is no signature of this witness on it. */
        NOT_VALID
    }

    /** @param lines as a witness answers: signature lines of a note */
    public Cosigned cosign(Ura by, long size, String lines) {
        Optional<NoteKey> witness = store.witness(by.value()).map(NoteKey::parse);
        if (witness.isEmpty()) {
            return Cosigned.NO_WITNESS;
        }
        Optional<SignedNote> note = store.note(size).map(SignedNote::parse);
        List<String> valid = new ArrayList<>();
        for (String line : lines.lines().limit(10).toList()) {
            try {
                note.map(one -> SignedNote.parse(new SignedNote(one.text(), List.of(line)).toString()))
                        .filter(one -> one.seenBy(witness.get()).isPresent())
                        .ifPresent(one -> valid.add(line));
            } catch (IllegalArgumentException e) {
                return Cosigned.NOT_VALID;
            }
        }
        if (valid.size() != 1) {
            return Cosigned.NOT_VALID;
        }
        store.cosign(size, witness.get().name(), valid.get(0));
        return Cosigned.KEPT;
    }
}
