/*
 * harness/audit/fuzz/draw-call.ts - one random call, as the text of a litmus file has it, with the names that are
 * declared at that place.
 */
import type { Word } from './weights.ts';

/** A whole number from 0 and below the given one. */
export type Draw = (count: number) => number;

export interface KnownMap {
	readonly name: string;
	readonly pages: number;
	/** Page of the file that its first page shows, as far as vm_pgoff tells. */
	readonly first: number;
	/** null: anonymous memory. */
	readonly file: string | null;
}

/** What a program may name. */
export interface Known {
	readonly files: readonly { readonly name: string; readonly pages: number }[];
	/** Empty in a kernel thread. */
	readonly maps: KnownMap[];
	readonly pins: string[];
	/**
	 * Every other call that names a page means this one, of whichever file: calls that have nothing in common show
	 * nothing.
	 */
	readonly hot: number;
	/** A name that nothing has; it begins with this letter. */
	readonly fresh: (letter: string) => string;
}

/** A call of this word, or null where there is nothing that it could be about. */
export function drawCall(word: Word, known: Known, draw: Draw): string | null {
	const ofFile = callOfFile(word, known, draw);
	if (ofFile !== null) return ofFile;
	switch (word) {
		case 'map':
			return drawMap(known, draw, { files: 60, shared: 60, mayReplace: true });
		case 'mlockall':
			return ['mlockall', 'mlockall current', 'mlockall future'][draw(3)]!;
		case 'munlockall':
		case 'exit':
		case 'swapoff':
			return word;
		case 'fork':
			return `fork ${known.fresh('K')}`;
		case 'reclaim':
		case 'refill':
		case 'shrink':
			return `${word} ${1 + draw(6)}`;
		case 'fail':
			return `fail ${['page', 'pte_table', 'pte_chain', 'vma'][draw(4)]!} ${1 + draw(2)}`;
		case 'load':
		case 'store':
			return known.pins.length === 0 ? null : `${word} ${oneOf(known.pins, draw)}`;
		case 'unpin':
			// What is given back twice is the program's fault.
			return known.pins.length === 0 ? null : `unpin ${known.pins.pop()!}`;
		default:
			return known.maps.length === 0 ? null : callOfMap(word, known, draw);
	}
}

export const oneOf = <T>(some: readonly T[], draw: Draw): T => some[draw(some.length)]!;

/** From 0 and below `pages`; every other time `hot`, where that is one of them. */
const pageNear = (hot: number, pages: number, draw: Draw): number =>
	draw(2) === 0 && hot >= 0 && hot < pages ? hot : draw(pages);

function callOfFile(word: Word, known: Known, draw: Draw): string | null {
	const { files, maps, hot } = known;
	const file = oneOf(files, draw);
	const page = `${file.name}[${pageNear(hot, file.pages, draw)}]`;
	switch (word) {
		case 'read':
		case 'direct-read':
		case 'direct-write':
			return `${word} ${page}`;
		case 'write':
			return maps.length > 0 && draw(6) === 0
				? `write ${page} from ${onePage(oneOf(maps, draw), hot, draw)}`
				: `write ${page}`;
		case 'truncate': {
			const bytes = draw(5) === 0 ? `+${1 + draw(4000)}` : '';
			return `truncate ${file.name} ${pageNear(hot, file.pages + 1, draw)}${bytes}`;
		}
		case 'punch':
			return `punch ${page}`;
		case 'fsync':
		case 'invalidate':
			return `${word} ${file.name}`;
		default:
			return null;
	}
}

const pageOfMap = ({ pages, file, first }: KnownMap, hot: number, draw: Draw): number =>
	pageNear(file === null ? -1 : hot - first, pages, draw);

const onePage = (map: KnownMap, hot: number, draw: Draw): string =>
	`${map.name}[${pageOfMap(map, hot, draw)}]`;

/** All of a map as often as a part of it. */
function somePages(map: KnownMap, hot: number, draw: Draw): string {
	const { name, pages } = map;
	if (draw(2) === 0) return name;
	const first = pageOfMap(map, hot, draw);
	const last = first + draw(pages - first);
	return `${name}[${first === last ? first : `${first}..${last}`}]`;
}

