import type { ReportSection } from '../facts.ts';
import type { NotEvaluated } from '../types.ts';
import type { ReportView } from './view.ts';

/** How a rule treats sections that the server reduced before storing: see docs/architecture.md, "Reduced payloads". */
export interface SectionNeeds {
  inForceSince: number;
  /** `allow`, `allowOnly`: they judge what is absent from a list, so a reduced section tells them nothing. */
  isAllow: boolean;
}

/**
 * Why a section cannot be judged by a rule, or `undefined` if it can. A reduced section keeps what the deny rules
 * in force at its receipt look for; to later rules and to allow rules it is as good as not collected.
 */
export function sectionGap(
  view: ReportView,
  section: ReportSection,
  needs: SectionNeeds,
): NotEvaluated['reason'] | undefined {
  if (view[section as 'apps'] === undefined)
    return view.reduced[section] === undefined ? 'section-missing' : 'section-reduced';
  if (view.reduced[section] === undefined) return undefined;
  return needs.isAllow || needs.inForceSince > view.receivedAt ? 'section-reduced' : undefined;
}
