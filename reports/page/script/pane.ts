/*
 * reports/page/script/pane.ts - in the page: shows what a cell found beside the matrix.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function pane(): void {
	const box = document.getElementById('pane');
	if (box === null) return;
	let from: HTMLElement | null = null;

	const close = (): void => {
		box.hidden = true;
		for (const each of document.querySelectorAll('.matrix [aria-current]')) {
			each.removeAttribute('aria-current');
			each.closest('.wide')?.classList.remove('low');
		}
		from?.focus();
	};

	/** A copy of what is in an element; ids stay where they are. */
	const copyOf = (element: Element): Element[] => {
		const copy = element.cloneNode(true) as Element;
		for (const each of copy.querySelectorAll('[id]')) each.removeAttribute('id');
		return [...copy.children].filter((each) => each.localName !== 'h3');
	};

	/** The reference's block of the same litmus test, where what is left is listed. */
	const before = (cell: HTMLElement, workload: string): Element[] => {
		const isWhole = cell.localName === 'section' && cell.querySelector('.as') === null;
		const links = document.querySelectorAll<HTMLAnchorElement>('.matrix .base td a');
		const link = [...links].find((each) => each.hash.endsWith(`:${workload}`));
		const block = document.getElementById(decodeURIComponent(link?.hash.slice(1) ?? ''));
		if (isWhole || block === null || block.querySelector('ul') === null) return [];
		const head = document.createElement('p');
		head.textContent = `${block.id.replace(':', ' on ')}:`;
		return [head, ...copyOf(block).filter((each) => each.localName === 'ul')];
	};

	const show = (cell: HTMLElement): void => {
		const [variant = '', workload = ''] = cell.id.split(':');
		const head = document.createElement('h3');
		head.textContent = `${variant} on ${workload}`;
		const button = document.createElement('button');
		button.textContent = 'close';
		button.addEventListener('click', close);
		const says = document.createElement('p');
		if (cell.localName === 'span') {
			says.textContent = cell.parentElement?.querySelector('i')?.textContent ?? '';
			says.append(...copyOf(cell).flatMap((each) => [' ', each]));
		}
		const own = cell.localName === 'span' ? [says] : copyOf(cell);
		box.replaceChildren(button, head, ...own, ...before(cell, workload));
		box.dispatchEvent(new CustomEvent('shown', { detail: workload }));
		box.hidden = false;
		const links = [...document.querySelectorAll<HTMLElement>('.matrix td a')];
		for (const each of links) each.removeAttribute('aria-current');
		from = links.find((each) => each.getAttribute('href') === `#${cell.id}`) ?? null;
		from?.setAttribute('aria-current', 'true');
		const hidden = from?.closest('details');
		if (hidden) hidden.open = true;
		from?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
		box.focus({ preventScroll: true });
	};

	box.addEventListener('keydown', (event) => {
		if (event.key === 'Escape') close();
	});
	document.addEventListener('cell', (event) => show(event.target as HTMLElement));
}
