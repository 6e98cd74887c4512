# The nights of the consoles in a container: pupitre watch, as a user that is not root.
#
# Build:  docker build -t pupitre .
# Run:    docker compose up -d     (compose.yaml says what it needs)
FROM python:3.13-slim-bookworm

# Chromium's version follows Debian's security updates, which a pinned version would keep out.
# libatomic1 is for the program that drives the browser, and in no slim image.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends chromium fonts-dejavu-core libatomic1 tini \
    && rm -rf /var/lib/apt/lists/*

RUN groupadd --gid 10001 pupitre \
    && useradd --uid 10001 --gid pupitre --create-home --shell /usr/sbin/nologin pupitre \
    && install --directory --owner=pupitre --group=pupitre --mode=0700 /state /evidence \
    && install --directory --owner=pupitre --group=pupitre --mode=0755 /estates

COPY . /usr/src/pupitre
RUN pip install --no-cache-dir "/usr/src/pupitre[notify,pin,watch]" \
    && rm -rf /usr/src/pupitre

ENV PUPITRE_STATE=/state \
    PYTHONDONTWRITEBYTECODE=1

USER 10001:10001
WORKDIR /estates
VOLUME ["/state", "/evidence"]

# tini ends what is left of a browser, and hands SIGTERM on: a night then leaves its console by its own buttons.
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=2m --timeout=20s --start-period=1m CMD ["pupitre", "watch", "--probe"]
ENTRYPOINT ["tini", "--", "pupitre"]
CMD ["watch", "/estates", "--evidence", "/evidence"]
