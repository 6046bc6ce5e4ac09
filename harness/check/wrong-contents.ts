/*
 * harness/check/wrong-contents.ts - what a program reads of a file was stored there, by whoever may store there.
 */
import { outcomeValue } from '../mm/mm_types.ts';
import { fileMayShow } from './contents.ts';
import type { Complaint, Oracle, PlacedAccess, Scene } from './oracle.ts';
import { succeeded } from './outcome.ts';
import { fileName } from './page-tables.ts';
import { targetsOf } from './targets.ts';

export const wrongContents: Oracle = {
	says: 'a read of a file returned a value that no order of the stores leaves there',
	mutant: 'uptodate-before-contents',
	atEnd: (scene) => {
		if (scene.workload === undefined) return [];
		const findings: Complaint[] = [];
		for (const access of scene.accesses) {
			if (access.what !== 'touch-read' && access.what !== 'read') continue;
			if (!succeeded(scene, access)) continue;
			const value = scene.read(outcomeValue, access.outcome);
			const targets = targetsOf(scene, access);
			if (targets.length === 0) continue;
			if (targets.some((target) => fileMayShow(scene, target, value, access))) continue;
			const site = access.map === null ? 'read()' : 'load';
			findings.push({ site, detail: `${nameOf(scene, access)} returned ${value}` });
		}
		return findings;
	},
};

const nameOf = (scene: Scene, { map, mapping, page, process }: PlacedAccess): string =>
	map === null
		? `read() of ${fileName(scene, mapping)}[${page}]`
		: `a load from ${map}[${page}] of ${process}`;
