# docker build -t resnet-volumes .
# docker run --rm -p 8000:8000 resnet-volumes

ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS build
# An index that has PyTorch's CPU build, where PyTorch's own index is out of reach.
ARG PIP_EXTRA_INDEX_URL
WORKDIR /build
# Without pip: the image needs no installer.
RUN python -m venv --without-pip /opt/venv
ENV PIP_CONSTRAINT=constraints.txt \
    PIP_DISABLE_PIP_VERSION_CHECK=1
COPY constraints.txt pyproject.toml ./
# PyTorch's CPU build, whose index uv knows. The default build of torch contains gigabytes of CUDA that the app never uses.
RUN { pip install --no-cache-dir uv && UV_HTTP_RETRIES=1 uv pip install --no-cache --python /opt/venv/bin/python \
      --constraint constraints.txt --torch-backend cpu --no-deps torch; } \
 || echo "PyTorch's CPU build cannot be downloaded: pip takes the build that it finds, often 2.7 GB with CUDA." >&2
# Dependencies without the code: this layer is rebuilt only when they change.
RUN python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\n")' > requirements.txt \
 && pip --python /opt/venv/bin/python install --no-cache-dir --no-compile --requirement requirements.txt
# Files of torch's wheel for its own tests and for building extensions: a fifth of the image.
RUN cd /opt/venv/lib/python*/site-packages/torch && rm -rf include test bin/*test* bin/*Test bin/protoc*

# The app, built by the setuptools that torch depends on.
COPY LICENSE README.md ./
COPY static ./static
COPY templates ./templates
COPY app ./app
RUN pip --python /opt/venv/bin/python install --no-cache-dir --no-compile --no-deps --no-build-isolation .

FROM python:${PYTHON}-slim
# Remove the base image's installer too.
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin volumes \
 && rm -rf /usr/local/lib/python*/site-packages/* /usr/local/bin/pip* /usr/local/bin/wheel
COPY --from=build /opt/venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /srv
# Start the server once and probe it: this compiles all imported modules, which a read-only file system would prevent later, and
# fails the build when the app does not work.
RUN { resnet-volumes & server=$!; } \
 && for _ in $(seq 60); do sleep 0.5; if python -c \
      "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)" 2>/dev/null; then ready=yes; break; fi; done \
 && kill $server && wait $server && test -n "$ready"
# OWN_NETWORKS: a public server runs no code but its own.
# One torch thread: a trace has no arithmetic to share, and more threads only wait for each other.
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    OMP_NUM_THREADS=1 \
    MKL_NUM_THREADS=1 \
    HOST=0.0.0.0 \
    OWN_NETWORKS=off
# By number, so that an orchestrator can verify that it is not root.
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os; from urllib.request import urlopen; urlopen(f'http://127.0.0.1:{os.environ.get(\"PORT\") or 8000}/readyz', timeout=4)"]
CMD ["resnet-volumes"]
