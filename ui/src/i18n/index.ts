/** The words of the window, and numbers, dates and money as its language writes them. */
export { locale, t, type LanguageCode, type MessageKey } from './locale.svelte';
export * from './format';
