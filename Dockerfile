# docker build -t resnet-volumes --build-arg TORCH_INDEX=<address of PyTorch's index of CPU builds> .
# docker run --rm -p 8000:8000 resnet-volumes

ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS dependencies
# Without an index of CPU builds pip installs the default build, which on x86-64 Linux brings gigabytes of CUDA that the
# app never uses. ALLOW_CUDA=1 permits that.
ARG TORCH_INDEX=""
ARG ALLOW_CUDA=""
RUN test -n "$TORCH_INDEX$ALLOW_CUDA" || test "$(uname -m)" != x86_64 || { echo "Pass --build-arg TORCH_INDEX=<address of \
PyTorch's index of CPU builds>, or --build-arg ALLOW_CUDA=1 for gigabytes of CUDA." >&2; exit 1; }
WORKDIR /build
# Without pip: the image needs no installer.
RUN python -m venv --without-pip /opt/venv
COPY pyproject.toml constraints.txt ./
# Dependencies without the code: this layer is rebuilt only when they change.
RUN python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\n")' > requirements.txt \
 && pip --python /opt/venv/bin/python install --no-cache-dir --no-compile --disable-pip-version-check \
      ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} --constraint constraints.txt --requirement requirements.txt
RUN /opt/venv/bin/python -c 'import os, sys, torch; sys.exit( \
      "The torch that was installed is a CUDA build. Pass --build-arg TORCH_INDEX=<address of PyTorch'"'"'s index of CPU builds>, \
or --build-arg ALLOW_CUDA=1 to keep it." if torch.version.cuda and not os.environ.get("ALLOW_CUDA") else 0)'

# Files of torch's wheel for its own tests and for building extensions: a fifth of the image.
RUN cd /opt/venv/lib/python*/site-packages/torch && rm -rf include test bin/*test* bin/*Test bin/protoc*

FROM python:${PYTHON}-slim
# Remove the base image's installer too.
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin volumes \
 && rm -rf /usr/local/lib/python*/site-packages/* /usr/local/bin/pip* /usr/local/bin/wheel
COPY --from=dependencies /opt/venv /opt/venv
WORKDIR /srv
COPY LICENSE pyproject.toml ./
COPY static ./static
COPY templates ./templates
COPY app ./app
# Make files readable, whatever the umask of the checkout. Then start the server once and probe it: this compiles all imported
# modules, which a read-only file system would prevent later, and fails the build when the app does not work.
RUN chmod -R a+rX . \
 && { /opt/venv/bin/python -W ignore -m app & server=$!; } \
 && for _ in $(seq 60); do sleep 0.5; if /opt/venv/bin/python -c \
      "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)" 2>/dev/null; then ready=yes; break; fi; done \
 && kill $server && wait $server && test -n "$ready"
# One torch thread: a trace has no arithmetic to share, and more threads only wait for each other.
# torch warns that NumPy is absent, which nothing here needs.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONWARNINGS="ignore:Failed to initialize NumPy:UserWarning" \
    OMP_NUM_THREADS=1 \
    MKL_NUM_THREADS=1 \
    HOST=0.0.0.0
# By number, so that an orchestrator can verify that it is not root.
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "import os; from urllib.request import urlopen; urlopen(f'http://127.0.0.1:{os.environ.get(\"PORT\") or 8000}/readyz', timeout=4)"]
CMD ["python", "-m", "app"]
