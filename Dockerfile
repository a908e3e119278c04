# syntax=docker/dockerfile:1

# --- the front-end packages, exactly as locked
FROM node:24-slim AS front-end
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
RUN npm ci --silent

# --- Python packages, static files and translations
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt .
RUN pip install --require-hashes -r requirements.txt && pip uninstall -y pip
WORKDIR /app
COPY . .
COPY --from=front-end /app/node_modules node_modules
# The key serves this one command; the image holds none.
RUN python -m modellkonceptet.front_end_files \
    && python -m modellkonceptet.translations compile \
    && SECRET_KEY=only-while-building python manage.py collectstatic --noinput \
    && rm -rf node_modules \
    && python -m compileall -q modellkonceptet cohorts applications learning_meetings improvements reporting

# --- what runs
FROM python:3.11-slim-bookworm
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --user-group --uid 10001 --no-create-home --shell /usr/sbin/nologin app \
    && install -d -o app -g app /data
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 DATA_DIR=/data HOME=/tmp
COPY --from=build /opt/venv /opt/venv
COPY --from=build /app /app
WORKDIR /app
USER app
VOLUME /data
EXPOSE 8000
# The web process; docker-compose.yml gives the worker's and beat's commands.
CMD ["gunicorn", "modellkonceptet.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "--worker-tmp-dir", "/dev/shm", "--max-requests", "2000", "--max-requests-jitter", "200", "--access-logfile", "-"]
