# syntax=docker/dockerfile:1

# The program is one static binary; nothing else goes into the image but
# certificates, for Neo4j over TLS, and two folders.
FROM --platform=$BUILDPLATFORM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
ARG TARGETOS TARGETARCH
ARG VERSION=unknown
ENV GOCACHE=/go/build
RUN --mount=type=cache,target=/go/pkg/mod --mount=type=cache,target=/go/build \
    CGO_ENABLED=0 GOOS=$TARGETOS GOARCH=$TARGETARCH \
    go build -trimpath -buildvcs=false -ldflags "-s -w -X main.version=$VERSION" -o /out/migraph ./cmd/migraph \
    && mkdir /out/data /out/tmp

FROM scratch
LABEL org.opencontainers.image.title="Migraph" \
      org.opencontainers.image.description="Who works with whom on migration, who funds it, and which document says so" \
      org.opencontainers.image.licenses="Apache-2.0"
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/ca-certificates.crt
COPY --from=build --chown=65532:65532 /out/data /data
COPY --from=build --chown=65532:65532 /out/tmp /tmp
COPY --from=build /out/migraph /usr/bin/migraph
# No name: an image from scratch has no list of users.
USER 65532:65532
ENV MIGRAPH_STORE=sqlite:/data/graph.db \
    MIGRAPH_ADDR=:8080 \
    MIGRAPH_LOG_FORMAT=json
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["/usr/bin/migraph", "health"]
ENTRYPOINT ["/usr/bin/migraph"]
CMD ["serve"]
