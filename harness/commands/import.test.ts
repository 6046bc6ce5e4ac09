/*
 * rmaplab import: what becomes of each recording of a real program, and how two kernels answer the workloads. Nothing of
 * a recording is dropped without a word.
 */
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { sequencesOf } from '../../workloads/sequence/recording.ts';
import { packageRoot } from '../catalogue/source.ts';
import type { RecordedResult } from '../result.ts';
import { commandLineIn } from './fixture.ts';

const { folder, rmaplab } = commandLineIn('import');
const traces = join(packageRoot(), 'workloads', 'sequence', 'traces');

interface Said {
	readonly imported: number;
	readonly skipped: Readonly<Record<string, number>>;
	readonly workload: string;
	readonly events: number;
	readonly calls: number;
	readonly processes: number;
	readonly files: number;
}

const kindOf = (name: string): string =>
	name.includes('.strace') ? 'strace' : name.includes('.perf') ? 'perf' : 'fsx';

/** What is imported of each, and skipped. */
const pinned: Readonly<
	Record<string, readonly [imported: number, skipped: number, calls: number]>
> = {
	'fsx-t.fsxops': [1554, 1446, 3717],
	'fsx-tmpfs-2000.strace': [773, 4019, 774],
	'ltp-remap_file_pages01.perf': [1126, 1109, 1131],
	'ltp-remap_file_pages01.strace': [50, 18, 53],
	'python-mmap-fork-resize.perf': [1661, 230, 1670],
	'python-mmap-fork-resize.strace': [53, 63, 59],
	'redis-bgsave.strace': [1812, 1102, 1841],
	'sqlite-wal-mmap-vacuum.perf': [1030, 5120, 1046],
	'sqlite-wal-mmap-vacuum.strace': [7367, 54, 11001],
	'stressng-mlock.strace': [527, 873, 760],
	'stressng-remap.strace': [6319, 214, 6355],
};

/** Answers that the kernel of the mail gives otherwise, by their cause. */
const differs: Readonly<Record<string, Readonly<Record<string, number>>>> = {
	'fsx-t.fsxops': { 'no-hole-punching': 154 },
};

describe('each recording', () => {
	let said: ReadonlyMap<string, Said>;
	let rows: RecordedResult['rows'];
	let status: number | null;
	beforeAll(() => {
		const names = readdirSync(traces).filter((name) => name.endsWith('.gz'));
		said = new Map(
			names.map((name) => {
				const { stdout } = rmaplab('import', kindOf(name), join(traces, name), '--json');
				return [name.replace('.gz', ''), JSON.parse(stdout) as Said];
			}),
		);
		const workloads = [...said.values()].map(({ workload }) => workload);
		const ran = rmaplab('recorded', '--kernel', 'linux-6-18', '--json', ...workloads);
		({ status } = ran);
		({ rows } = JSON.parse(ran.stdout) as RecordedResult);
	}, 120_000);

	test('is imported, or said to be skipped, to the last call', () => {
		const counts = [...said].map(([name, { imported, skipped, events, calls }]) => {
			const left = Object.values(skipped).reduce((sum, each) => sum + each, 0);
			expect([name, imported + left]).toEqual([name, events]);
			return [name, [imported, left, calls]];
		});
		expect(Object.fromEntries(counts)).toEqual(pinned);
	});

	test('is answered by linux-6-18 as the kernel did, and by the kernel of the mail but for causes', () => {
		expect(status).toBe(0);
		expect(rows).toHaveLength(2 * said.size);
		for (const { file, variant, kernel, results, agree, unexplained, causes } of rows) {
			expect([file, results]).toEqual([file, pinned[file]![2]]);
			expect([file, variant, unexplained]).toEqual([file, variant, 0]);
			const expected = variant === kernel ? {} : (differs[file] ?? {});
			expect([file, causes]).toEqual([file, expected]);
			const others = Object.values(expected).reduce((sum, each) => sum + each, 0);
			expect(results - agree).toBe(others);
		}
	});

	test('is the same workload each time', () => {
		const { workload } = said.get('redis-bgsave.strace')!;
		const before = readFileSync(join(folder, workload));
		rmaplab('import', 'strace', join(traces, 'redis-bgsave.strace.gz'), '--force');
		expect(readFileSync(join(folder, workload)).equals(before)).toBe(true);
	});
});

