import '../editor/editor.css';
import '../editor/forms.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createApi } from '../api/client';
import { OrderTool } from './OrderTool';
import { bootOf } from './page';

const root = document.getElementById('order-tool');
if (root) {
  const csrf = (): string =>
    document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? '';
  createRoot(root).render(
    <StrictMode>
      <OrderTool
        api={createApi(csrf)}
        first={bootOf()}
        locale={document.documentElement.lang === 'en' ? 'en' : 'fr'}
      />
    </StrictMode>,
  );
}
