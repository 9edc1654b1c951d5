/** The languages of our pages as PayPal names them. */
export const LOCALE: Readonly<Record<string, string>> = {
  en: 'en-US',
  'zh-CN': 'zh-CN',
  'zh-TW': 'zh-TW',
  es: 'es-ES',
  pt: 'pt-BR',
  fr: 'fr-FR',
  de: 'de-DE',
  tr: 'tr-TR',
  ru: 'ru-RU',
  ar: 'ar-EG',
  ja: 'ja-JP',
  ko: 'ko-KR',
};
