/** Does whoever asks take an answer packed with gzip? */
export const takesGzip = (accepts: string | string[] | undefined): boolean => /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(String(accepts ?? ''))
