import { useEffect, useState } from 'react';
import type { Api } from '../../api/client';
import type { Locale } from '../../model/document';
import { pictureOf } from './making';

/** The picture of a document: its address, whether it is being drawn, and why it could not be. */
export interface Picture {
  url: string | undefined;
  error: unknown;
}

/** Draws a document anew whenever it, or how it is drawn, changes. */
export function usePicture(api: Api, document: unknown, language: Locale, frame: boolean): Picture {
  const [picture, setPicture] = useState<Picture>({ url: undefined, error: undefined });
  useEffect(() => {
    let open = true;
    let url: string | undefined;
    pictureOf(api, document, language, frame).then(
      (svg) => {
        if (!open) return;
        url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
        setPicture({ url, error: undefined });
      },
      (error: unknown) => {
        if (open) setPicture({ url: undefined, error });
      },
    );
    return () => {
      open = false;
      if (url !== undefined) URL.revokeObjectURL(url);
    };
  }, [api, document, language, frame]);
  return picture;
}
