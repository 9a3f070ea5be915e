import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';

const names = ['chromium', 'chromium-headless-shell', 'chromium-browser', 'google-chrome'];

/** A Chromium of this machine; undefined where there is none. `CHROMIUM` names another. */
function chromiumHere(): string | undefined {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const found = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return found.find((file) => fs.existsSync(file));
}

const executablePath = chromiumHere();

/** Skipped where there is no Chromium on the PATH, nor in CHROMIUM. */
export const inBrowser = executablePath === undefined ? describe.skip : describe;

/** How a page is looked at. */
export interface Sight {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** A browser with a page that was written to a file. */
export class PageStand {
  private browser: Browser | undefined;
  private folder = '';
  private readonly pages: Page[] = [];
  private readonly found: string[] = [];

  constructor(private readonly html: () => string) {}

  async begin(): Promise<void> {
    this.folder = fs.mkdtempSync(path.join(os.tmpdir(), 'gitenv-page-'));
    fs.writeFileSync(path.join(this.folder, 'page.html'), this.html());
    const file = executablePath ?? '';
    // Root runs it without its own sandbox, as containers do.
    this.browser = await chromium.launch({ executablePath: file, args: ['--no-sandbox'] });
  }

  async end(): Promise<void> {
    await this.browser?.close();
    fs.rmSync(this.folder, { recursive: true });
  }

  /** @param view such as `#/timeline`, or the address of another page */
  async open(
    view: string,
    { width = 1280, height = 800, colorScheme = 'light' }: Sight = {},
  ): Promise<Page> {
    if (!this.browser) throw new Error('no browser was started');
    const viewport = { width, height };
    const page = await this.browser.newPage({ viewport, colorScheme, locale: 'en-GB' });
    this.pages.push(page);
    page.on('pageerror', ({ message }) => this.found.push(message));
    const address = view.startsWith('http') ? view : `file://${this.folder}/page.html${view}`;
    const { protocol, host } = new URL(address);
    page.on('request', (request) => {
      const to = new URL(request.url());
      if (to.protocol !== protocol || to.host !== host) this.found.push(`asks ${request.url()}`);
    });
    await page.goto(address);
    return page;
  }

  /** Closes all pages. @returns what went wrong in them: errors, and addresses that they have asked */
  async troubles(): Promise<string[]> {
    for (const page of this.pages.splice(0)) await page.close();
    return this.found.splice(0);
  }
}
