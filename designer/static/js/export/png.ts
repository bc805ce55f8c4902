/** Longest side of a picture in pixels; browsers draw no larger one. */
const MAX_SIDE = 8192;

/** The picture is larger than a browser draws. */
export class TooLarge extends Error {
  constructor() {
    super('The picture is too large.');
    this.name = 'TooLarge';
  }
}

/** An SVG as a PNG, twice its size where that fits. */
export async function toPng(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const scale = Math.min(2, MAX_SIDE / Math.max(image.width, image.height));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new TooLarge())), 'image/png');
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}
