import classes from './chart-table.module.css';

interface Props {
  label: string;
  head: readonly string[];
  /** Each begins with what tells it from the others. */
  rows: readonly (readonly string[])[];
}

/** What a chart shows, as a table: for those who do not see it, and those who want the numbers. */
export function ChartTable({ label, head, rows }: Props) {
  return (
    <details className={classes.details}>
      <summary>Show as a table</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1). */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms. */}
      <div className={classes.scroll} role="group" aria-label={label} tabIndex={0}>
        <table className={classes.table}>
          <thead>
            <tr>
              {head.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(([first, ...values]) => (
              <tr key={first}>
                <th scope="row">{first}</th>
                {values.map((value, index) => (
                  <td key={head[index + 1]}>{value}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
