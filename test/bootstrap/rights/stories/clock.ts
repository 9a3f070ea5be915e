import type { ServerOptions } from '../../../../lib/local/server/server';
import type { TestMachine } from '../../../local/machine';

export const hour = 3_600_000;

/** AWS's clock, which goes as this machine's does and can be put forward. */
export class Clock {
  private ahead = 0;

  /** What a machine with this clock is started with. */
  readonly options: Partial<ServerOptions> = { now: () => this.now() };

  now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  /** To this machine's time again. */
  reset(): void {
    this.ahead = 0;
  }

  /**
   * Lets time pass for AWS, and waits for what begins by it.
   * @param ask asks the service that has to notice, as somebody whose clock is AWS's
   */
  async pass(
    machine: TestMachine,
    ms: number,
    ask: (settings: ReturnType<TestMachine['client']>) => Promise<unknown>,
  ): Promise<void> {
    this.ahead += ms;
    await ask({ ...machine.client(), systemClockOffset: this.ahead } as never);
    await machine.idle();
  }
}
