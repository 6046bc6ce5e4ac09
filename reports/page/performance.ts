/*
 * reports/page/performance.ts - what each proposal costs in time and memory, where the run measured loads.
 */
import * as messages from '../../harness/messages/index.ts';
import { htm } from './html.ts';
import type { Section } from './view.ts';

export const performanceSection = (): Section => ({
	id: 'performance',
	title: 'Performance',
	body: htm`<p>${messages.noPerformance()}</p>`,
});
