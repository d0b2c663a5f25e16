import '@mantine/core/styles.css';
import './styles/global.css';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { styleNonce } from './style-nonce.ts';

// Scroll locking of dialogs makes a style element of its own.
setNonce(styleNonce());

const container = document.getElementById('root');
if (!container) throw new Error('The page has no root element.');
createRoot(container).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
