import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  /** In ticks since the machine's start; 0 where that is not known. */
  readonly started: number;
  /** Whether the build's id is in the environment it was started with. */
  carries(mark: string): boolean;
}

/** Environments of processes of other users cannot be read; they are not ours to end either. */
const readOptional = (file: string): string => {
  try {
    return fs.readFileSync(file, 'latin1');
  } catch {
    return '';
  }
};

/** `PF_KTHREAD` of proc(5)'s stat: such a thread runs no program. */
const kernelThread = 0x0020_0000;

function listByProc(): readonly Process[] {
  const processes: Process[] = [];
  for (const name of fs.readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    const stat = readOptional(`/proc/${name}/stat`);
    // The second field is the program's name in parentheses and may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parent, group, session, , , flags] = fields;
    if (stat === '' || state === 'Z' || Number(flags) & kernelThread) continue;
    const carries = (mark: string) =>
      `\0${readOptional(`/proc/${name}/environ`)}`.includes(`\0${mark}\0`);
    processes.push({
      pid,
      parent: Number(parent),
      group: Number(group),
      session: Number(session),
      started: Number(fields[19]),
      carries,
    });
  }
  return processes;
}

function listByPs(): readonly Process[] {
  const text = execFileSync('ps', ['-axEww', '-o', 'pid=,ppid=,pgid=,sess=,command='], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return text
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, group, session, command = '']) => ({
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      session: Number.parseInt(session ?? '', 16),
      started: 0,
      carries: (mark: string) => ` ${command} `.includes(` ${mark} `),
    }))
    .filter(({ pid }) => pid !== process.pid);
}

/** The processes of one build, as long as there are any. */
class Processes {
  private readonly mark: string;
  /** When the build's shell was started. What is older is none of the build's, and not asked for its environment. */
  private since = 0;

  constructor(
    buildId: string,
    private readonly leader: number | undefined,
  ) {
    this.mark = `CODEBUILD_BUILD_ID=${buildId}`;
  }

  /**
   * Every process of the build: those of its session and group, those that carry its id in their environment, and all
   * that descend from one of them.
   */
  find(): readonly number[] {
    const all = process.platform === 'linux' ? listByProc() : listByPs();
    const shell = all.find(({ pid }) => pid === this.leader);
    // Another process may have got the number of a shell that has ended.
    if (shell?.carries(this.mark)) this.since = shell.started;
    const found = new Set(all.filter((one) => this.has(one)).map(({ pid }) => pid));
    for (let size = -1; size !== found.size; ) {
      size = found.size;
      for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
    }
    return [...found];
  }

  private has({ session, group, started, carries }: Process): boolean {
    if (this.leader !== undefined && (session === this.leader || group === this.leader))
      return true;
    return started >= this.since && carries(this.mark);
  }
}

const rounds = 50;

/**
 * Ends every process of a build, at once and for good, and looks again until none is left: one that forks while it
 * is being looked for is found in the next round.
 * @param leader the process id of the build's shell, where it is known to be alive or to have just ended
 */
export function endProcesses(buildId: string, leader: number | undefined): void {
  const processes = new Processes(buildId, leader);
  for (let round = 0; round < rounds; round++) {
    const found = processes.find();
    if (found.length === 0) return;
    for (const pid of found) signal(pid);
  }
}

/**
 * The same, and waits for the leader's end before it looks again, so that those that are about to end are not looked for
 * over and over.
 */
export async function endProcessesInTurn(
  buildId: string,
  leader: number | undefined,
  leaderEnds: Promise<void>,
): Promise<void> {
  const processes = new Processes(buildId, leader);
  for (let round = 0; round < rounds; round++) {
    const found = processes.find();
    if (found.length === 0) return;
    for (const pid of found) signal(pid);
    await leaderEnds;
  }
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}
