import { useEffect } from 'react';
import { useLiveState } from '../live/live-state.ts';
import { startLiveUpdates } from '../live/live-updates.ts';
import classes from './live-mark.module.css';

/** Whether what is on the screen keeps itself up to date; while this is shown, it does. */
export function LiveMark({ isPaused }: { isPaused: boolean }) {
  useEffect(() => (isPaused ? undefined : startLiveUpdates()), [isPaused]);
  const state = useLiveState();
  const isLost = state === 'lost';
  return (
    <span
      role="status"
      className={classes.mark}
      data-tone={isLost ? 'warn' : 'good'}
      title={
        isLost
          ? 'The line for live updates is down. Until it is back, this page asks for news every few seconds.'
          : 'Changes show by themselves.'
      }
    >
      {isLost ? 'Reconnecting' : state === 'live' ? 'Live' : ''}
    </span>
  );
}
