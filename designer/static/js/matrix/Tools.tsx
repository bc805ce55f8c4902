import { Presentation, Printer, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useRoom } from './room';

/** What stands beside the title: the presentation for the wall, and the sheet of paper. */
export function Tools() {
  const { t } = useRoom();
  const [presenting, setPresenting] = useState(() => new URLSearchParams(location.search).has('present'));
  useEffect(() => {
    document.getElementById('page')?.classList.toggle('presenting', presenting);
    const address = new URL(location.href);
    if (presenting) address.searchParams.set('present', '1');
    else address.searchParams.delete('present');
    history.replaceState(history.state, '', address);
  }, [presenting]);
  useEffect(() => {
    // Esc leaves the full screen by itself; the page follows it.
    const left = (): void => {
      if (!document.fullscreenElement) setPresenting(false);
    };
    addEventListener('fullscreenchange', left);
    return () => removeEventListener('fullscreenchange', left);
  }, []);
  if (presenting) {
    return (
      <button
        type="button"
        className="button"
        onClick={() => {
          setPresenting(false);
          if (document.fullscreenElement) void document.exitFullscreen();
        }}
      >
        <X className="icon" aria-hidden="true" />
        {t('present.end')}
      </button>
    );
  }
  return (
    <>
      <button type="button" className="button" onClick={() => print()}>
        <Printer className="icon" aria-hidden="true" />
        {t('print')}
      </button>
      <button
        type="button"
        className="button"
        onClick={() => {
          setPresenting(true);
          // Where the browser has no full screen to give, the page alone is presented.
          document.documentElement.requestFullscreen?.().catch(() => {});
        }}
      >
        <Presentation className="icon" aria-hidden="true" />
        {t('present')}
      </button>
    </>
  );
}
