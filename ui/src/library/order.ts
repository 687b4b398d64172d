/** Which projects are shown, and in which order. */
import type * as B from '../api/bindings';

export type Sorting = 'changed' | 'title' | 'length' | 'spent';

/** Without case and accents, so that "cafe" finds « Café ». */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Every word of the query has to be in the title or the theme. */
export function found(projects: readonly B.ProjectSummary[], query: string): B.ProjectSummary[] {
  const words = plain(query).split(/\s+/u).filter(Boolean);
  return projects.filter(({ title, theme }) => {
    const text = plain(`${title} ${theme}`);
    return words.every((word) => text.includes(word));
  });
}

export function sorted(projects: readonly B.ProjectSummary[], by: Sorting, language: string): B.ProjectSummary[] {
  const { compare } = new Intl.Collator(language, { numeric: true });
  const byTitle = (a: B.ProjectSummary, b: B.ProjectSummary): number => compare(a.title, b.title);
  switch (by) {
    case 'changed': return projects.toSorted((a, b) => b.changed_ms - a.changed_ms);
    case 'title': return projects.toSorted(byTitle);
    case 'length': return projects.toSorted((a, b) => b.duration_ms - a.duration_ms || byTitle(a, b));
    case 'spent': return projects.toSorted((a, b) => b.spent_micros - a.spent_micros || byTitle(a, b));
  }
}
