import { Monitor, Moon, Smartphone, Sun } from 'lucide-react';
import { useState } from 'react';
import { contentWords } from '../../i18n/content';
import type { Locale } from '../../model/document';
import { useForms } from '../fields/context';
import { Note } from '../fields/Field';
import { Segmented } from '../fields/inputs';
import type { Template } from '../fields/server';
import { PersonPicker } from './PersonPicker';
import { variantOf } from './parts';
import { Rendered } from './Rendered';
import { useLengths, usePerson, usePreview } from './usePreview';
import { isFaulty, type Proofread } from './useProof';

interface PreviewPaneProps {
  template: Template;
  event: string | undefined;
  /** The variant that is being written; the main text without it. */
  variant: string | undefined;
  /** What there is to mend in the texts: with a fault they cannot be laid out. */
  proof: Proofread | undefined;
}

type Tongue = 'own' | Locale;
type Words = 'written' | 'read';

/** The message as one contact will see it: for whom, in what language, on what screen, on what ground. */
export function PreviewPane({ template, event, variant, proof }: PreviewPaneProps) {
  const { say } = useForms();
  const c = contentWords(say.locale);
  const [search, setSearch] = useState('');
  const [place, setPlace] = useState(1);
  const [tongue, setTongue] = useState<Tongue>('own');
  const [words, setWords] = useState<Words>('written');
  const [screen, setScreen] = useState<'wide' | 'phone'>('wide');
  const [ground, setGround] = useState<'light' | 'dark'>('light');
  const [form, setForm] = useState<'html' | 'text'>('html');
  const { person, did } = usePerson(search, event, place);
  const faulty = isFaulty(proof);
  // Only what has been read without a fault is laid out.
  const readable = faulty ? undefined : proof?.of;
  const shown = usePreview(readable, {
    ...(tongue === 'own' ? {} : { language: tongue }),
    ...(person ? { contact: person.id } : {}),
    ...(event === undefined ? {} : { event }),
    ...(words === 'read' ? {} : { variant: variant ?? '' }),
  });
  const lengths = useLengths(readable, event);
  const hasVariants = (template.variants ?? []).length > 0;
  const hasPage =
    template.channel === 'email' || template.channel === 'mail' || template.channel === 'onsite';
  const nameOf = (key: string | null): string =>
    key === null ? c('variant.main') : say.text(variantOf(template, key)?.name) || key;
  const reads = shown.state === 'ready' ? shown.preview.reads : null;
  const differs = words === 'written' && shown.state === 'ready' && reads !== (variant ?? null);
  return (
    <section aria-label={c('view.read')} className="ct-preview">
      <PersonPicker
        did={did ? event : undefined}
        onPlace={setPlace}
        onSearch={(typed) => {
          setSearch(typed);
          setPlace(1);
        }}
        person={person}
        place={place}
        search={search}
      />
      {hasVariants && (
        <div className="ct-reads">
          <Segmented<Words>
            label={c('read.words')}
            onChange={setWords}
            options={[
              { value: 'written', label: c('read.words.written') },
              { value: 'read', label: c('read.words.read') },
            ]}
            value={words}
          />
          {shown.state === 'ready' && (
            <p className="f-hint" role="status">
              {differs
                ? c('read.would', { name: nameOf(reads) })
                : reads === null
                  ? c('read.main')
                  : c('read.variant', { name: nameOf(reads) })}
            </p>
          )}
        </div>
      )}
      <div className="ct-preview-bar">
        <Segmented<Tongue>
          label={c('read.language')}
          onChange={setTongue}
          options={[
            { value: 'own', label: c('read.language.own') },
            { value: 'fr', label: 'FR' },
            { value: 'en', label: 'EN' },
          ]}
          value={tongue}
        />
        {hasPage && (
          <>
            <Segmented<'html' | 'text'>
              label={c('read.form')}
              onChange={setForm}
              options={[
                { value: 'html', label: c('read.html') },
                { value: 'text', label: c('read.text') },
              ]}
              value={form}
            />
            <Segmented<'wide' | 'phone'>
              label={c('read.screen')}
              onChange={setScreen}
              options={[
                { value: 'wide', label: c('read.wide'), icon: <Monitor aria-hidden="true" size={14} /> },
                { value: 'phone', label: c('read.phone'), icon: <Smartphone aria-hidden="true" size={14} /> },
              ]}
              value={screen}
            />
          </>
        )}
        <Segmented<'light' | 'dark'>
          label={c('read.ground')}
          onChange={setGround}
          options={[
            { value: 'light', label: c('read.light'), icon: <Sun aria-hidden="true" size={14} /> },
            { value: 'dark', label: c('read.dark'), icon: <Moon aria-hidden="true" size={14} /> },
          ]}
          value={ground}
        />
      </div>
      {faulty && <Note severity="warning">{c('read.faulty')}</Note>}
      {shown.state === 'loading' && !faulty && <p className="f-hint">{c('read.loading')}</p>}
      {shown.state === 'failed' && <Note severity="error">{shown.message || c('read.failed')}</Note>}
      {shown.state === 'ready' && (
        <Rendered
          channel={template.channel}
          dark={ground === 'dark'}
          lengths={lengths}
          name={person?.name ?? 'Camille Martin'}
          phone={screen === 'phone'}
          preview={shown.preview}
          textOnly={form === 'text'}
        />
      )}
    </section>
  );
}