test('a kernel that answers otherwise is found by a workload', () => {
	writeFileSync(
		join(folder, 'refuses.ts'),
		`import { defineVariant } from 'rmaplab';
import type { Kernel, Task } from 'rmaplab';
function* sys_mlock(this: Kernel): Task<number> {
	return -12;
}
export default defineVariant({
	name: 'refuses', subject: 'refuses', from: 'me', date: '2003-04-05', replaces: { sys_mlock }, claims: {},
});
`,
	);
	const trace = join(traces, 'stressng-mlock.strace.gz');
	rmaplab('import', 'strace', trace, '--out', 'mlock.jsonl');
	const { stdout } = rmaplab(
		'recorded',
		'mlock.jsonl',
		'--kernel',
		'linux-6-18',
		'--json',
		'--variant',
		'./refuses.ts',
	);
	const { rows } = JSON.parse(stdout) as RecordedResult;
	const row = rows.find(({ variant }) => variant === 'refuses')!;
	expect(row.results - row.agree).toBeGreaterThan(100);
});

/** The calls of a workload made of these lines, and what was skipped. */
function imported(kind: string, ...lines: string[]): { calls: string[]; skipped: Said['skipped'] } {
	writeFileSync(join(folder, 'lines'), `${lines.join('\n')}\n`);
	const { stdout, stderr } = rmaplab('import', kind, 'lines', '--force', '--json');
	expect(stderr).toBe('');
	const { workload, skipped } = JSON.parse(stdout) as Said;
	const [sequence] = sequencesOf(readFileSync(join(folder, workload), 'utf8'), workload);
	const calls = sequence!.calls.map(({ task, call, args, answer }) =>
		[`p${task}`, call, ...args, ...(answer === 'ok' ? [] : [`-> ${answer}`])].join(' '),
	);
	return { calls, skipped };
}

const anonymous = 'PROT_READ|PROT_WRITE, MAP_PRIVATE|MAP_ANONYMOUS, -1, 0';

