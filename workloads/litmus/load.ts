import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../harness/source.ts';
export function listLitmusFiles(): string[] { return readdirSync(join(packageRoot(), 'workloads/litmus')).filter((f) => f.endsWith('.litmus')).sort(); }
