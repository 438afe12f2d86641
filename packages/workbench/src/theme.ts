import { createDarkTheme, createLightTheme, type BrandVariants, type Theme } from '@fluentui/react-components';

/** Indigo: far from the red, amber and green of the gates. */
const brand: BrandVariants = {
  10: '#05030f',
  20: '#15112b',
  30: '#211a47',
  40: '#2a2260',
  50: '#332a74',
  60: '#3b3486',
  70: '#483f9b',
  80: '#544bae',
  90: '#6159bf',
  100: '#7068cd',
  110: '#8079d8',
  120: '#918be2',
  130: '#a39eeb',
  140: '#b6b2f2',
  150: '#cac7f8',
  160: '#dfddfc',
};

const FONT = "'Segoe UI', 'Segoe UI Variable Text', system-ui, -apple-system, 'Helvetica Neue', sans-serif";
const MONO = "'Cascadia Code', 'SF Mono', Consolas, 'DejaVu Sans Mono', monospace";

const light = createLightTheme(brand);
const dark = createDarkTheme(brand);

/** Fluent's themes in the workbench's colours. */
export const THEMES: Readonly<Record<'light' | 'dark', Theme>> = {
  light: { ...light, fontFamilyBase: FONT, fontFamilyMonospace: MONO },
  dark: {
    ...dark,
    fontFamilyBase: FONT,
    fontFamilyMonospace: MONO,
    colorBrandForegroundLink: brand[140],
    colorBrandForegroundLinkHover: brand[150],
    colorBrandForegroundLinkPressed: brand[130],
    colorBrandForeground1: brand[140],
    colorBrandForeground2: brand[150],
  },
};
