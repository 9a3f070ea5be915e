import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** A disk of its own that can be full: in memory, where this machine lets it be mounted. */
export class Disk {
  private isMounted = false;

  constructor(readonly folder: string) {
    fs.mkdirSync(folder);
    if (process.platform !== 'linux' || process.getuid?.() !== 0) return;
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96m', 'none', folder], { stdio: 'ignore' });
      this.isMounted = true;
    } catch {
      // A container may not mount.
    }
  }

  private get ballast(): string {
    return path.join(this.folder, 'ballast');
  }

  /** @returns false where it cannot be filled */
  fill(): boolean {
    if (!this.isMounted) return false;
    const handle = fs.openSync(this.ballast, 'a');
    const block = Buffer.alloc(1 << 20);
    try {
      for (;;) if (fs.writeSync(handle, block) < block.length) break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      fs.closeSync(handle);
    }
    return true;
  }

  free(): void {
    fs.rmSync(this.ballast, { force: true });
  }

  remove(): void {
    if (this.isMounted) execFileSync('umount', ['-l', this.folder]);
    this.isMounted = false;
  }
}
