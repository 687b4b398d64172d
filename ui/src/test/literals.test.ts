/** Every word a creator sees comes from the catalogues, so that it exists in both languages. */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parse, type AST } from 'svelte/compiler';
import { expect, it } from 'vitest';

const SOURCE = join(process.cwd(), 'src');
const SHOWN = new Set(['aria-label', 'aria-description', 'aria-roledescription', 'aria-valuetext', 'title', 'placeholder', 'alt', 'label', 'text', 'note', 'hint', 'help', 'description']);
const WORD = /\p{L}{2,}/u;

/** Where a part of a template keeps what it shows; the rest is code. */
const PLACES = ['fragment', 'nodes', 'attributes', 'body', 'consequent', 'alternate', 'fallback', 'pending', 'then', 'catch'];

type Node = { type: string; start: number; [key: string]: unknown };

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

/** What an attribute is given as plain text: in quotes, or as a literal in braces. */
function* literals(value: unknown): Generator<string> {
  if (Array.isArray(value)) for (const part of value) yield* literals(part);
  else if (isNode(value)) {
    if (value.type === 'Text') yield String(value['data']);
    else if (value.type === 'ExpressionTag') yield* literals(value['expression']);
    else if (value.type === 'Literal' && typeof value['value'] === 'string') yield value['value'];
    else if (value.type === 'TemplateLiteral') for (const quasi of value['quasis'] as { value: { cooked: string } }[]) yield quasi.value.cooked;
    else if (value.type === 'ConditionalExpression') yield* literals([value['consequent'], value['alternate']]);
  }
}

function* shownText(node: unknown): Generator<string> {
  if (Array.isArray(node)) {
    for (const part of node) yield* shownText(part);
    return;
  }
  if (!isNode(node)) return;
  if (node.type === 'Text') yield String(node['data']);
  else if (node.type === 'ExpressionTag') yield* literals(node);
  else if (node.type === 'Attribute') {
    if (SHOWN.has(String(node['name']))) yield* literals(node['value']);
    return;
  }
  for (const key of PLACES) yield* shownText(node[key]);
}

export function shownLiterals(source: string): string[] {
  const { fragment }: AST.Root = parse(source, { modern: true });
  return [...shownText(fragment)].map((text) => text.trim()).filter((text) => WORD.test(text));
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.svelte')).map((name) => join(SOURCE, name));

it('finds text, attributes and literals in braces, and leaves code alone', () => {
  const source = `<script>const a = 'code';</script><p class="row" aria-label="Close it">Some text {'more'} {t('key.of')} · 9:16</p><img alt={on ? 'Yes' : ''} data-x="no" />`;
  expect(shownLiterals(source).sort()).toEqual(['Close it', 'Some text', 'Yes', 'more']);
});

it.each(files.map((file) => [relative(SOURCE, file), file]))('%s shows only words of the catalogues', (_, file) => {
  // The name of a file's format is the same in every language.
  expect(shownLiterals(readFileSync(file, 'utf8')).filter((text) => text !== '.mp4')).toEqual([]);
});
