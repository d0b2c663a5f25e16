import { type UIEvent, useRef } from 'react';
import classes from './source-field.module.css';

export interface SourceFault {
  line?: number | undefined;
  pointer: string;
  message: string;
}

interface Props {
  value: string;
  onChange: (value: string) => void;
  isReadOnly: boolean;
  faults: readonly SourceFault[];
}

/** A document's source with line numbers; lines with a fault are marked, and the fault is told beside the number. */
export function SourceField({ value, onChange, isReadOnly, faults }: Props) {
  const gutter = useRef<HTMLDivElement>(null);
  const lines = value.split('\n');
  const byLine = new Map(faults.map((fault) => [fault.line, fault.message]));
  const scroll = (event: UIEvent<HTMLTextAreaElement>) => {
    if (gutter.current) gutter.current.style.transform = `translateY(${-event.currentTarget.scrollTop}px)`;
  };
  return (
    <div className={classes.box} dir="ltr">
      <div className={classes.gutterBox} aria-hidden>
        <div ref={gutter}>
          {lines.map((_, index) => (
            <div
              // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number.
              key={index}
              className={classes.number}
              data-fault={byLine.has(index + 1)}
              title={byLine.get(index + 1)}
            >
              {index + 1}
            </div>
          ))}
        </div>
      </div>
      <textarea
        className={classes.text}
        aria-label="Source of the policy"
        aria-invalid={faults.length > 0}
        value={value}
        readOnly={isReadOnly}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        wrap="off"
        maxLength={262_144}
        rows={Math.min(Math.max(lines.length + 1, 12), 32)}
        onScroll={scroll}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    </div>
  );
}
