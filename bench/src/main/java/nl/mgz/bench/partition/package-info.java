/**
 * What it costs to keep each patient in a partition: HAPI's Database Partition Mode on PostgreSQL's own partitions,
 * against the tables as they are. {@link nl.mgz.bench.partition.PartitionBench} is the way in.
 *
 * <p>Uses HAPI's storage directly: no HTTP, no validation, no consent, so that nothing hides the difference.
 */
@NullMarked
package nl.mgz.bench.partition;

import org.jspecify.annotations.NullMarked;
