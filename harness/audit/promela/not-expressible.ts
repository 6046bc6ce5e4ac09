/*
 * harness/audit/promela/not-expressible.ts - why no model of a cell can be written.
 */

/** Says of which step there is no counterpart. */
export class NotExpressible extends Error {}
