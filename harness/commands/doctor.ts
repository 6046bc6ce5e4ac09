/*
 * harness/commands/doctor.ts - rmaplab doctor: what this machine has of what the tool can use.
 */
import { existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import { availableParallelism, tmpdir, totalmem } from 'node:os';
import { join, resolve } from 'node:path';
import { wrap } from '../../reports/table.ts';
import { doctorSays, type Need } from '../messages/index.ts';
import { columnsOf, dressed, isQuiet } from '../terminal/look.ts';
import { chromium, fontFamilies, program } from './installed.ts';

type Use = keyof typeof doctorSays.uses;

interface Part {
	readonly name: string;
	readonly need: Need;
	/** Where or which it is; null where it is missing. */
	readonly found: string | null;
	readonly use: Use;
}

/** Returns the exit status: 1 when something is missing that everything needs. */
export function runDoctor({ json }: { readonly json?: true | undefined }): number {
	const parts = [...neededParts(), ...optionalParts()];
	const missing = parts.filter(({ need, found }) => need === 'needed' && found === null);
	const isWell = missing.length === 0;
	const records = parts.map((part) => ({ ...part, use: doctorSays.uses[part.use]() }));
	process.stdout.write(
		json
			? `${JSON.stringify({ parts: records }, null, '\t')}\n`
			: `${(['needed', 'optional'] as const).flatMap((need) => linesOf(need, parts)).join('\n')}\n`,
	);
	if (!isWell) process.stderr.write(`${doctorSays.someMissing(missing.map(nameOfMissing))}\n`);
	else if (json === undefined && !isQuiet()) process.stdout.write(`${doctorSays.allThere()}\n`);
	return isWell ? 0 : 1;
}

/** Of a folder, which one it is that cannot be written. */
function nameOfMissing({ name, use }: Part): string {
	const folder = { temporary: tmpdir(), here: resolve('.') }[use as string];
	return folder === undefined ? name : doctorSays.noRoom(name, folder);
}

function neededParts(): Part[] {
	const here = resolve('.');
	const gigabytes = (totalmem() / 2 ** 30).toFixed(1);
	return [
		{ name: 'Node', need: 'needed', found: nodeVersion(), use: 'node' },
		{ name: 'temporary folder', need: 'needed', found: writable(tmpdir()), use: 'temporary' },
		{ name: 'this folder', need: 'needed', found: writable(here), use: 'here' },
		{
			name: 'cores',
			need: 'needed',
			found: doctorSays.cores(availableParallelism(), gigabytes),
			use: 'cores',
		},
	];
}

function optionalParts(): Part[] {
	const parts: readonly (readonly [name: string, found: string | null, use: Use])[] = [
		['SPIN', program('spin'), 'spin'],
		['C compiler', program('tcc', 'cc', 'gcc'), 'cc'],
		['git', program('git'), 'git'],
		['Chromium', chromium(), 'chromium'],
		['opener of files', opener(), 'browser'],
		['fonts', fonts(), 'fonts'],
		['Redis', program('redis-server'), 'redis'],
		['processes in /proc', existsSync('/proc/self/stat') ? '/proc/self/stat' : null, 'processes'],
		['files in memory', process.platform === 'linux' ? 'memfd_create' : null, 'memfd'],
	];
	return parts.map(([name, found, use]) => ({ name, need: 'optional', found, use }));
}

/** The oldest that package.json allows. */
const oldest = [20, 19] as const;

function nodeVersion(): string | null {
	const [major, minor] = process.versions.node.split('.').map(Number) as [number, number];
	const isOld = major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
	return isOld ? null : process.versions.node;
}

/** The folder, where something can be made in it. */
function writable(folder: string): string | null {
	try {
		rmdirSync(mkdtempSync(join(folder, 'rmaplab-doctor-')));
		return folder;
	} catch {
		return null;
	}
}

/** Other systems come with one. */
function opener(): string | null {
	const ours = { darwin: 'open', win32: 'start' }[process.platform as string];
	return ours ?? program('xdg-open');
}

/** Other systems come with some. */
function fonts(): string | null {
	if (process.platform === 'darwin' || process.platform === 'win32') return process.platform;
	const families = fontFamilies() ?? 0;
	return families === 0 ? null : doctorSays.families(families);
}

// ---- as text -----------------------------------------------------------------------------------

function linesOf(need: Need, all: readonly Part[]): string[] {
	const width = columnsOf();
	const parts = all.filter((each) => each.need === need);
	const indent = ' '.repeat(11);
	return [
		...wrap(doctorSays.heads[need](), width),
		...parts.flatMap(({ name, found, use }) => {
			const [state, look] =
				found === null
					? [doctorSays.states.missing, need === 'needed' ? 'bad' : 'unsure']
					: [doctorSays.states.there, 'good'];
			const sign = dressed(look as 'bad' | 'unsure' | 'good', state);
			return [
				`  ${sign}${' '.repeat(9 - state.length)}${name}${found === null ? '' : `: ${found}`}`,
				...wrap(doctorSays.uses[use](), width - indent.length).map((line) => `${indent}${line}`),
			];
		}),
		'',
	];
}