const access = (draw: Draw): string => (draw(2) === 0 ? 'read' : 'write');

function callOfMap(word: Word, known: Known, draw: Draw): string | null {
	const { hot } = known;
	const map = oneOf(known.maps, draw);
	const some = somePages(map, hot, draw);
	switch (word) {
		case 'touch':
			return `touch ${some} ${access(draw)}`;
		case 'move':
			return move(known, map, draw);
		case 'mremap':
			return mremap(known, map, draw);
		case 'remap': {
			const page = onePage(map, hot, draw);
			const files = known.files.filter(({ name }) => name === map.file || draw(12) === 0);
			if (files.length === 0) return null;
			const file = oneOf(files, draw);
			// Behind the end of the file too.
			const target = `${file.name}[${pageNear(hot, file.pages + 1, draw)}]`;
			return `remap ${page} -> ${target}${draw(5) === 0 ? ' nonblock' : ''}`;
		}
		case 'msync':
			return `msync ${some}${['', ' async', ' invalidate'][draw(3)]!}`;
		case 'mincore':
			return draw(5) === 0
				? `mincore ${some} into ${onePage(oneOf(known.maps, draw), hot, draw)}`
				: `mincore ${some}`;
		case 'mprotect':
			return `mprotect ${some} ${['none', 'read', 'write'][draw(3)]!}`;
		case 'pin': {
			const pin = known.fresh('p');
			known.pins.push(pin);
			return `pin ${onePage(map, hot, draw)} ${access(draw)} as ${pin}`;
		}
		default:
			return `${word} ${some}`;
	}
}

function move(known: Known, map: KnownMap, draw: Draw): string {
	const first = draw(map.pages);
	const last = first + draw(map.pages - first);
	const to = known.fresh('n');
	const { file } = map;
	known.maps.push({ name: to, pages: last - first + 1, file, first: map.first + first });
	return `move ${map.name}[${first}..${last}] to ${to}`;
}

function mremap(known: Known, map: KnownMap, draw: Draw): string {
	const first = draw(map.pages);
	const old = draw(map.pages - first + 1);
	const pages = 1 + draw(map.pages + 1);
	const to = known.fresh('n');
	const mayMove = draw(3) > 0 ? ' maymove' : '';
	known.maps.push({ name: to, pages, file: map.file, first: map.first + first });
	return `mremap ${map.name}[${first}] ${old} -> ${pages}${mayMove} as ${to}`;
}

export interface MapKinds {
	/** Of 100. */
	readonly files: number;
	readonly shared: number;
	/** Whether it may be put over a map that there is. */
	readonly mayReplace: boolean;
}

/** A new map, which is known from there on. */
export function drawMap(known: Known, draw: Draw, kinds: MapKinds): string {
	const name = known.fresh('m');
	const over =
		kinds.mayReplace && known.maps.length > 0 && draw(3) === 0 ? oneOf(known.maps, draw) : null;
	const at = over === null ? '' : ` at ${onePage(over, known.hot, draw)}`;
	const flags = `${draw(4) === 0 ? ' locked' : ''}${draw(8) === 0 ? ' populate' : ''}`;
	const kind = draw(100) < kinds.shared ? 'shared' : 'private';
	if (draw(100) >= kinds.files) {
		const pages = 1 + draw(2);
		known.maps.push({ name, pages, file: null, first: 0 });
		return `map ${name} anon ${pages} private${flags}${at}`;
	}
	const file = oneOf(known.files, draw);
	// All of the file as often as a part of it.
	const isAll = draw(2) === 0;
	const first = isAll ? 0 : draw(file.pages);
	const pages = isAll ? file.pages : 1 + draw(file.pages - first);
	known.maps.push({ name, pages, file: file.name, first });
	const rights = draw(8) === 0 ? [' readonly', ' opened-readonly'][draw(2)]! : '';
	const range = pages === 1 ? `${first}` : `${first}..${first + pages - 1}`;
	return `map ${name} ${file.name}[${range}] ${kind}${flags}${rights}${at}`;
}
