/*
 * What is wrong with a user's own variant is said of it, with its place, and is no fault of ours. Uses dist/,
 * which `npm test` builds first.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { baseName, variants } from '../../variants/index.ts';
import { bootVariant } from '../cell/boot.ts';
import { runCell } from '../cell/cell.ts';
import { verdictOnly } from '../cell/options.ts';
import { KernelFault } from '../engine/fault.ts';
import { badInputOf } from './bad-input.ts';
import { readWorkload } from './litmus.ts';
import { loadVariant } from './variant.ts';

const folder = mkdtempSync(join(tmpdir(), 'rmaplab-user-code-'));
afterAll(() => rmSync(folder, { recursive: true }));

const workload = readWorkload('trunc-remapped', Object.keys(variants));

/** A variant whose vmtruncate_vma() does `body` from line 6 on; `after` stands at the end of the file. */
function write(name: string, body: string, { head = 'function*', after = '' } = {}): string {
	const path = join(folder, `${name}.ts`);
	const text = `import { become, call, defineVariant, load, smp_mb, vm_end, vm_start } from 'rmaplab';
import { pte_none, type Kernel, type Task, type vm_area_struct } from 'rmaplab';

${head} vmtruncate_vma(this: Kernel, vma: vm_area_struct): any {
	let started: number = 0 as number;
	${body}
}

export default defineVariant({
	name: '${name}', subject: 's', from: 'you', date: '2003-04-05',
	replaces: { vmtruncate_vma }, claims: {},
});
${after}`;
	writeFileSync(path, text);
	return path;
}

async function refused(path: string): Promise<string> {
	try {
		const { variant } = await loadVariant(path);
		runCell(bootVariant(variant), workload, verdictOnly);
	} catch (error) {
		const bad = badInputOf(error);
		if (bad === null) throw error;
		return bad.message;
	}
	return '';
}

const noZap = `neither the kernel nor the variant has a function zap_pag_range (did you mean 'zap_page_range'?)`;

