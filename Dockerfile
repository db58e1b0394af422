# The image: one static program in an empty root, as `docker build .` makes it.
#
# With `--target distribution` the program uses Debian's libcurl, in Debian, for who mends images by apt. Nothing needs to
# be told; what can be, by --build-arg, are VERSION, REVISION (the commit), CREATED and SOURCE (a URL) for the labels, of
# which the program shows REVISION too, and SOURCE_DATE_EPOCH as the time of all files.

FROM swift:6.3.1-bookworm AS build
WORKDIR /source
COPY . .
ARG REVISION
ARG SOURCE_DATE_EPOCH
RUN BUILD_COMMIT="$REVISION" .ci/static /image

FROM swift:6.3.1-bookworm AS build-distribution
RUN apt-get -qq update && apt-get -qq install -y --no-install-recommends libcurl4-openssl-dev pkg-config
WORKDIR /source
COPY . .
ARG REVISION
RUN BUILD_COMMIT=$(echo "$REVISION" | cut -c 1-12) swift build -c release --static-swift-stdlib -debug-info-format none --product leader-elector
RUN strip -o /leader-elector .build/release/leader-elector

FROM debian:bookworm-slim AS distribution
RUN apt-get -qq update && apt-get -qq install -y --no-install-recommends ca-certificates libcurl4 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 65532 nonroot && useradd --uid 65532 --gid 65532 --no-create-home --home-dir / nonroot
COPY --from=build-distribution /leader-elector /usr/local/bin/leader-elector
ARG VERSION
ARG REVISION
ARG CREATED
ARG SOURCE
LABEL org.opencontainers.image.title="leader-elector"
LABEL org.opencontainers.image.description="Elects one leader among the pods of an application and tells every container"
LABEL org.opencontainers.image.licenses="NOASSERTION"
LABEL org.opencontainers.image.version="$VERSION"
LABEL org.opencontainers.image.revision="$REVISION"
LABEL org.opencontainers.image.created="$CREATED"
LABEL org.opencontainers.image.source="$SOURCE"
EXPOSE 4040
USER 65532:65532
ENTRYPOINT ["leader-elector"]

FROM scratch
COPY --from=build /image /
ARG VERSION
ARG REVISION
ARG CREATED
ARG SOURCE
LABEL org.opencontainers.image.title="leader-elector"
LABEL org.opencontainers.image.description="Elects one leader among the pods of an application and tells every container"
LABEL org.opencontainers.image.licenses="NOASSERTION"
LABEL org.opencontainers.image.version="$VERSION"
LABEL org.opencontainers.image.revision="$REVISION"
LABEL org.opencontainers.image.created="$CREATED"
LABEL org.opencontainers.image.source="$SOURCE"
# A pod may name the program as its command or give flags only: both find it.
ENV PATH=/usr/local/bin
EXPOSE 4040
USER 65532:65532
ENTRYPOINT ["leader-elector"]
