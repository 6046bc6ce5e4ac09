/*
 * reports/page/script/copies.ts - in the page: a button behind each token and each command that puts it on the clipboard.
 */
/// <reference lib="dom" />

/** Put into the page as text: nothing outside of it may be used. */
export function copies(): void {
	for (const code of document.querySelectorAll('code')) {
		const button = document.createElement('button');
		button.className = 'copy';
		button.textContent = 'copy';
		button.setAttribute('aria-label', `copy ${code.textContent}`);
		// A button has no place in a link.
		(code.closest('a') ?? code).after(' ', button);
	}

	const say = (button: HTMLElement, text: string): void => {
		button.textContent = text;
		setTimeout(() => (button.textContent = 'copy'), 1500);
	};

	/** Where there is no clipboard the text is selected, so that the keyboard copies it. */
	const select = (code: Element): void => getSelection()?.selectAllChildren(code);

	// Heard here, since a pane shows copies of what stands elsewhere.
	document.addEventListener('click', (event) => {
		const button = (event.target as Element).closest<HTMLElement>('button.copy');
		const before = button?.previousElementSibling ?? null;
		const code = before?.localName === 'code' ? before : before?.querySelector('code');
		if (button === null || code === null || code === undefined) return;
		const done = navigator.clipboard?.writeText(code.textContent ?? '');
		if (done === undefined) {
			select(code);
			say(button, 'selected');
			return;
		}
		done.then(
			() => say(button, 'copied'),
			() => {
				select(code);
				say(button, 'selected');
			},
		);
	});
}
