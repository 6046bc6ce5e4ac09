#!/usr/bin/env node
/*
 * harness/cli.ts - where the command line begins: it loads the program. Node takes longer to find and to link some
 * hundred small modules than many a search takes, so the build puts them together in dist/quick/ too, see
 * rolldown.config.ts. Threads of the straight build load modules that stand apart.
 */
import { isPutTogether, moduleOf } from './quick.ts';

// Nobody waits for it at the top, so that a loop which the watchdog ends leaves no module half loaded.
void (isPutTogether()
	? Promise.resolve('program').then(moduleOf)
	: import('./commands/program.ts'));
