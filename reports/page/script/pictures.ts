/*
 * reports/page/script/pictures.ts - in the page: marks the step that is shown in the picture of its execution, and goes to
 * a step of which the number is clicked.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function pictures(): void {
	for (const run of document.querySelectorAll<HTMLElement>('.run')) {
		const numbers = [...run.querySelectorAll<SVGElement>('.race .n text')];
		run.addEventListener('step', (event) => {
			const at = String((event as CustomEvent<number>).detail);
			for (const each of numbers) each.classList.toggle('now', each.textContent === at);
		});
		for (const each of numbers) {
			const row = run.querySelector<HTMLElement>(`.told [data-at="${each.textContent}"]`);
			each.addEventListener('click', () => row?.click());
		}
	}
}
