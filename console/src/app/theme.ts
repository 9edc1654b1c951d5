/** One accent, neutrals with a little of it, and text that can be read: the tokens of all our pages. */
import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

const teal: MantineColorsTuple = [
  '#e5f6f5',
  '#c9eae9',
  '#9edcdb',
  '#72d0d0',
  '#46b8b8',
  '#1f9e9e',
  '#008686',
  '#007676',
  '#006060',
  '#004d4d',
];

const dark: MantineColorsTuple = [
  '#eaf0f0',
  '#c3cdce',
  '#a4b1b2',
  '#6d7b7c',
  '#3e4b4c',
  '#303c3d',
  '#1d2829',
  '#162021',
  '#0d1516',
  '#081012',
];

export const theme = createTheme({
  colors: { teal, dark },
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  fontFamily:
    "'Inter Variable', system-ui, 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif",
  fontFamilyMonospace: "ui-monospace, 'SFMono-Regular', Menlo, Consolas, monospace",
  fontSizes: { xs: '0.8125rem', sm: '0.875rem', md: '1rem', lg: '1.25rem', xl: '1.75rem' },
  headings: {
    fontWeight: '650',
    sizes: { h1: { fontSize: '1.75rem' }, h2: { fontSize: '1.25rem' }, h3: { fontSize: '1rem' } },
  },
  defaultRadius: '10px',
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Table: { defaultProps: { verticalSpacing: 8, horizontalSpacing: 12 } },
    Modal: { defaultProps: { centered: true, transitionProps: { duration: 120 } } },
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#152527',
    '--mantine-color-dimmed': '#516163',
    '--mantine-color-placeholder': '#5f6e70',
    '--mantine-color-error': '#b6322d',
    '--mantine-color-anchor': '#006060',
    '--mantine-color-default-border': '#c3cdce',
  },
  dark: {
    '--mantine-color-body': '#162021',
    '--mantine-color-text': '#eaf0f0',
    '--mantine-color-dimmed': '#a4b1b2',
    '--mantine-color-placeholder': '#a4b1b2',
    '--mantine-color-error': '#f4928a',
    '--mantine-color-anchor': '#72d0d0',
    '--mantine-color-default-border': '#3e4b4c',
  },
});
