/*
 * harness/messages/completion.ts - how a completion script is put to use, which stands at its beginning.
 */

export const completionNote = {
	bash: (): string[] => ['Put this into ~/.bashrc:  eval "$(npx rmaplab completion bash)"'],
	zsh: (): string[] => ['Put this into ~/.zshrc:  eval "$(npx rmaplab completion zsh)"'],
	fish: (): string[] => [
		'Run once:  npx rmaplab completion fish > ~/.config/fish/completions/rmaplab.fish',
	],
} as const;