describe('a function of a variant that', () => {
	test.each([
		[
			'throws',
			`throw new Error('no ' + (started as any));`,
			`6:8: error: vmtruncate_vma() throws Error: no 0;`,
		],
		['throws-null', 'throw null;', '4:1: error: vmtruncate_vma() throws null;'],
		[
			'misspells',
			'yield* (this as any).zap_pag_range(vma, 0, 1);',
			`6:23: error: vmtruncate_vma() calls zap_pag_range(): ${noZap}`,
		],
		[
			'calls-unknown',
			`yield* call('zap_pag_range', [vma, 0, 1]);`,
			`4:1: error: vmtruncate_vma() calls zap_pag_range(): ${noZap}`,
		],
		[
			'becomes-unknown',
			`yield* become('zap_pag_range', vma, 0, 1);`,
			`4:1: error: vmtruncate_vma() calls zap_pag_range(): ${noZap}`,
		],
		['yields-number', 'yield 5;', '4:1: error: vmtruncate_vma() yields 5, which is no operation;'],
		[
			'yields-call',
			'yield [load(vm_end, vma)][0] as any;',
			`4:1: error: vmtruncate_vma() yields a call that was not begun; write 'yield*'`,
		],
		[
			'passes-nothing',
			'yield* this.zap_page_range(vma, 0, undefined as any);',
			'4:1: error: vmtruncate_vma() has a call whose argument 3 of zap_page_range() is NaN,',
		],
		[
			'has-no-field',
			'yield* load((vm_end as any).x, vma);',
			'4:1: error: vmtruncate_vma() has a load whose field is undefined,',
		],
		[
			'has-no-object',
			'yield* load(vm_end, (vma as any).x);',
			'4:1: error: vmtruncate_vma() has a load whose object is undefined,',
		],
		['returns-text', `return 'abc';`, '4:1: error: vmtruncate_vma() returns "abc";'],
		[
			'spins-on-barriers',
			'for (;;) yield* smp_mb();',
			'4:1: error: vmtruncate_vma() takes more than 4,000 steps in one call',
		],
	])('%s is told so', async (name, body, says) => {
		const path = write(name, body);
		expect(await refused(path)).toContain(`${path}:${says}`);
	});

	// A forgotten yield* is the missing await of this language: nothing happens, and nothing says so.
	test.each([
		['statement', 'this.zap_page_range(vma, 0, 4096);', '6:2', 'this.zap_page_range'],
		['operation', 'smp_mb();', '6:2', 'smp_mb'],
		['value', 'const start = load(vm_start, vma);', '6:16', 'load'],
		['compared', 'if (load(vm_start, vma) === 0) return;', '6:6', 'load'],
		['tested', 'if (load(vm_start, vma)) return;', '6:6', 'load'],
		['negated', 'return !load(vm_start, vma);', '6:10', 'load'],
		[
			'chosen',
			'started === 0 && this.zap_page_range(vma, 0, 4096);',
			'6:19',
			'this.zap_page_range',
		],
		// On a path that no execution takes.
		['far', 'if (started === 7) { (this as any).x; call("x", []); }', '6:40', 'call'],
		['own', 'helper();\n}\nfunction* helper() { yield* smp_mb();', '6:2', 'helper'],
		[
			'handed',
			'const v = load(vm_end, vma); yield* this.zap_page_range(vma, 0, v as any);',
			'6:12',
			'load',
		],
		['argument', 'if (pte_none(load(vm_end, vma) as any)) return;', '6:15', 'load'],
		[
			'of-the-kernel',
			'yield* this.zap_page_range(vma, 0, load(vm_end, vma) as any);',
			'6:37',
			'load',
		],
		['nested', 'started = Math.max(load(vm_end, vma) as any, 1);', '6:21', 'load'],
		['assigned', 'started = load(vm_end, vma) as any;\n	if (started === 0) return;', '6:12', 'load'],
		['added', 'started += load(vm_end, vma) as any;', '6:13', 'load'],
		['returned', 'return load(vm_end, vma);', '6:9', 'load'],
		['kept-and-returned', 'const v = load(vm_end, vma);\n	return v;', '6:12', 'load'],
		['decides', 'const v = load(vm_end, vma) && 5;\n	yield* call(v as any, []);', '6:12', 'load'],
		['index', 'const v = [5][load(vm_end, vma) as any]; if (v === 5) return;', '6:16', 'load'],
		[
			'own-variable',
			'helper();\n}\nconst helper = function* (): any { yield* smp_mb(); };\n{',
			'6:2',
			'helper',
		],
	])('makes a call that nothing runs is told so: %s', async (name, body, at, called) => {
		const path = write(`forgotten-${name}`, body);
		expect(await refused(path)).toBe(
			`${path}:${at}: error: vmtruncate_vma() calls ${called}() without 'yield*', ` +
				`so that nothing happens; write 'yield* ${called}(...)'`,
		);
	});

	test.each([
		['later', 'const v = load(vm_end, vma); yield* v;'],
		['list', 'for (const v of [load(vm_end, vma), load(vm_start, vma)]) yield* v;'],
		['either', 'yield* started === 0 ? load(vm_end, vma) : load(vm_start, vma);'],
		['typed', 'yield* (load(vm_end, vma) as any);'],
		[
			'handed',
			'const v = load(vm_end, vma);\n	yield* twice(v);\n}\nfunction* twice(v: any): any { yield* v;',
		],
		['arrow', 'const v = () => load(vm_end, vma); yield* v();'],
		['returned', 'const v = () => {\n	return load(vm_end, vma); };\n	yield* v();'],
		['assigned', 'let v: any = null;\n	v = load(vm_end, vma); yield* v;'],
		['chosen-of-two', 'const v = load(vm_end, vma); yield* started === 0 ? v : smp_mb();'],
		['aliased', 'const v = load(vm_end, vma); const w = v; yield* w;'],
		['by-hand', 'const v = load(vm_end, vma); for (const w of v) yield w;'],
		[
			'helper-in-an-argument',
			'yield* this.zap_page_range(vma, 0, yield* twice(load(vm_end, vma)));\n}\n' +
				'function* twice(v: any): any { return yield* v;',
		],
	])('runs a call in another way is right: %s', async (name, body) => {
		expect(await refused(write(`delegated-${name}`, body))).toBe('');
	});

	test('is no generator, or an asynchronous one, is told so', async () => {
		const plain = write('plain', 'return 5;', { head: 'function' });
		expect(await refused(plain)).toBe(
			`${plain}:4:1: error: vmtruncate_vma() is no generator; write 'function* vmtruncate_vma(...)'`,
		);
		const late = write('late', 'return 5;', { head: 'async function*' });
		expect(await refused(late)).toContain(`${late}:4:1: error: vmtruncate_vma() is asynchronous;`);
	});

	test('comes from a file beside it is told its place there', async () => {
		const helper = join(folder, 'helper.mjs');
		writeFileSync(helper, `export const help = () => {\n\tthrow new RangeError('far');\n};\n`);
		const path = write('helped', 'help();', { after: `import { help } from './helper.mjs';\n` });
		expect(await refused(path)).toContain(
			`${helper}:2:8: error: vmtruncate_vma() throws RangeError: far;`,
		);
	});

	test('is right keeps its results, and one of ours that throws is our fault', async () => {
		const { variant } = await loadVariant(
			write(
				'right',
				`const start = yield* load(vm_start, vma);
	yield* this.zap_page_range(vma, start, (yield* load(vm_end, vma)) - start);`,
			),
		);
		expect(runCell(bootVariant(variant), workload, verdictOnly).explored.kind).toBe('complete');
		const broken = { ...variants[baseName]!, functions: { vmtruncate_vma: () => fail() } };
		expect(() => runCell(bootVariant(broken), workload, verdictOnly)).toThrow('ours');
		expect(() => runCell(bootVariant(broken), workload, verdictOnly)).not.toThrow(KernelFault);
	});
});

