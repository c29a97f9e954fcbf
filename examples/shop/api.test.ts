/** The shop's types are what the OpenAPI document gives now; `npx vitest run --project unit examples -u` writes them anew. */
import { expect, test } from 'vitest';
import { openApiDocument } from '@/lib/api/openapi';
import { typesOf } from './generate.mjs';

test('the types of the API are made from the document as it is', async () => {
  await expect(await typesOf(openApiDocument('http://localhost:3000'))).toMatchFileSnapshot('./api.d.ts');
});
