/*
 * reports/page/script/controls.ts - in the page: buttons for an execution, which do what its keys do, and a line for the step
 * that is shown. Together with the picture and the steps they are no higher than the window, so that all are seen at once.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function controls(): void {
	const keys = { first: 'Home', back: 'ArrowLeft', next: 'ArrowRight', last: 'End' };
	for (const run of document.querySelectorAll<HTMLElement>('.run')) {
		const box = document.createElement('div');
		box.className = 'controls';
		for (const [name, key] of Object.entries(keys)) {
			const button = document.createElement('button');
			button.textContent = name;
			button.addEventListener('click', () =>
				run.dispatchEvent(new KeyboardEvent('keydown', { key })),
			);
			box.append(button, ' ');
		}
		const output = document.createElement('output');
		output.setAttribute('aria-live', 'polite');
		box.append(output);
		const stage = document.createElement('div');
		stage.className = 'stage';
		const parts = run.querySelectorAll('.race, .race ~ .key, .race ~ .locks, .told');
		parts[0]?.before(stage);
		stage.append(box, ...parts);
	}
}
