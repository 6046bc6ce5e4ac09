/*
 * reports/host.ts - the running kernel and a simulated one, as text.
 */
import { hostLitmus, hostSaid } from '../harness/messages/index.ts';
import type { HostLitmus, HostResult } from '../harness/result.ts';
import { table, wrap } from './table.ts';

export function hostText(result: HostResult, width: number = 80): string {
	const { release, variant, results, agree, sequences, causes, unexplained } = result;
	const why = Object.entries(causes)
		.toSorted(([, a], [, b]) => b - a)
		.map(([id, count]) => `${id} ${count}`);
	if (unexplained > 0) why.push(hostSaid.unexplained(unexplained));
	return [
		...wrap(hostSaid.sum(release, variant, results, agree, sequences), width),
		...(why.length === 0 ? [] : wrap(hostSaid.why(why.join(', ')), width)),
		hostSaid.how(result.seed, result.seconds),
		...result.differences.flatMap(({ count, calls, host, simulated }) => [
			'',
			hostSaid.difference(count),
			...calls.slice(0, -1).map((call) => `    ${call}`),
			`    ${(calls.at(-1) ?? '').padEnd(24)}  ${hostSaid.end(host, simulated)}`,
		]),
	].join('\n');
}

/** A litmus test without a race: its calls, and what each kernel answers; '*' where they differ. */
export function hostLitmusText(release: string, { workload, variant, rows }: HostLitmus): string {
	const differ = rows.filter(({ host, simulated }) => host !== simulated).length;
	const columns = hostLitmus.columns(variant).map((head) => ({ head, align: 'left' as const }));
	const lines = rows.map(({ call, host, simulated }) => [
		call,
		host,
		host === simulated ? simulated : `${simulated} *`,
	]);
	return [
		hostLitmus.head(release, workload, variant, differ),
		...table(columns, lines).map((line) => `  ${line}`),
	].join('\n');
}
