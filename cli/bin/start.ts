/** The part that the entry names: so small that seeing whether it changed costs nothing, unlike the rest. */
export async function start(): Promise<void> {
  const { main } = await import('./main');
  await main();
}
