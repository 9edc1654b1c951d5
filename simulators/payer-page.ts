/** The page on which a person plays the payer. */

export type PayerPage = {
  readonly channel: string;
  /** A colour of the channel's own. */
  readonly colour: string;
  readonly amount: string;
  readonly item: string;
  /** What the payer can do, each a button that posts to its address. */
  readonly choices: readonly {
    readonly label: string;
    readonly action: string;
    readonly quiet?: boolean;
    /** What goes along, for a channel that sends the browser back by a form. */
    readonly fields?: Readonly<Record<string, string>>;
  }[];
  readonly note?: string;
};

export function renderPayerPage(page: PayerPage): string {
  const buttons = page.choices
    .map(
      ({ label, action, quiet, fields = {} }) =>
        `<form method="post" action="${escapeHtml(action)}">${hidden(fields)}<button${quiet ? ' class="quiet"' : ''}>${escapeHtml(label)}</button></form>`,
    )
    .join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(page.channel)} simulator</title>
<style>
:root { color-scheme: light dark; --channel: ${escapeHtml(page.colour)}; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0; display: grid; place-items: center; min-height: 100vh; }
main { width: min(24rem, calc(100vw - 2rem)); padding: 1.5rem 0; }
header { border-block-start: .4rem solid var(--channel); padding-block: 1rem .5rem; }
h1 { font-size: 1.1rem; margin: 0; }
.amount { font-size: 2rem; font-weight: 700; margin: 0; }
p { margin: .25rem 0; overflow-wrap: anywhere; }
button { width: 100%; padding: .8rem; margin-block-start: .75rem; font: inherit; font-weight: 600; border: 0; border-radius: .4rem; background: var(--channel); color: #fff; cursor: pointer; }
button.quiet { background: none; color: inherit; border: 1px solid currentColor; font-weight: 400; }
small { display: block; margin-block-start: 1.5rem; opacity: .75; }
</style>
</head>
<body>
<main>
<header><h1>${escapeHtml(page.channel)} simulator</h1></header>
<p class="amount">${escapeHtml(page.amount)}</p>
<p>${escapeHtml(page.item)}</p>
${buttons}
<small>${escapeHtml(page.note ?? 'Nothing here is real: no money moves.')}</small>
</main>
</body>
</html>
`;
}

function hidden(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, value]) => [escapeHtml(name), escapeHtml(value)])
    .map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`)
    .join('');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
