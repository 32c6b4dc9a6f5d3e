package nl.mgz.gateway.walk;

/** A provider of operations or of resources that are not stored; every bean of this type is registered. */
interface OwnProvider {}
