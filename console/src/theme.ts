/** Mantine in our colours: those of the hosted page, see styles/base.css. */
import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

/** From the palest to the darkest: 7 is the accent on light ground, 2 that on dark ground. */
const teal: MantineColorsTuple = [
  '#e5f6f5',
  '#c4eae9',
  '#72d0d0',
  '#4fbcbc',
  '#2ea5a5',
  '#128f8f',
  '#008080',
  '#007676',
  '#006060',
  '#004a4a',
];

const ACCENT = 'var(--accent)';
const ON_ACCENT = 'var(--on-accent)';

/** Mantine works out what can be read on the accent; at first for the scheme that it takes for granted. */
function accentOf<const Name extends 'checkbox' | 'radio'>(name: Name) {
  return { [`--${name}-color`]: ACCENT, [`--${name}-icon-color`]: ON_ACCENT };
}

/** What stands on the accent is of the same pair of colours, in both schemes. */
const onAccent: VariantColorsResolver = (input) => {
  const usual = defaultVariantColorsResolver(input);
  const isAccent = input.color === undefined || input.color === 'teal';
  if (input.variant !== 'filled' || !isAccent) return usual;
  const hover = 'color-mix(in srgb, var(--accent) 88%, var(--ink))';
  return { ...usual, background: ACCENT, hover, color: ON_ACCENT };
};

export const theme = createTheme({
  colors: { teal },
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 2 },
  autoContrast: true,
  variantColorResolver: onAccent,
  fontFamily: "'Inter Variable', system-ui, 'PingFang SC', 'Microsoft YaHei', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SF Mono', Menlo, Consolas, monospace",
  defaultRadius: 10,
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '28px' }, h2: { fontSize: '20px' } } },
  respectReducedMotion: true,
  // By name, so that those which the first page has no use for come later.
  components: {
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Badge: { defaultProps: { tt: 'none', fw: 500 } },
    Button: { defaultProps: { size: 'sm' } },
    Checkbox: { vars: () => ({ root: accentOf('checkbox') }) },
    Chip: {
      vars: () => ({
        root: { '--chip-bg': ACCENT, '--chip-hover': ACCENT, '--chip-color': ON_ACCENT },
      }),
    },
    Radio: { vars: () => ({ root: accentOf('radio') }) },
    Select: { defaultProps: { allowDeselect: false } },
    Table: { defaultProps: { verticalSpacing: 0, horizontalSpacing: 'sm' } },
  },
});

/** Mantine's own values are of its schemes, so ours have to be of both. */
const OURS = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-bright': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--muted)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line)',
  '--mantine-color-default-hover': 'var(--quiet-soft)',
  '--mantine-color-placeholder': 'var(--muted)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--failed)',
  '--mantine-color-gray-light-color': 'var(--ink)',
  '--mantine-color-teal-light-color': 'var(--accent)',
  '--mantine-color-teal-light': 'var(--accent-soft)',
  '--mantine-color-teal-light-hover': 'var(--accent-soft)',
  '--mantine-color-disabled': 'var(--quiet-soft)',
  '--mantine-color-disabled-color': 'var(--muted)',
};

export const colours: CSSVariablesResolver = () => ({ variables: {}, light: OURS, dark: OURS });
