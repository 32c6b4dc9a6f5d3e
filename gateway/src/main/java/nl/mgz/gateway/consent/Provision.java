package nl.mgz.gateway.consent;

import java.util.ArrayList;
import java.util.List;
import nl.mgz.gateway.consent.Decision.Effect;

/** A provision with its merged criteria and its children. */
record Provision(String path, Effect effect, Criteria criteria, List<Provision> children) {

    private static final int DEEPEST = 3;

    static Provision readRoot(Tree root) {
        root.refuseEmptyLists();
        return read(root, "provision", Criteria.NONE, 1);
    }

    /** C5: a type at every level, at most three levels, no modifier. What is wrong is noted with the tree. */
    private static Provision read(Tree tree, String path, Criteria parent, int level) {
        String type = tree.needed("type");
        if (!type.isEmpty() && !type.equals("permit") && !type.equals("deny")) {
            tree.problem(tree.path() + ".type is neither permit nor deny");
        }
        if (tree.has("modifierExtension")) {
            tree.problem(tree.path() + ".modifierExtension is not understood");
        }
        Criteria criteria = Criteria.read(tree, parent);
        List<Provision> children = new ArrayList<>();
        if (level == DEEPEST && tree.has("provision")) {
            tree.problem(tree.path() + ".provision is a fourth level");
        } else {
            for (Tree child : tree.objects("provision")) {
                children.add(read(child, path + ".provision[" + children.size() + "]", criteria, level + 1));
            }
        }
        return new Provision(path, type.equals("permit") ? Effect.PERMIT : Effect.DENY, criteria, children);
    }

    boolean hasPermit() {
        return effect == Effect.PERMIT || children.stream().anyMatch(Provision::hasPermit);
    }

    boolean hasDeny() {
        return effect == Effect.DENY || children.stream().anyMatch(Provision::hasDeny);
    }
}
