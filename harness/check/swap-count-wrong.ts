/*
 * harness/check/swap-count-wrong.ts - a swap slot counts its users: every swap pte, and the swap cache.
 *
 * A count that is too high keeps the slot for ever; with one that is too low somebody else gets the slot.
 */
import {
	pte_file,
	pte_none,
	pte_present,
	pte_to_swp_entry,
	swap,
	swap_map,
	SWAP_SLOTS,
	swapper_space,
} from '../mm/mm_types.ts';
import type { Complaint, Oracle } from './oracle.ts';
import { cachedPage, words } from './page-tables.ts';

const counts = words(swap_map, SWAP_SLOTS);

export const swapCountWrong: Oracle = {
	says: 'the count of a swap slot differs from its users: swap ptes and the swap cache',
	mutant: 'swap-slot-keeps-a-user',
	atEnd: (scene, census) => {
		const users = new Int32Array(SWAP_SLOTS);
		for (const { pte } of census.slots) {
			if (pte_none(pte) || pte_present(pte) || pte_file(pte)) continue;
			const entry = pte_to_swp_entry(pte);
			if (entry < SWAP_SLOTS) users[entry]!++;
		}
		const findings: Complaint[] = [];
		for (let entry = 1; entry < SWAP_SLOTS; entry++) {
			if (cachedPage(scene, swapper_space, entry) !== 0) users[entry]!++;
			const count = scene.read(counts[entry]!, swap);
			const found = users[entry]!;
			if (count === found) continue;
			findings.push({
				site: count > found ? 'too high' : 'too low',
				detail: `swap slot ${entry} counts ${count} users and has ${found}`,
			});
		}
		return findings;
	},
};
