import { SEARCH_TOOLS } from './search/tools';
import type { Tool } from './tools';
import { HISTORY } from './versions/tool';

/** Every tool of the editor, in the order of its group's menu. */
export const TOOLS: readonly Tool[] = [...SEARCH_TOOLS, HISTORY];
