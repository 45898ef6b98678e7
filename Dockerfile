# docker build -t github-traffic .                          SQLite, PostgreSQL and Db2 (amd64; IBM's driver comes under IBM's licence)
# docker build -t github-traffic --build-arg WITH_DB2=0 .   SQLite and PostgreSQL, on any processor

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build

FROM node:24-bookworm-slim AS dependencies
ARG WITH_DB2=1
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --omit=optional --no-audit --no-fund
# Without --save-prod npm takes it for the optional peer that it is, and leaves it out. It says success also where the
# driver's native part could not be built: only loading it tells.
RUN if [ "$WITH_DB2" = 1 ]; then \
      apt-get update && apt-get install -y --no-install-recommends ca-certificates g++ libxml2 make python3 \
      && npm_config_nodedir=/usr/local npm install --no-save --save-prod --omit=dev --omit=optional --no-audit --no-fund ibm_db@4.0.1 \
      && node -e "require('ibm_db')"; \
    fi
# What nothing loads: types, maps, SQLite's source, and its builds for other machines.
RUN find node_modules -type f \( -name '*.d.ts' -o -name '*.d.mts' -o -name '*.d.cts' -o -name '*.map' \) -delete \
    && rm -rf node_modules/@octokit/openapi-types* node_modules/@appthreat/sqlite3/deps node_modules/@appthreat/sqlite3/src \
    && cd node_modules/@appthreat/sqlite3/prebuilds && here="linux-$(node -p process.arch)" && test -d "$here" \
    && find . -mindepth 1 -maxdepth 1 ! -name "$here" -exec rm -rf {} +

# Without npm and what else comes with the image of Node.js, which is a third of its size.
FROM debian:bookworm-slim
ARG WITH_DB2=1
LABEL org.opencontainers.image.title="GitHub Traffic Analytics" \
      org.opencontainers.image.description="Collects GitHub's repository traffic every day and keeps it for good" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN if [ "$WITH_DB2" = 1 ]; then \
      apt-get update && apt-get install -y --no-install-recommends libxml2 && rm -rf /var/lib/apt/lists/*; \
    fi \
    && groupadd --gid 1000 node && useradd --uid 1000 --gid node --create-home node
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /app
COPY --from=build /usr/local/bin/node /usr/local/bin/node
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE README.md ./
COPY static static
COPY templates templates
# The embedded database and its key, where no other database is given: mount a volume here to keep them.
RUN mkdir data && chown node:node data
USER 1000:1000
# Everything that the app loads is there.
RUN node -e "import('/app/dist/server.js')" && { [ "$WITH_DB2" != 1 ] || node -e "require('ibm_db')"; }
VOLUME /app/data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/start.js"]
