'use client';
/** What is shown when a page fails on our side. */
export { FailedPage as default } from '@/components/failed-page';
