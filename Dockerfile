# Built from a folder that holds the wheel and its locked requirements: .github/workflows/release.yml.
FROM python:3.13.15-slim-trixie
RUN --mount=type=bind,target=/dist \
    pip install --no-cache-dir --no-compile --require-hashes --requirement /dist/requirements.txt && \
    pip install --no-cache-dir --no-compile --no-deps --no-index /dist/*.whl
USER 1000
WORKDIR /work
ENTRYPOINT ["kaniko-guide"]
