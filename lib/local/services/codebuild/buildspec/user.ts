import type { Field } from './field';

/** Commands run as whoever runs the server, on AWS as root unless told otherwise. */
export function refuseUser(field: Field | undefined): void {
  if (!field || field.isNull) return;
  const user = field.text();
  if (user === 'root') return;
  throw field.fail(
    `run-as is not implemented by this emulator: commands run as the user of the server, not as "${user}".`,
  );
}
