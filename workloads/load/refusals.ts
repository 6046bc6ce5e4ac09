/*
 * workloads/load/refusals.ts - reasons for which several loads cannot be run.
 */
import type { Sizes } from '../../harness/measure/load.ts';
import {
	addressSpaceTooSmall,
	fileTooLarge,
	tablesFillMemory,
} from '../../harness/messages/load.ts';
import { firstPage, userPages } from './sizes.ts';

/** What its sizes say against a load: maps that do not fit under 2 GiB, or page tables that leave no memory. */
export function refuseSizes(load: string, sizes: Sizes): string | null {
	const { addressSpacePages, filePagesMax, pteTablesMax, processesMax, memoryPages } = sizes;
	if (addressSpacePages > userPages)
		return addressSpaceTooSmall(load, addressSpacePages - firstPage, userPages - firstPage);
	if (filePagesMax > userPages) return fileTooLarge(load, filePagesMax, userPages);
	// Neither these nor page directories are ever reclaimed, and a page has to fit beside them.
	const tables = pteTablesMax + processesMax;
	return tables >= memoryPages ? tablesFillMemory(load, tables, memoryPages) : null;
}
