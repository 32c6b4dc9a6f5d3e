package nl.mgz.gateway.consult;

import java.util.ArrayList;
import java.util.List;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What follows from a change within its transaction, done when everything that was asked is stored and before anything is
 * committed: whichever way the change came, it and what follows are there together or not at all.
 */
final class Consequences implements TransactionSynchronization {

    private static final Object KEY = Consequences.class;

    private final List<Runnable> all = new ArrayList<>();

    private Consequences() {}

    static void add(Runnable consequence) {
        Consequences mine = (Consequences) TransactionSynchronizationManager.getResource(KEY);
        if (mine == null) {
            mine = new Consequences();
            TransactionSynchronizationManager.bindResource(KEY, mine);
            TransactionSynchronizationManager.registerSynchronization(mine);
        }
        mine.all.add(consequence);
    }

    /** INVARIANT: before bindings, facts and the trail are written, all of which come last: they see these changes too. */
    @Override
    public int getOrder() {
        return 0;
    }

    @Override
    public void beforeCommit(boolean readOnly) {
        for (int i = 0; i < all.size(); i++) {
            all.get(i).run();
        }
    }

    @Override
    public void afterCompletion(int status) {
        TransactionSynchronizationManager.unbindResourceIfPossible(KEY);
    }
}
