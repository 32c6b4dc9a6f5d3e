package nl.mgz.gateway.identity.crypto;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** A body of an answer that is dropped when it gets too long: the client then fails with {@link TooLong}. */
public final class LimitedBody implements BodySubscriber<byte[]> {

    /** There was more than was asked for. */
    public static final class TooLong extends IOException {

        private static final long serialVersionUID = 1L;

        TooLong() {
            super("too long");
        }
    }

    private final BodySubscriber<byte[]> all = BodySubscribers.ofByteArray();
    private long left;
    private Flow.@Nullable Subscription source;

    public LimitedBody(int largest) {
        this.left = largest;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
        return all.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        source = subscription;
        all.onSubscribe(subscription);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        left -= buffers.stream().mapToLong(ByteBuffer::remaining).sum();
        if (left >= 0) {
            all.onNext(buffers);
            return;
        }
        if (source != null) {
            source.cancel();
        }
        all.onError(new TooLong());
    }

    @Override
    public void onError(Throwable failure) {
        all.onError(failure);
    }

    @Override
    public void onComplete() {
        all.onComplete();
    }
}
