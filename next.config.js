// What Next.js is told. No image optimiser (it is an attack surface nobody here needs), no header that names the
// framework, and packages with native parts or worker threads are left to Node instead of being bundled.

/** @type {import('next').NextConfig} */
const config = {
  // Tests have their own check (npm run types); a fault in one is no reason not to start the product.
  typescript: { tsconfigPath: 'tsconfig.build.json' },
  reactStrictMode: true,
  // A page's title is in its head before its body: screen readers announce it first.
  htmlLimitedBots: /.*/,
  poweredByHeader: false,
  images: { unoptimized: true },
  serverExternalPackages: [
    'pino',
    'thread-stream',
    'postgres',
    'pg',
    'graphile-worker',
    '@node-rs/argon2',
    'prom-client',
  ],
  outputFileTracingRoot: import.meta.dirname,
  turbopack: { root: import.meta.dirname },
};

export default config;
