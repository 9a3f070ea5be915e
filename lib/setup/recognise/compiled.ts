import type { CodeProject } from './project';
import type { RepositoryFiles } from './repository-files';

export function goProject(files: RepositoryFiles): CodeProject | undefined {
  if (!files.has('go.mod')) return undefined;
  return {
    kind: 'Go',
    because: 'go.mod',
    build: [
      'go vet ./...',
      'go test ./...',
      'mkdir -p bin',
      '# Each package main becomes a program in bin.',
      'CGO_ENABLED=0 go build -trimpath -o bin/ ./...',
    ],
    takes: ['bin'],
  };
}

export function rustProject(files: RepositoryFiles): CodeProject | undefined {
  if (!files.has('Cargo.toml')) return undefined;
  const locked = files.has('Cargo.lock') ? ' --locked' : '';
  return {
    kind: 'Rust',
    because: 'Cargo.toml',
    build: [
      '# Beside the work tree: what the compiler keeps for the next time is no part of a bundle.',
      'CARGO_TARGET_DIR=$(mktemp -d)',
      'export CARGO_TARGET_DIR',
      `trap 'rm -rf "$CARGO_TARGET_DIR"' EXIT`,
      `cargo test${locked}`,
      `cargo build --release${locked}`,
      'mkdir -p bin',
      'find "$CARGO_TARGET_DIR/release" -maxdepth 1 -type f -perm -u+x -exec cp {} bin/ \\;',
    ],
    takes: ['bin', 'target'],
  };
}
