import { type Bill, billModel, billTitleValues } from './bill.ts';
import { channelName } from './brands.ts';
import { type Frame, renderPage } from './frame.ts';
import { logoUrl } from './logos.ts';
import { fill, webAddress } from './markup.ts';
import { TEXTS } from './texts/catalogue.ts';
import type { SandboxActionName, SandboxState, Texts } from './texts/texts.ts';

/** One of the actions that every language names, or one with words of its own. */
export type SandboxAction = { readonly group: 'pay' | 'after' } & (
  | { readonly value: SandboxActionName }
  | { readonly value: string; readonly label: string; readonly explanation: string }
);

export type SandboxPayerPageView = Bill & {
  readonly frame: Frame;
  /** The key of the channel that the sandbox is dressed as, if it is. */
  readonly brand?: string | null | undefined;
  /** The channel's reference of this payment. */
  readonly reference: string;
  readonly state: SandboxState;
  readonly actions: readonly SandboxAction[];
  /** Each action is a submit button called `action`. */
  readonly form: { readonly action: string; readonly hidden: Readonly<Record<string, string>> };
  /** What became of the last action, where nothing else on the page tells. */
  readonly said?: 'impossible' | 'forged' | undefined;
  /** The way back that a shopper would take now. */
  readonly backHref?: string | null | undefined;
};

function actionModel(action: SandboxAction, texts: Texts): object {
  if ('label' in action) return action;
  return { value: action.value, ...texts.sandbox.actions[action.value] };
}

function groupModels(view: SandboxPayerPageView, texts: Texts): readonly object[] {
  return (['pay', 'after'] as const)
    .map((group) => ({
      group,
      heading: texts.sandbox.groups[group],
      actions: view.actions
        .filter((action) => action.group === group)
        .map((action) => actionModel(action, texts)),
    }))
    .filter(({ actions }) => actions.length > 0);
}

/** The payer's side of the sandbox channel: unmistakably a toy, every outcome a button. */
export function renderSandboxPayerPage(view: SandboxPayerPageView): string {
  const { language } = view.frame;
  const texts = TEXTS[language];
  const brand = view.brand ? channelName({ key: view.brand, name: view.brand }, language) : null;
  const { amount } = billTitleValues(view, language);
  const head = { title: `${texts.sandbox.heading} · ${amount}`, toy: true };
  const back = webAddress(view.backHref ?? '');
  return renderPage('sandbox-payer', view.frame, head, {
    ...billModel(view, language),
    standsInFor: brand === null ? null : fill(texts.sandbox.standsInFor, { brand }),
    logo: logoUrl(view.brand || 'sandbox'),
    reference: view.reference,
    state: view.state,
    stateWord: texts.sandbox.states[view.state],
    said: view.said ? texts.sandbox[view.said] : null,
    form: { action: view.form.action, hidden: Object.entries(view.form.hidden) },
    groups: groupModels(view, texts),
    next: back && {
      href: back.href,
      label: fill(texts.result.backToShop, { shop: view.shop.name }),
      note: null,
    },
  });
}
