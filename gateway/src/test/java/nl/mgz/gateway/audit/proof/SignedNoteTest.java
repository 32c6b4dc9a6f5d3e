package nl.mgz.gateway.audit.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import nl.mgz.gateway.identity.crypto.Ed25519Key;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {

    private static final Ed25519Key KEY = Ed25519Key.generate();
    private static final NoteKey LOG = new NoteKey("regio.example/audit", NoteKey.Kind.LOG, KEY.publicKey());
    private static final NoteKey WITNESS = new NoteKey("zorg.example", NoteKey.Kind.WITNESS, KEY.publicKey());
    private static final Checkpoint CHECKPOINT = new Checkpoint(
            "regio.example/audit", 42, TreeHash.leaf(new byte[] {1}), Instant.parse("2026-11-22T04:05:06.789Z"));

    @Nested
    class AKey {

        @Test
        void hasTheIdThatGoGivesTheKeyOfItsChecksumDatabase() {
            String published = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
            assertThat(NoteKey.parse(published)).hasToString(published);
        }

        @Test
        void isReadBackFromItsText() {
            assertThat(NoteKey.parse(LOG.toString())).isEqualTo(LOG);
            assertThat(NoteKey.parse(WITNESS.toString())).isEqualTo(WITNESS).isNotEqualTo(LOG);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "sum.golang.org",
                    "other.example+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
                    "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
                    "sum.golang.org+033de0ae+Ac4zctda",
                    "sum.golang.org+033de0ae+***"
                })
        void withAnotherIdOrNameOrFormIsNone(String text) {
            assertThatThrownBy(() -> NoteKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class ACheckpoint {

        @Test
        void isFourLinesOfText() {
            assertThat(CHECKPOINT.text().lines()).hasSize(4).startsWith("regio.example/audit", "42");
            assertThat(Checkpoint.parse(CHECKPOINT.text()).text()).isEqualTo(CHECKPOINT.text());
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "a\n1\n", "a\n-1\nAAAA\ntime 2026-11-22T04:05:06Z\n", "a\n01\nAAAA\ntime x\n"})
        void isNothingElse(String text) {
            assertThatThrownBy(() -> Checkpoint.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Nested
    class ASignature {

        private final SignedNote note = SignedNote.sign(CHECKPOINT.text(), LOG, KEY);

        @Test
        void isFoundAgainInTheText() {
            SignedNote read = SignedNote.parse(note.toString());
            assertThat(read).isEqualTo(note);
            assertThat(read.isSignedBy(LOG)).isTrue();
        }

        @Test
        void countsForItsTextAndItsKeyOnly() {
            NoteKey other = new NoteKey(
                    LOG.name(), NoteKey.Kind.LOG, Ed25519Key.generate().publicKey());
            assertThat(note.isSignedBy(other)).isFalse();
            assertThat(note.isSignedBy(WITNESS)).isFalse();
            SignedNote changed = new SignedNote(note.text().replace("42", "43"), note.signatures());
            assertThat(changed.isSignedBy(LOG)).isFalse();
        }

        @Test
        void ofAWitnessTellsWhenItSawTheNote() {
            Instant moment = Instant.parse("2026-11-22T05:00:00Z");
            SignedNote seen = SignedNote.parse(
                    note.with(note.cosign(WITNESS, KEY, moment)).toString());
            assertThat(seen.seenBy(WITNESS)).contains(moment);
            assertThat(seen.isSignedBy(LOG)).as("both signatures count").isTrue();
            assertThat(note.seenBy(WITNESS)).isEmpty();
            SignedNote elsewhere = new SignedNote(CHECKPOINT.text().replace("42", "43"), seen.signatures());
            assertThat(elsewhere.seenBy(WITNESS)).isEmpty();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "text\n",
                    "text\n\n\u2014 name\n",
                    "text\n\n\u2014 name ***\n",
                    "text\n\n\u2014 name AAAA"
                })
        void isInNothingThatIsNoNote(String text) {
            assertThatThrownBy(() -> SignedNote.parse(text)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
