# syntax=docker/dockerfile:1

# docker build -t resnet-volumes --build-arg TORCH_INDEX=<address of PyTorch's index of CPU builds> .
# docker run --rm -p 8000:8000 resnet-volumes

ARG PYTHON=3.11

FROM python:${PYTHON}-slim AS dependencies
# Without the address of an index of CPU builds pip takes the default build, which on x86-64 Linux brings gigabytes
# of CUDA that this app never uses. ALLOW_CUDA=1 says that this is meant.
ARG TORCH_INDEX=""
ARG ALLOW_CUDA=""
WORKDIR /build
# No pip inside: what serves has no use for an installer.
RUN python -m venv --without-pip /opt/venv
COPY pyproject.toml constraints.txt ./
# The dependencies alone, without the code: this layer is rebuilt only when they change.
RUN python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["dependencies"], sep="\n")' > requirements.txt \
 && pip --python /opt/venv/bin/python install --no-cache-dir --no-compile --disable-pip-version-check \
      ${TORCH_INDEX:+--extra-index-url "$TORCH_INDEX"} --constraint constraints.txt --requirement requirements.txt
RUN /opt/venv/bin/python -c 'import os, sys, torch; sys.exit( \
      "The torch that was installed is a CUDA build. Pass --build-arg TORCH_INDEX=<address of PyTorch'"'"'s index of CPU builds>, \
or --build-arg ALLOW_CUDA=1 to keep it." if torch.version.cuda and not os.environ.get("ALLOW_CUDA") else 0)'

FROM python:${PYTHON}-slim
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin volumes
COPY --from=dependencies /opt/venv /opt/venv
WORKDIR /srv
COPY LICENSE pyproject.toml ./
COPY static ./static
COPY templates ./templates
COPY app ./app
# One torch thread: a trace has no arithmetic to share out, and more threads only wait for each other.
# The warning is torch's remark that NumPy is absent, which nothing here needs.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONWARNINGS="ignore:Failed to initialize NumPy:UserWarning" \
    OMP_NUM_THREADS=1 \
    MKL_NUM_THREADS=1 \
    HOST=0.0.0.0
USER volumes
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
  CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
CMD ["python", "-m", "app"]