function fail(): never {
	throw new Error('ours');
}

test('a file that does not load says where, and one that is no whole variant what it lacks', async () => {
	const throws = write('top-throws', '', { after: 'const none: any = null;\nnone.x;\n' });
	expect(await refused(throws)).toContain(`${throws}:14:6: error: does not load: Cannot read`);
	const torn = write('torn', '', { after: 'const = 5;\n' });
	expect(await refused(torn)).toContain(`${torn}:13:7: error: does not load: `);
	const bare = join(folder, 'bare.js');
	writeFileSync(bare, `export default { name: 'bare', subject: 's', functions: {} };\n`);
	expect(await refused(bare)).toContain(`${bare}:1:1: error: its variant has no 'from';`);
});

// Both stood in reports and on terminals as they were; a number was an 'invalid value used as weak map key'.
test.each([
	[{ subject: "'a\\x1b[31m'" }, 'subject does not fit into a line'],
	[{ subject: "'a\\nb'" }, 'subject does not fit into a line'],
	[{ subject: "'a\\u2028b'" }, 'subject does not fit into a line'],
	[{ from: "' '" }, 'from does not fit into a line'],
	[{ from: "'x'.repeat(1001)" }, 'from does not fit into a line'],
	[{ replaces: '{ vmtruncate_vma: 3 }' }, 'has for vmtruncate_vma is no function'],
	[{ replaces: '{ vmtruncate_vma: null }' }, 'has for vmtruncate_vma is no function'],
])('a variant that says %j is refused', async (parts, says) => {
	const whole = {
		name: "'unfit'",
		subject: "'s'",
		from: "'f'",
		date: "'2003-04-05'",
		claims: '{}',
	};
	const said = { replaces: '{}', ...whole, ...parts };
	const path = join(folder, 'unfit.js');
	const text = Object.entries(said).map(([part, value]) => `${part}: ${value}`);
	writeFileSync(
		path,
		`import { defineVariant } from 'rmaplab';\nexport default defineVariant({ ${text.join(', ')} });\n`,
	);
	expect(await refused(path)).toContain(`${path}:1:1: error: `);
	expect(await refused(path)).toContain(says);
});
