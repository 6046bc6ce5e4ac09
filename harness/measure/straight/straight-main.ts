/*
 * harness/measure/straight/straight-main.ts - npm run build: writes the straight form of all kernel functions.
 */
import { fileURLToPath } from 'node:url';
import { writeStraightTree } from './straight-tree.ts';

writeStraightTree(fileURLToPath(new URL('../../../', import.meta.url)));
