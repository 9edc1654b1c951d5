/** Checks a page the way axe-core sees it: WCAG 2.2 A and AA, and the field's best practice. */
import axe from 'axe-core';
import type { Page } from 'playwright-core';

const runOptions: axe.RunOptions = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  rules: { 'target-size': { enabled: true } },
  resultTypes: ['violations'],
};

/** Left alone, axe-core in a page does not talk to axe-core in a frame of another origin. */
const axeForAnyFrame = `${axe.source}
axe.configure({ allowedOrigins: ['<unsafe_all_origins>'] });`;

/**
 * Fails with one paragraph per violation: the rule, what it demands, the elements and what is
 * wrong with each. Frames are looked into. A page's content security policy does not hinder it,
 * but the context must have JavaScript on: with it off, axe-core never finishes.
 */
export async function expectAccessible(page: Page): Promise<void> {
  await Promise.all(page.frames().map((frame) => frame.evaluate(axeForAnyFrame)));
  const violations = await page.evaluate<axe.Result[]>(
    `axe.run(document, ${JSON.stringify(runOptions)}).then((results) => results.violations)`,
  );
  if (violations.length > 0) {
    const count =
      violations.length === 1 ? 'is 1 violation' : `are ${violations.length} violations`;
    throw new Error(`There ${count} on ${page.url()}\n\n${violations.map(paragraph).join('\n\n')}`);
  }
}

function paragraph({ id, impact, help, helpUrl, nodes }: axe.Result): string {
  const elements = nodes.map(
    (node) =>
      `  ${node.target.join(' in ')}\n    ${(node.failureSummary ?? '').replaceAll('\n', '\n    ')}`,
  );
  return [`${id} (${impact}): ${help}`, ...elements, `  ${helpUrl}`].join('\n');
}
