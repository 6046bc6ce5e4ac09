/*
 * harness/audit/recorded/first-page.ts - where page 0 of a recording is. Mapping at address 0 means anywhere.
 */
export const firstPage = 8;
