/*
 * harness/scorecard/reasons.ts - why the scorecard's missed mutants were missed. Each was looked at.
 */
import type { Reason } from './card.ts';

export const reasons: readonly Reason[] = [];
