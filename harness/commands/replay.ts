/*
 * harness/commands/replay.ts - rmaplab replay: the execution behind a token.
 */
import { variants } from '../../variants/index.ts';
import { bootVariant, endOf, sequentialOf } from '../cell.ts';
import { loadVariant } from '../load-variant.ts';
import { BadInput, notAToken, scheduleLeaves, staleToken } from '../messages.ts';
import { placeWorkload } from '../program.ts';
import { parseToken } from '../record/token.ts';
import { printTable, replay } from '../record/trace.ts';
import { namesOf } from '../scene.ts';
import { readWorkload } from './workloads.ts';

export async function runReplay(
	text: string,
	flags: { readonly json?: true | undefined; readonly all?: true | undefined },
): Promise<number> {
	const token = parseToken(text);
	if (token === null) throw new BadInput(notAToken(text));
	const { variant } = await loadVariant(token.variant);
	const workload = readWorkload(token.workload, Object.keys(variants));
	if (workload.digest !== token.digest) {
		process.stderr.write(`${staleToken(workload.name, token.digest, workload.digest)}\n`);
	}
	const { start } = bootVariant(variant);
	const placed = placeWorkload(start, workload);
	if (placed.death !== null) {
		process.stdout.write(
			`Before the race, on one CPU:\n\n ${placed.death.functionName}()\n` +
				`  *** ${placed.death.death.oracle}: ${placed.death.death.text} ***\n`,
		);
		return 0;
	}
	const sequential = sequentialOf(placed);
	const result = replay({ ...sequential, after: placed.after }, start, token.schedule);
	const names = [...workload.cpus.map((each) => each.name), ...(placed.after < 0 ? [] : ['after'])];
	const findings = endOf(placed, sequential.machine, result);
	if (flags.json) {
		const events = result.events.map(({ task, step, observed, stack, death }) => ({
			task,
			kind: step.kind,
			object: sequential.machine.nameOf(step.object),
			field: step.operation.field?.name ?? null,
			value: step.value,
			observed,
			stack,
			death,
		}));
		process.stdout.write(`${JSON.stringify({ token: text, events, findings }, null, '\t')}\n`);
		return 0;
	}
	const lines = [
		`${variant.name} on ${workload.name}`,
		'',
		...printTable(result, {
			names,
			nameOf: namesOf(placed, sequential.machine),
			all: flags.all === true,
		}),
		'',
		...findings.flatMap((each) => wrapped(` *** ${each.oracle}: ${each.detail} ***`)),
	];
	process.stdout.write(`${lines.join('\n')}\n`);
	if (result.leftAt !== null) {
		process.stderr.write(
			`${scheduleLeaves(result.leftAt.step, names[result.leftAt.task] ?? '')}\n`,
		);
	}
	return 0;
}

/** Lines of at most 80 columns, broken at blanks. */
function wrapped(text: string): string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line.length + 1 + word.length > 80) {
			lines.push(line);
			line = `     ${word}`;
		} else line = line === '' ? word : `${line} ${word}`;
	}
	return [...lines, line];
}
