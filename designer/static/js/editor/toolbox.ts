import type { Tool } from './tools';

/** Every tool of the editor, in the order of its group's menu. */
export const TOOLS: readonly Tool[] = [];
