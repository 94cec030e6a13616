# The environment of the book from the same lock as `make setup`; by default it reviews the book.
#   docker build --build-arg COMMIT="$(git rev-parse HEAD)" --tag fulcrum .
#   docker run --name fulcrum-review fulcrum
#   docker cp fulcrum-review:/home/reader/fulcrum/_build/review review
FROM python:3.12.11-slim-bookworm

RUN useradd --create-home --uid 1000 reader \
 && install --directory --owner=reader --group=reader /home/reader/fulcrum
USER 1000
WORKDIR /home/reader/fulcrum

COPY --chown=reader:reader requirements.lock ./
RUN python -m venv .venv \
 && .venv/bin/python -m pip install --no-cache-dir --quiet --no-deps --require-hashes -r requirements.lock

COPY --chown=reader:reader . .
RUN .venv/bin/python -m pip install --no-cache-dir --quiet --no-deps --no-build-isolation -e .

# What the certificate names when the image holds no git repository.
ARG COMMIT=""
ENV FULCRUM_COMMIT="${COMMIT}"

CMD [".venv/bin/fulcrum", "review"]