describe('strace', () => {
	test('addresses are packed, and what lies side by side stays so', () => {
		const { calls } = imported(
			'strace',
			`7 1.0 mmap(NULL, 8192, ${anonymous}) = 0x7f0000004000`,
			`7 1.1 mmap(NULL, 4096, ${anonymous}) = 0x7f0000006000`,
			`7 1.2 mmap(NULL, 4096, PROT_NONE, MAP_SHARED, 3</srv/a>, 0x1000) = 0x550000000000`,
			'7 1.3 mprotect(0x7f0000005000, 8192, PROT_READ) = 0',
			'7 1.4 mlock(0x7f0000005010, 16) = 0',
			'7 1.5 msync(0x550000000000, 4096, MS_SYNC|MS_INVALIDATE) = -1 EBUSY (Device or resource busy)',
		);
		expect(calls).toEqual([
			'p0 trunc d1 2',
			'p0 mmap 2 2 - 0 rw p',
			'p0 mmap 4 1 - 0 rw p',
			'p0 mmap 0 1 d1 1 none s',
			'p0 mprotect 3 2 r',
			'p0 mlock 3 1',
			'p0 msync 0 1 SYNC,INVALIDATE -> EBUSY',
		]);
	});

	test('fork, vfork that is resumed later, threads, execve and exits', () => {
		const { calls, skipped } = imported(
			'strace',
			`7 1.0 mmap(NULL, 4096, ${anonymous}) = 0x7f0000004000`,
			'7 1.1 vfork( <unfinished ...>',
			'8 1.2 munmap(0x7f0000004000, 4096) = 0',
			'8 1.3 execve("/bin/x", [...], 0x7ffd /* 3 vars */ <unfinished ...>',
			'7 1.4 <... vfork resumed>) = 8',
			'8 1.5 <... execve resumed>) = 0',
			'7 1.6 clone(child_stack=0x7f, flags=CLONE_VM|CLONE_THREAD, tls=0x7f) = 9',
			'9 1.7 munmap(0x7f0000004000, 4096) = 0',
			'9 1.8 +++ exited with 0 +++',
			'7 1.9 clone(child_stack=NULL, flags=CLONE_CHILD_SETTID|SIGCHLD) = 10',
			'10 2.0 exit_group(0) = ?',
			'10 2.0 +++ exited with 0 +++',
			'7 2.1 --- SIGCHLD {si_signo=SIGCHLD, si_pid=10} ---',
			'7 2.2 +++ killed by SIGKILL +++',
		);
		expect(calls).toEqual([
			'p0 mmap 0 1 - 0 rw p',
			'p0 fork 1',
			'p1 munmap 0 1',
			'p0 munmap 0 1',
			'p0 fork 2',
			'p2 exit',
			'p0 exit',
		]);
		expect(skipped).toEqual({ 'clone of a thread': 1, 'signal SIGCHLD': 1 });
	});

	test('the heap, shared anonymous memory, remap and mremap', () => {
		const { calls } = imported(
			'strace',
			'7 1.0 brk(NULL) = 0x1000',
			'7 1.0 brk(0x3000) = 0x3000',
			'7 1.0 brk(0x2000) = 0x2000',
			'7 1.1 mmap(NULL, 16384, PROT_READ|PROT_WRITE, MAP_SHARED|MAP_ANONYMOUS, -1, 0) = 0x9000',
			'7 1.2 remap_file_pages(0x9000, 4096, PROT_NONE, 3, MAP_FILE) = 0',
			'7 1.3 mremap(0x9000, 16384, 8192, MREMAP_MAYMOVE) = 0x9000',
			'7 1.4 mremap(0x9000, 8192, 8192, MREMAP_MAYMOVE|MREMAP_FIXED, 0x20000) = 0x20000',
		);
		expect(calls).toEqual([
			'p0 trunc t1 4',
			'p0 mmap 0 2 - 0 rw p',
			'p0 munmap 1 1',
			'p0 mmap 3 4 t1 0 rw s',
			'p0 remap 3 1 3',
			'p0 mremap 3 4 2 3',
			'p0 mremap 3 2 2 8',
		]);
	});

	test('files: what is read tells their size, writes go page by page, an unlinked name is another file', () => {
		const { calls, skipped } = imported(
			'strace',
			'7 1.0 openat(AT_FDCWD</srv>, "a", O_RDWR) = 3</srv/a>',
			'7 1.1 read(3</srv/a>, ""..., 9000) = 5000',
			'7 1.2 pwrite64(3</srv/a>, ""..., 8192, 4096) = 8192',
			'7 1.3 unlink("/srv/a") = 0',
			'7 1.4 openat(AT_FDCWD</srv>, "a", O_RDWR|O_CREAT|O_TRUNC, 0600) = 4</srv/a>',
			'7 1.5 lseek(4</srv/a>, 4096, SEEK_SET) = 4096',
			'7 1.6 write(4</srv/a>, ""..., 1) = 1',
			'7 1.7 ftruncate(3</srv/a (deleted)>, 100) = 0',
			'7 1.8 fsync(4</srv/a>) = 0',
			'7 1.9 write(2<pipe:[9]>, ""..., 1) = 1',
		);
		expect(calls.map((call) => call.replace(/ 1\d{3}$/, ''))).toEqual([
			'p0 trunc d1 2',
			'p0 pread d1 0',
			'p0 pread d1 1',
			'p0 pwrite d1 1',
			'p0 pwrite d1 2',
			'p0 pwrite d2 1',
			'p0 trunc d1 1',
			'p0 fsync d2',
		]);
		expect(skipped).toEqual({ openat: 2, unlink: 1, lseek: 1, 'write of no file': 1 });
	});
});

