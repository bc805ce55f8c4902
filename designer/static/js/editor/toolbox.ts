import { DRAW_TOOLS } from './canvas/tools';
import { CONTENT } from './content/tool';
import { FILE_TOOLS } from './exporting/tool';
import { OUTLINE_TOOLS } from './outline/tool';
import { SEARCH_TOOLS } from './search/tools';
import type { Tool } from './tools';
import { TRIAL } from './trial/tool';
import { HISTORY } from './versions/tool';

/** Every tool of the editor, in the order of its group's menu. */
export const TOOLS: readonly Tool[] = [
  ...DRAW_TOOLS,
  ...OUTLINE_TOOLS,
  ...SEARCH_TOOLS,
  CONTENT,
  TRIAL,
  HISTORY,
  ...FILE_TOOLS,
];
