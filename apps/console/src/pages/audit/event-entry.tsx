import type { Item } from '../../api/types.ts';
import { Facts } from '../../components/facts.tsx';
import entry from '../../components/finding-entry.module.css';
import { Instant } from '../../components/instant.tsx';
import { JsonView } from '../../components/json-view.tsx';
import { Mark } from '../../components/mark.tsx';
import { sentenceCase } from '../../components/words.ts';
import classes from './event-entry.module.css';

type Event = Item<'listAuditEvents'>;
type Members = Record<string, unknown>;

/** An event that opens to what changed. */
export function EventEntry({ event, actor, unit }: { event: Event; actor: string; unit: string | undefined }) {
  const [subject = '', what = ''] = event.action.split('.');
  return (
    <details className={entry.entry}>
      <summary className={entry.summary}>
        <span className={entry.name}>
          <span className={entry.rule}>
            {sentenceCase(subject)} {what.replaceAll('-', ' ')}
          </span>{' '}
          by {actor}
        </span>
        <span className={entry.marks}>
          {event.number === null ? (
            <Mark tone="warn" label="not sealed yet" />
          ) : (
            <Mark tone="muted" label={`no. ${event.number}`} />
          )}
          <Instant at={event.at} />
        </span>
      </summary>
      <div className={entry.body}>
        <EventDetails event={event} actor={actor} unit={unit} />
      </div>
    </details>
  );
}

function EventDetails({ event, actor, unit }: { event: Event; actor: string; unit: string | undefined }) {
  const { before, after, ...rest } = event.details ?? {};
  return (
    <div className={classes.details}>
      <Facts
        items={[
          ['By', actor],
          ['About', <code key="target">{[event.target.kind, event.target.id].filter(Boolean).join(' ')}</code>],
          ['Unit', unit],
        ]}
      />
      {event.details === null && <p className={classes.note}>Its details were removed when a person was erased.</p>}
      {(isMembers(before) || isMembers(after)) && (
        <Changes before={isMembers(before) ? before : {}} after={isMembers(after) ? after : {}} />
      )}
      {Object.keys(rest).length > 0 && <JsonView label="More details" value={rest} />}
    </div>
  );
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Before and after, member by member; what stayed the same is quiet. */
function Changes({ before, after }: { before: Members; after: Members }) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1).
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms.
    <div role="group" aria-label="What changed" tabIndex={0} className={classes.scroll}>
      <table className={classes.changes}>
        <thead>
          <tr>
            <th scope="col">Member</th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => {
            const [was, is] = [textOf(before[name]), textOf(after[name])];
            return (
              <tr key={name} data-changed={was !== is}>
                <th scope="row">{name}</th>
                <td>{was === undefined ? '–' : was !== is ? <del>{was}</del> : was}</td>
                <td>{is === undefined ? '–' : was !== is ? <ins>{is}</ins> : is}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function textOf(value: unknown): string | undefined {
  if (value === undefined) return undefined;
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}