test('perf: a fault is a touch, and one that worked says how long the file was', () => {
	const { calls } = imported(
		'perf',
		'7/7 1.0: syscalls:sys_enter_mmap: addr: 0x0, len: 0x2000, prot: 0x3, flags: 0x1, fd: 0x3, off: 0x0',
		'7/7 1.1: syscalls:sys_exit_mmap: 0x8000',
		'7/7 1.2: syscalls:sys_enter_ftruncate: fd: 0x3, length: 0x1000',
		'7/7 1.3: syscalls:sys_exit_ftruncate: 0x0',
		'7/7 1.4: exceptions:page_fault_user: address=0x8010 ip=0x1 error_code=0x4',
		'7/7 1.5: exceptions:page_fault_user: address=0x9010 ip=0x1 error_code=0x6',
		'7/7 1.6: sched:sched_process_fork: comm=a pid=7 child_comm=a child_pid=8',
		'8/8 1.7: syscalls:sys_enter_mlock: start: 0x8000, len: 0x4000',
		'8/8 1.8: syscalls:sys_exit_mlock: 0xfffffffffffffff4',
		'8/8 1.9: sched:sched_process_exit: comm=a pid=8 prio=120 group_dead=true',
	);
	expect(calls).toEqual([
		'p0 trunc d1 2',
		'p0 mmap 0 2 d1 0 rw s',
		'p0 trunc d1 1',
		'p0 r 0',
		'p0 trunc d1 2',
		'p0 w 1 1000',
		'p0 fork 1',
		'p1 exit',
	]);
});

test("fsx: the copy's first words are the answers", () => {
	const { calls, skipped } = imported(
		'fsx',
		'write 0x0 0x2800 0x0',
		'mapread 0x1000 0x10 0x2800',
		'punch_hole 0x800 0x1800 0x2800',
		'read 0x0 0x2000 0x2800',
		'truncate 0x0 0x1000 0x2800',
		'mapwrite 0x1800 0x10 0x1000',
		'skip clone_range 0x0 0x0 0x2000 0x0',
		'collapse_range 0x0 0x1000 0x2000',
	);
	expect(calls).toEqual([
		'p0 pwrite t1 0 1000',
		'p0 pwrite t1 1 1001',
		'p0 pwrite t1 2 1002',
		'p0 mmap 0 1 t1 1 r s',
		'p0 r 0 -> value 1001',
		'p0 munmap 0 1',
		'p0 punch t1 1 1',
		'p0 pwrite t1 0 1000',
		'p0 pread t1 0 -> value 1000',
		'p0 pread t1 1 -> value 0',
		'p0 trunc t1 1',
		'p0 trunc t1 2',
		'p0 mmap 0 1 t1 1 rw s',
		'p0 w 0 0',
		'p0 munmap 0 1',
	]);
	expect(skipped).toEqual({ 'clone_range that fsx skipped': 1, collapse_range: 1 });
});

