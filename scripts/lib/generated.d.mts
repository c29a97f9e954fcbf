export function prepareEnvironment(source: Record<string, string | undefined>): Promise<{
  env: Record<string, string | undefined>;
  mode: string;
  dataDir: string;
  generated: string[];
}>;
