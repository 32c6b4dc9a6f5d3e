/** What the gateway says when it refuses: a stable code, a text that says what to do, and the place of the fault; and what the log may say of a failure. Uses nothing of ours. */
@NullMarked
package nl.mgz.gateway.refusal;

import org.jspecify.annotations.NullMarked;