describe('bad input', () => {
	const strace = join(traces, 'ltp-remap_file_pages01.strace.gz');

	/** One line that says what is wrong, and nothing written. */
	const refuses = (said: string, ...args: string[]): void => {
		const before = readdirSync(folder);
		const { status, stdout, stderr } = rmaplab('import', ...args);
		expect([status, stdout, stderr.trim().split('\n')]).toEqual([
			2,
			'',
			[expect.stringContaining(said)],
		]);
		expect(readdirSync(folder)).toEqual(before);
	};

	test('an unknown kind', () => {
		refuses("error: no recordings of 'strce' (did you mean 'strace'?)", 'strce', strace);
		refuses("error: no recordings of '__proto__'; there are strace", '__proto__', strace);
	});

	test('what is no recording of the kind', () => {
		for (const kind of ['perf', 'fsx']) refuses(`no line of it is one of ${kind}`, kind, strace);
		const bytes = Buffer.from(Array.from({ length: 50_000 }, (_, i) => (i * 7919) % 256));
		writeFileSync(join(folder, 'binary'), bytes);
		writeFileSync(join(folder, 'empty'), '');
		for (const kind of ['strace', 'perf', 'fsx']) {
			refuses('binary:1:1: error: no line of it', kind, 'binary');
			refuses('empty:1:1: error: no line of it', kind, 'empty');
		}
	});

	test('a cut gzip, one that is large inside, a gigabyte, a folder, no file', () => {
		writeFileSync(join(folder, 'cut.gz'), readFileSync(strace).subarray(0, 700));
		refuses('cut.gz:1:1: error: cannot be read', 'strace', 'cut.gz');
		writeFileSync(join(folder, 'bomb.gz'), gzipSync(Buffer.alloc(2 ** 27)));
		refuses('bomb.gz:1:1: error: cannot be read', 'strace', 'bomb.gz');
		writeFileSync(join(folder, 'large'), '');
		truncateSync(join(folder, 'large'), 2 ** 30);
		refuses('large:1:1: error: 1,073,741,824 bytes', 'strace', 'large');
		refuses('error: this is a folder', 'strace', '.');
		refuses('error: cannot be read', 'strace', 'missing');
	});

	test('nothing of it can be imported', () => {
		writeFileSync(join(folder, 'closes'), '7 1.0 close(3</srv/a>) = 0\n');
		refuses('closes:1:1: error: nothing of it can be in a workload: 1 close', 'strace', 'closes');
	});

	test('what is there already stays, but with --force', () => {
		writeFileSync(join(folder, 'mine.jsonl'), 'mine');
		refuses('mine.jsonl is there already', 'strace', strace, '--out', 'mine.jsonl');
		expect(readFileSync(join(folder, 'mine.jsonl'), 'utf8')).toBe('mine');
		refuses('cannot be written: ENOENT', 'strace', strace, '--out', 'no/such/folder.jsonl');
		expect(rmaplab('import', 'strace', strace, '--out', 'mine.jsonl', '--force').status).toBe(0);
		expect(readFileSync(join(folder, 'mine.jsonl'), 'utf8')).toContain('{"sequence":0}');
	});

	test('numbers that no kernel takes end in a kind, soon', () => {
		const { skipped } = imported(
			'strace',
			`7 1.0 mmap(NULL, 4096, ${anonymous}) = 0x1000`,
			`7 1.0 mmap(NULL, 70368744177664, ${anonymous}) = 0x2000`,
			'7 1.1 mlock(NULL, 18446744073709551615) = 0',
			'7 1.2 munmap(0x3000, 70368744177664) = 0',
			'7 1.3 mprotect(nonsense, -5, PROT_READ) = 0',
			'7 1.4 mprotect(0x1000, 70368744177664, PROT_READ) = -1 ENOMEM (Cannot allocate memory)',
			'7 1.5 mremap(0x1000, 4096, 70368744177664, MREMAP_MAYMOVE) = -1 ENOMEM (Cannot)',
			'7 1.6 brk(NULL) = 0x1000',
			'7 1.6 brk(0x400000000000) = 0x400000000000',
			'7 1.7 ftruncate(3</srv/a>, 9223372036854775807) = 0',
			'7 1.8 pwrite64(3</srv/a>, ""..., 1, 9223372036854775807) = 1',
			'7 1.9 nonsense',
		);
		expect(Object.values(skipped).reduce((sum, each) => sum + each, 0)).toBe(11);
	});
});
