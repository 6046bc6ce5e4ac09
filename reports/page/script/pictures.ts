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

	/** What stands above the lines of the cpus, once more. */
	const keepHeads = (box: HTMLElement): void => {
		const svg = box.querySelector('svg');
		const d = [...box.querySelectorAll('path')].map((each) => each.getAttribute('d')).join('');
		const [, top] = /M\d+ (\d+)V/.exec(d) ?? [];
		if (svg === null || top === undefined || box.querySelector('.heads') !== null) return;
		const heads = svg.cloneNode() as SVGSVGElement;
		heads.removeAttribute('role');
		heads.removeAttribute('aria-label');
		const size = { height: top, viewBox: `0 0 ${svg.getAttribute('width')} ${top}` };
		const all = { ...size, class: 'heads', 'aria-hidden': 'true' };
		for (const [key, value] of Object.entries(all)) heads.setAttribute(key, value);
		heads.style.marginBottom = `-${top}px`;
		for (const group of svg.querySelectorAll('g[transform^=translate]')) {
			const copy = group.cloneNode() as Element;
			for (const text of group.children) {
				if (Number(text.getAttribute('y')) < Number(top)) copy.append(text.cloneNode(true));
			}
			heads.append(copy);
		}
		svg.before(heads);
	};

	/** A stripe behind the whole row of a step. @param number the text that numbers it */
	const band = (number: Element): void => {
		const svg = number.closest('svg')!;
		const stripe = document.createElementNS(svg.namespaceURI, 'rect');
		const y = `${Number(number.getAttribute('y')) - 11}`;
		const all = { class: 'band', x: '0', y, width: '100%', height: '15' };
		for (const [key, value] of Object.entries(all)) stripe.setAttribute(key, value);
		svg.prepend(stripe);
	};

	for (const box of document.querySelectorAll<HTMLElement>('.race')) {
		const keep = (): void => keepHeads(box);
		keep();
		box.closest('details')?.addEventListener('toggle', keep);
	}
	for (const run of document.querySelectorAll<HTMLElement>('.run')) {
		// A picture is drawn only when it is looked at.
		const mark = (at: string): void => {
			run.querySelector('.race .band')?.remove();
			for (const each of run.querySelectorAll('.race .n text')) {
				const isNow = each.textContent === at;
				each.classList.toggle('now', isNow);
				if (isNow) band(each);
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
