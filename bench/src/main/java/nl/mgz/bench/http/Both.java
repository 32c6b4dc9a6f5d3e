package nl.mgz.bench.http;

/**
 * The two servers while they run.
 *
 * @param database of the gateway
 * @param plain the peer's
 * @param gp calls to the gateway by a practice
 * @param triage calls to the gateway by a triage service
 * @param specialist calls to the gateway by the centre that practices ask
 * @param peer calls to the peer, which asks nobody who they are
 * @param anew the same, and each search is made anew: by itself the peer answers one that it had within a minute from what it found then
 */
record Both(String database, String plain, Calls gp, Calls triage, Calls specialist, Calls peer, Calls anew) {}
