# docker build -t github-traffic .                          SQLite and PostgreSQL
# docker build -t github-traffic --build-arg WITH_DB2=1 .   and Db2 (amd64 only; IBM's driver comes under IBM's licence)

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY . .
RUN npm run build && rm -rf dist/test dist/bench

FROM node:24-bookworm-slim AS dependencies
ARG WITH_DB2=0
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --no-audit --no-fund
# npm says success also where the driver's native part could not be had: only loading it tells.
RUN if [ "$WITH_DB2" = 1 ]; then \
      apt-get update && apt-get install -y --no-install-recommends ca-certificates libxml2 libpam0g libcrypt1 \
      && npm install --no-save --omit=dev --no-audit --no-fund ibm_db@4.0.1 \
      && node -e "require('ibm_db')"; \
    fi

FROM node:24-bookworm-slim
ARG WITH_DB2=0
RUN if [ "$WITH_DB2" = 1 ]; then \
      apt-get update && apt-get install -y --no-install-recommends libxml2 libpam0g libcrypt1 \
      && rm -rf /var/lib/apt/lists/*; \
    fi
ENV NODE_ENV=production HOST=0.0.0.0 PORT=8080
WORKDIR /app
COPY --from=dependencies /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json LICENSE README.md ./
COPY static static
COPY templates templates
# The embedded database and its key, where no other database is given: mount a volume here to keep them.
RUN mkdir data && chown node:node data
VOLUME /app/data
USER node
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "dist/start.js"]
