/*
 * A journal with damage anywhere: what is taken from it is what was put in, or it is refused in a sentence and kept.
 */
import fc from 'fast-check';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { smallComparison } from '../../reports/fixture/small.ts';
import { BadInput } from '../messages/index.ts';
import type { FoundCell } from '../result.ts';
import { someRun as run } from './fixture.ts';
import { Journal } from './journal.ts';

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-mutations-'));
afterAll(() => rmSync(folder, { recursive: true }));

const cells = smallComparison.cells
	.slice(0, 3)
	.map((cell): FoundCell => ({ ...cell, sameSteps: false }));
const texts = cells.map((cell) => JSON.stringify(cell));
const file = join(folder, 'journal.jsonl');
const journal = new Journal(file, run);
for (const cell of cells) journal.append(cell);
const whole = readFileSync(file);

/** One thing that a disk, an editor or a bad cable does to a file. */
type Damage = (bytes: Uint8Array) => Uint8Array;

const at = fc.nat({ max: whole.length });
const damages: fc.Arbitrary<Damage> = fc.oneof(
	fc.tuple(at, fc.nat({ max: 7 })).map(([i, bit]): Damage => {
		return (bytes) => {
			const changed = Buffer.from(bytes);
			if (i < changed.length) changed[i]! ^= 1 << bit;
			return changed;
		};
	}),
	fc.tuple(at, fc.nat({ max: 400 })).map(([i, length]): Damage => {
		return (bytes) => Buffer.concat([bytes.subarray(0, i), bytes.subarray(i + length)]);
	}),
	fc
		.tuple(at, fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constant(new Uint8Array(500))))
		.map(([i, more]): Damage => {
			return (bytes) => Buffer.concat([bytes.subarray(0, i), more, bytes.subarray(i)]);
		}),
	at.map(
		(i): Damage =>
			(bytes) =>
				bytes.subarray(0, i),
	),
	fc.tuple(at, at).map(([i, j]): Damage => {
		const [from, to] = [Math.min(i, j), Math.max(i, j)];
		return (bytes) => Buffer.concat([bytes.subarray(0, to), bytes.subarray(from)]);
	}),
	fc.constantFrom('null', '{}', '[]', '{"cell":{}}', '0', '"', '\u2028').chain((line) =>
		at.map((i): Damage => {
			return (bytes) => {
				const end = bytes.indexOf(0x0a, i) + 1;
				return Buffer.concat([
					bytes.subarray(0, end),
					Buffer.from(`${line}\n`),
					bytes.subarray(end),
				]);
			};
		}),
	),
);

test('500 damaged journals', () => {
	const outcomes = { taken: 0, refused: 0 };
	fc.assert(
		fc.property(fc.array(damages, { minLength: 1, maxLength: 3 }), (all) => {
			const bytes = all.reduce<Uint8Array>((before, damage) => damage(before), whole);
			writeFileSync(file, bytes);
			let kept: readonly FoundCell[];
			try {
				kept = new Journal(file, run).cells;
			} catch (error) {
				expect(error).toBeInstanceOf(BadInput);
				expect((error as BadInput).message).toMatch(/^[^\n]*error: [^\n]+$/);
				expect(readFileSync(file).equals(bytes)).toBe(true);
				outcomes.refused++;
				return;
			}
			for (const cell of kept) expect(texts).toContain(JSON.stringify(cell));
			outcomes.taken++;
			// What comes next is found again.
			const again = new Journal(file, run);
			again.append(cells[0]!);
			expect(JSON.stringify(new Journal(file, run).cells)).toBe(
				JSON.stringify([...kept, cells[0]]),
			);
		}),
		{ seed: 2003, numRuns: 500 },
	);
	expect(outcomes.taken).toBeGreaterThan(50);
	expect(outcomes.refused).toBeGreaterThan(50);
});
