/** A database or queue server of a test or benchmark: real, on a fixed port, to be killed and started again. */
export interface RigServer {
  /** Starts it again on the same port, with what it has on disk. */
  start(): Promise<void>;
  /** `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
  /** Orderly shutdown; resolves when it is gone. */
  stop(): Promise<void>;
  /** Its process id while it runs. */
  pid(): number;
  /** Stops it and removes what it has on disk. */
  remove(): Promise<void>;
}
