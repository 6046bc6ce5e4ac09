/*
 * harness/audit/bench/verdict-main.ts - one complete verdict in a process of its own, for bench:explore.
 */
import { variants } from '../../../variants/index.ts';
import { runCell } from '../../cell/cell.ts';
import { bootVariant } from '../../cell/boot.ts';
import { verdictOnly } from '../../cell/options.ts';
import { readWorkload } from '../../catalogue/litmus.ts';

const [variant, workload] = process.argv.slice(2) as [string, string];
const cell = runCell(
	bootVariant(variants[variant]!),
	readWorkload(workload, Object.keys(variants)),
	{ ...verdictOnly, statesMax: 10_000_000 },
);
process.stdout.write(
	`${JSON.stringify({ ...cell.explored, violations: cell.violations.length })}\n`,
);
