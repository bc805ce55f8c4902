/** What the address asks for: `?n=300&layout=0&x=0&y=0&zoom=1`. */
export function asked(): { count: number; placed: boolean; view: { x: number; y: number; zoom: number } } {
  const query = new URLSearchParams(location.search);
  const number = (name: string, usual: number): number => Number(query.get(name) ?? usual);
  return {
    count: number('n', 300),
    placed: query.get('layout') !== '0',
    view: { x: number('x', 300), y: number('y', 40), zoom: number('zoom', 1) },
  };
}
