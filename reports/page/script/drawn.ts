/*
 * reports/page/script/drawn.ts - in the page: draws the pictures that it holds as numbers (reports/timeline/packed.ts), each
 * when its execution is unfolded.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function drawn(): void {
	type Path = readonly [look: number, boxes: number[], dots: number[], lines: string];
	type Packed = readonly [number, number, Path[], number[][]];
	const data = document.getElementById('pictures')?.textContent;
	if (data === undefined || data === null) return;
	const { texts, pictures } = JSON.parse(data) as { texts: string[]; pictures: Packed[] };

	const made = (parent: Element, name: string, values: Record<string, unknown>): Element => {
		const element = document.createElementNS('http://www.w3.org/2000/svg', name);
		for (const [key, value] of Object.entries(values)) element.setAttribute(key, String(value));
		parent.append(element);
		return element;
	};

	/** Of numbers that are told by how much more each is than the one that is `size` places before it. */
	const near = (numbers: number[], size: number): number[] => {
		const all: number[] = [];
		for (const [i, each] of numbers.entries()) all.push(each + (all[i - size] ?? 0));
		return all;
	};

	const pathOf = ([, boxes, dots, lines]: Path): string => {
		let d = lines;
		const all = near(boxes, 4);
		for (let i = 0; i < all.length; i += 4) {
			const [x, y, width, height] = all.slice(i, i + 4);
			d += `M${x} ${y}h${width}v${height}h-${width}z`;
		}
		const points = near(dots, 2);
		for (let i = 0; i < points.length; i += 2) d += `M${points[i]} ${points[i + 1]}h0`;
		return d;
	};

	/** Places are told by how far they are from the one before; of texts that run upwards there are two. */
	const writeTexts = (svg: Element, [look, isNumber, left, ...items]: number[]): void => {
		const isUpright = left === -1;
		const group = made(svg, 'g', {
			class: `${texts[look!]}${isNumber ? ' n' : ''}`,
			transform: isUpright ? 'rotate(-90)' : `translate(${left})`,
		});
		let [x, y] = [0, 0];
		for (let i = 0; i < items.length; i += isUpright ? 3 : 2) {
			if (isUpright) x += items[i]!;
			y += items[isUpright ? i + 1 : i]!;
			const place = isUpright ? { x, y } : { y };
			made(group, 'text', place).textContent = texts[items[isUpright ? i + 2 : i + 1]!]!;
		}
	};

	const draw = (box: HTMLElement): void => {
		const [width, height, paths, groups] = pictures[Number(box.dataset['picture'])]!;
		const size = { width, height, viewBox: `0 0 ${width} ${height}` };
		const svg = made(box, 'svg', { ...size, role: 'img', 'aria-label': box.ariaLabel });
		for (const path of paths) made(svg, 'path', { class: texts[path[0]], d: pathOf(path) });
		for (const group of groups) writeTexts(svg, group);
		box.hidden = false;
	};

	for (const box of document.querySelectorAll<HTMLElement>('[data-picture]')) {
		box.className = 'wide race paper';
		box.tabIndex = 0;
		box.setAttribute('role', 'region');
		const run = box.closest('details');
		const once = (): void => {
			if (box.childElementCount === 0) draw(box);
		};
		run?.addEventListener('toggle', once);
		if (run?.open === true) once();
	}
}
