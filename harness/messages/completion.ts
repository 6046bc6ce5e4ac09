/*
 * harness/messages/completion.ts - how a completion script is put to use, which stands at its beginning.
 */

/** A shell completes what follows npx as npx says; under a name of its own rmaplab is completed. */
const withNpx = (definition: string): string[] => [
	'It completes rmaplab, and not npx rmaplab. Where rmaplab is run by npx, add a function of that name:',
	`  ${definition}`,
];

export const completionNote = {
	bash: (): string[] => [
		'Put this into ~/.bashrc:  eval "$(npx rmaplab completion bash)"',
		...withNpx('rmaplab() { npx rmaplab "$@"; }'),
	],
	zsh: (): string[] => [
		'Put this into ~/.zshrc:  eval "$(npx rmaplab completion zsh)"',
		...withNpx('rmaplab() { npx rmaplab "$@"; }'),
	],
	fish: (): string[] => [
		'Run once:  npx rmaplab completion fish > ~/.config/fish/completions/rmaplab.fish',
		...withNpx('function rmaplab; npx rmaplab $argv; end'),
	],
} as const;
