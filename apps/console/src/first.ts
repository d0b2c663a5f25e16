import { askEarly } from './early.ts';

// Runs as soon as it is there, while the console's other scripts are still on their way (vite.config.ts).
askEarly();
