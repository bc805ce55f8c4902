import { saveFile } from '../../export/file';
import { toPng } from '../../export/png';
import { exportingWords } from '../../i18n/exporting';
import type { Workbench } from '../tools';
import { asShown, copyPicture, fileName, partOf, pictureOf, reason } from './making';

/** Copies the flowchart, or the steps that are selected, as a picture; where that cannot be it is downloaded. */
export async function copyImage({ session, selection, locale, say }: Workbench): Promise<void> {
  const t = exportingWords(locale);
  const { scenario, places } = session.snapshot();
  const part = selection.nodes.length > 1;
  const shown = asShown(part ? partOf(scenario, selection.nodes) : scenario, places);
  const picture = pictureOf(session.api, shown, locale, false).then(toPng);
  const file = fileName(scenario.key, 'png');
  try {
    const copied = await copyPicture(picture).catch(() => false);
    if (!copied) saveFile(file, await picture);
    say(copied ? t(part ? 'done.copied.part' : 'done.copied') : t('done.saved', { file }));
  } catch (error) {
    say(t('fault.export', { why: reason(error, t) }));
  }
}
