# The worker and the commands, with what production needs and nothing else: no servers, no test tools, no pip.
# PYTHON_DIGEST is `@sha256:…` of the base image, as `.env.example` says.
ARG PYTHON_DIGEST
FROM python:3.13.14-slim-bookworm${PYTHON_DIGEST} AS build
WORKDIR /app
COPY requirements/build.txt requirements/production.txt requirements/
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes \
    --requirement requirements/build.txt --requirement requirements/production.txt
COPY pyproject.toml *.py ./
COPY activities activities
COPY checkpoints checkpoints
COPY client client
COPY commands commands
COPY migrations migrations
COPY models models
COPY policies policies
COPY recovery recovery
COPY sessions sessions
COPY simulation simulation
COPY stack stack
COPY telemetry telemetry
COPY watchdog watchdog
COPY web web
COPY workarounds workarounds
COPY workflows workflows
RUN /venv/bin/pip install --no-deps --no-build-isolation --editable . \
    && /venv/bin/pip uninstall --yes setuptools pip

FROM python:3.13.14-slim-bookworm${PYTHON_DIGEST}
RUN useradd --system --uid 10001 --create-home --home-dir /var/lib/tawasul tawasul \
    && install --directory --owner=tawasul --mode=0700 /var/lib/tawasul-files
COPY --from=build /venv /venv
COPY --from=build /app /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 TAWASUL_HOME=/var/lib/tawasul
WORKDIR /app
USER tawasul
ENTRYPOINT ["python", "-m", "worker"]
