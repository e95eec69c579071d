import type { Inspection } from '../validation/index.ts';
import type { SecretStore } from './ports/secret-store.ts';

/** Which of the secrets that a graph sends its owner has. Nearly every graph sends none: then nobody is asked. */
export async function ownedSecrets(
  secrets: Pick<SecretStore, 'owned'>,
  ownerId: string,
  { survey }: Inspection,
): Promise<ReadonlySet<string>> {
  const names = new Set(survey?.nodes.flatMap(({ uses }) => uses.secrets.map(({ text }) => text)));
  return names.size === 0 ? names : secrets.owned(ownerId, names);
}
