/*
 * reports/timeline/packed.ts - pictures as numbers, from which the script of a page draws them: texts stand once in a table
 * that all pictures share, and each place is told by how far it is from the one before.
 */
import { grouped, type Grouped, type Looks } from './inline.ts';
import type { Picture } from './shapes.ts';

/**
 * A picture: width and height; of each path the number of its class, boxes, dots and the rest of it;
 * and groups of texts. `drawn()` in reports/page/script/drawn.ts reads it.
 */
export type Packed = readonly [
	width: number,
	height: number,
	paths: readonly (readonly [look: number, boxes: number[], dots: number[], lines: string])[],
	texts: readonly (readonly number[])[],
];

/** Numbers by how much more each is than the one that is `size` places before it. */
const far = (numbers: readonly number[], size: number): number[] =>
	numbers.map((each, i) => each - (numbers[i - size] ?? 0));

/** Texts of all pictures, each once, and all pictures. */
export class Album {
	readonly #numbers = new Map<string, number>();
	readonly pictures: (Packed | null)[] = [];
	/** In bytes of JSON, the table of texts included. */
	size = 0;

	get texts(): string[] {
		return [...this.#numbers.keys()];
	}

	#numberOf(text: string): number {
		const known = this.#numbers.get(text) ?? this.#numbers.size;
		if (!this.#numbers.has(text)) this.size += Buffer.byteLength(JSON.stringify(text)) + 1;
		this.#numbers.set(text, known);
		return known;
	}

	/** Takes a picture in, and says by which number. */
	add(picture: Picture, looks: Looks): number {
		const packed = this.#packed(grouped(picture, looks));
		this.size += Buffer.byteLength(JSON.stringify(packed)) + 1;
		return this.pictures.push(packed) - 1;
	}

	#packed({ width, height, paths, texts }: Grouped): Packed {
		return [
			width,
			height,
			[...paths].map(([look, { boxes, dots, lines }]) => [
				this.#numberOf(look),
				far(boxes, 4),
				far(dots, 2),
				lines,
			]),
			texts.map(({ look, isNumber, x, items }) => [
				this.#numberOf(look),
				Number(isNumber),
				x ?? -1,
				...this.#far(items, x === null ? 3 : 2),
			]),
		];
	}

	/** The same of items of `size` of which the last is a text. */
	#far(items: readonly (number | string)[], size: number): number[] {
		return items.map((each, i) =>
			typeof each === 'string' ? this.#numberOf(each) : each - Number(items[i - size] ?? 0),
		);
	}

	/** As a script of data, in which nothing can be markup. */
	json(): string {
		const data = { texts: this.texts, pictures: this.pictures };
		return JSON.stringify(data)
			.replaceAll('<', String.raw`\u003c`)
			.replaceAll('&', String.raw`\u0026`);
	}
}
