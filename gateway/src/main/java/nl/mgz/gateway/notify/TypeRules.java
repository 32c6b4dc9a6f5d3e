package nl.mgz.gateway.notify;

import nl.mgz.gateway.identity.Caller;

/** Whether a caller's kind and scopes let it have resources of a type at all; the front door says. */
public interface TypeRules {

    boolean mayHave(Caller caller, String type);
}
