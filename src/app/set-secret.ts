import { v7 as newId } from 'uuid';
import { z } from 'zod';
import { secretNamePattern, secretNameRule } from '../kernel/index.ts';
import type { StoredSecret } from '../runtime/ports/secret-store.ts';
import type { AppPorts } from './app-ports.ts';
import { readInput, storableTextSchema } from './read-input.ts';
import type { Viewer } from './viewer.ts';

export interface SetSecretInput {
  readonly name: string;
  readonly value: string;
}

const schema = z.object({
  name: z.string().regex(secretNamePattern, secretNameRule),
  // What is shorter stands in every text by accident, and masking it would tear all of them apart.
  value: storableTextSchema
    .min(8, 'must have 8 characters at least: what is shorter cannot be kept out of logs')
    .max(10_000, 'must have 10,000 characters at most'),
});

/** Keeps a secret; a value that was kept under this name before is gone. */
export async function setSecret(
  { secrets }: AppPorts,
  viewer: Viewer,
  input: SetSecretInput,
): Promise<StoredSecret> {
  const { name, value } = readInput(schema, input, 'secret');
  return secrets.set({ id: newId(), ownerId: viewer.ownerId, name, value });
}
