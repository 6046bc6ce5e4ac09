/*
 * reports/page/script/pictures.ts - in the page: puts the key below each picture, lets its heads stay where it scrolls, marks the
 * step that is shown in it, and goes to a step of which the number is clicked.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function pictures(): void {
	const key = document.querySelector('.key');
	for (const box of document.querySelectorAll('.race')) {
		if (key !== null) box.after(key.cloneNode(true));
	}

	/** The part of a picture that is above the lines of the cpus, once more. */
	const keepHeads = (box: HTMLElement, name: string): void => {
		const svg = box.querySelector('svg');
		const d = [...box.querySelectorAll('path')].map((each) => each.getAttribute('d')).join('');
		const [, top] = /M\d+ (\d+)V/.exec(d) ?? [];
		if (svg === null || top === undefined || document.getElementById(name)) return;
		const made = (kind: 'svg' | 'g' | 'use'): SVGElement =>
			document.createElementNS('http://www.w3.org/2000/svg', kind);
		const all = made('g');
		all.id = name;
		all.append(...svg.childNodes);
		svg.append(all);
		const heads = made('svg');
		const width = svg.getAttribute('width')!;
		const size = { width, height: top, viewBox: `0 0 ${width} ${top}`, class: 'heads' };
		for (const [key, value] of Object.entries(size)) heads.setAttribute(key, value);
		heads.setAttribute('aria-hidden', 'true');
		heads.style.marginBottom = `-${top}px`;
		const use = made('use');
		use.setAttribute('href', `#${name}`);
		heads.append(use);
		svg.before(heads);
	};

	for (const [i, box] of [...document.querySelectorAll<HTMLElement>('.race')].entries()) {
		const keep = (): void => keepHeads(box, `picture-${i}`);
		keep();
		box.closest('details')?.addEventListener('toggle', keep);
	}
	for (const run of document.querySelectorAll<HTMLElement>('.run')) {
		// A picture is drawn only when it is looked at.
		const mark = (at: string): void => {
			for (const each of run.querySelectorAll('.race .n text')) {
				each.classList.toggle('now', each.textContent === at);
			}
		};
		run.addEventListener('step', (event) => mark(String((event as CustomEvent<number>).detail)));
		run.addEventListener('click', (event) => {
			const number = (event.target as Element).closest('.race .n text');
			if (number === null) return;
			run.querySelector<HTMLElement>(`.told [data-at="${number.textContent}"]`)?.click();
		});
	}
}
