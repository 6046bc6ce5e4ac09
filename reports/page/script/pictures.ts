/*
 * reports/page/script/pictures.ts - in the page: puts the key below each picture, marks the step that is shown in it, and goes to
 * a step of which the number is clicked.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function pictures(): void {
	const key = document.querySelector('.key');
	for (const box of document.querySelectorAll('.race')) {
		if (key !== null) box.after(key.cloneNode(true));
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
